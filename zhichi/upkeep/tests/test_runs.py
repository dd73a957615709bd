"""Runs of jobs: one at a time, progress, stopping, what stays in the history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import transaction

from zhichi.core import clock, jobs
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.core.registry import Registry
from zhichi.records import selectors as records
from zhichi.records.services import set_policy
from zhichi.upkeep import selectors, services, tasks
from zhichi.upkeep.choices import BACKUP, RESTORE_TEST, State
from zhichi.upkeep.models import Run
from zhichi.upkeep.tests.conftest import AT, BY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A job whose deed each test decides on: `job["does"]`."""
    kept: dict[str, Any] = {"does": lambda _progress: jobs.Outcome("%(n)s rows", {"n": 3})}

    def run(options: Mapping[str, Any], progress: jobs.Progress) -> jobs.Outcome:
        kept["options"] = options
        outcome: jobs.Outcome = kept["does"](progress)
        return outcome

    registry: Registry[jobs.Job] = Registry("job")
    monkeypatch.setattr(jobs, "jobs", registry)
    for module in (selectors, services.runs):
        monkeypatch.setattr(module, "jobs", registry)
    registry.add("tidy", jobs.Job(name="tidy", label="Tidy", what="Tidies.", run=run))
    return kept


def codes() -> list[str]:
    return [one.code for one in records.history("upkeep:tidy")]


def test_is_done_by_a_worker_and_kept(job: dict[str, Any], people: People) -> None:
    services.ask(job="tidy", by=people.actor("administrator"), at=AT)
    assert services.work_off(at=AT)
    (run,) = selectors.runs("tidy")
    assert (run.state, selectors.result(run), run.by) == (State.DONE, "3 rows", "员工 administrator")
    assert codes() == ["upkeep.asked", "upkeep.ended"]
    assert not services.work_off(at=AT)


def test_is_not_begun_twice(job: dict[str, Any]) -> None:
    services.ask(job="tidy", by=BY, at=AT)
    with pytest.raises(Conflict):
        services.ask(job="tidy", by=BY, at=AT)
    with pytest.raises(Conflict):
        services.run_now(job="tidy", by=BY, at=AT)
    services.work_off(at=AT)
    services.ask(job="tidy", by=BY, at=AT)


def test_needs_the_right(job: dict[str, Any], people: People) -> None:
    for post in ("auditor", "supervisor", "junior"):
        with pytest.raises(Refused):
            services.ask(job="tidy", by=people.actor(post), at=AT)


@pytest.mark.parametrize("error", [DomainError("full", "The disk is full."), OSError("no such device")])
def test_says_why_it_failed(job: dict[str, Any], error: Exception) -> None:
    def fails(_progress: jobs.Progress) -> jobs.Outcome:
        raise error

    job["does"] = fails
    run = services.run_now(job="tidy", by=BY, at=AT)
    assert run.state == State.FAILED
    assert str(error) in run.error
    assert codes() == ["upkeep.failed"]


def test_stops_when_asked(job: dict[str, Any], people: People) -> None:
    def is_stopped(progress: jobs.Progress) -> jobs.Outcome:
        services.stop(run_id=Run.objects.get().pk, by=people.actor("manager"), at=AT)
        progress.step("next")
        raise AssertionError("it went on")

    job["does"] = is_stopped
    assert services.run_now(job="tidy", by=BY, at=AT).state == State.STOPPED
    assert codes() == ["upkeep.stopped"]


def test_is_stopped_at_once_while_it_waits(job: dict[str, Any], people: People) -> None:
    run = services.ask(job="tidy", by=BY, at=AT)
    assert services.stop(run_id=run.pk, by=people.actor("manager"), at=AT)
    assert not services.work_off(at=AT)
    assert not services.stop(run_id=run.pk, by=people.actor("manager"), at=AT)


def test_is_given_up_when_its_process_died(job: dict[str, Any]) -> None:
    Run.objects.create(job="tidy", by="test", state=State.RUNNING, asked_at=AT, started_at=AT, beat_at=AT)
    with pytest.raises(Conflict):
        services.ask(job="tidy", by=BY, at=AT + timedelta(minutes=1))
    services.ask(job="tidy", by=BY, at=AT + services.runs.ABANDONED + timedelta(minutes=1))
    assert [run.state for run in selectors.runs("tidy")] == [State.WAITING, State.FAILED]


def test_keeps_no_secret(job: dict[str, Any]) -> None:
    run = services.run_now(job="tidy", secret={"passphrase": "correct horse"}, by=BY, at=AT)
    assert job["options"] == {"passphrase": "correct horse"}
    assert "correct horse" not in str(Run.objects.filter(pk=run.pk).values().get())


def test_schedule_backs_up_an_hour_after_the_first_event_then_by_the_pause() -> None:
    tasks.back_up_when_due()
    assert selectors.runs() == []
    with transaction.atomic():
        set_policy(key="6.4.1.backup_hours", value=6, reason="often", by=BY, at=clock.now())
    tasks.back_up_when_due()
    assert selectors.runs() == []
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        tasks.back_up_when_due()
        tasks.back_up_when_due()
        assert [(run.job, run.by) for run in selectors.runs()] == [(BACKUP, "schedule")]
        Run.objects.update(state=State.DONE, ended_at=clock.now())
        tasks.back_up_when_due()
        assert len(selectors.runs()) == 1
    with time_machine.travel(clock.now() + timedelta(hours=9)):
        tasks.back_up_when_due()
        Run.objects.filter(state=State.WAITING).update(state=State.FAILED, ended_at=clock.now())
        tasks.back_up_when_due()
        assert len(selectors.runs()) == 2
    with time_machine.travel(clock.now() + timedelta(hours=11)):
        tasks.back_up_when_due()
        assert len(selectors.runs()) == 3


def test_schedule_tests_only_what_it_can_read_and_has_not_tested(settings: Any) -> None:
    settings.BACKUP_RECIPIENTS, settings.BACKUP_IDENTITY, settings.BACKUP_PASSPHRASE = ["age1x"], "", ""
    at = clock.now()
    tasks.try_when_due()
    Run.objects.create(job=BACKUP, by="schedule", state=State.DONE, asked_at=at, ended_at=at)
    tasks.try_when_due()
    assert [run.job for run in selectors.runs()] == [BACKUP]
    settings.BACKUP_IDENTITY = "AGE-SECRET-KEY-1"
    tasks.try_when_due()
    assert [run.job for run in selectors.runs()] == [RESTORE_TEST, BACKUP]
    Run.objects.filter(job=RESTORE_TEST).update(state=State.DONE, ended_at=clock.now())
    with time_machine.travel(at + timedelta(days=30)):
        tasks.try_when_due()  # nothing new was backed up since
        assert len(selectors.runs()) == 2
