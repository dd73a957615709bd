"""The pages: who sees them, who may start work, what they say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.core import clock
from zhichi.handbook.registry import providers
from zhichi.handbook.selectors import parse_period
from zhichi.upkeep import health, selectors, services
from zhichi.upkeep.choices import BACKUP, RESTORE_TEST, State
from zhichi.upkeep.models import Run
from zhichi.upkeep.tests.conftest import AT, BY

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.people import People

pytestmark = pytest.mark.django_db


def ended(job: str, state: str = State.DONE, *, ago: timedelta = timedelta(hours=1), **values: Any) -> Run:
    at = clock.now() - ago
    return Run.objects.create(job=job, by="schedule", state=state, asked_at=at, started_at=at, ended_at=at, **values)


@pytest.mark.parametrize(
    ("post", "status"),
    [("administrator", 200), ("manager", 200), ("auditor", 200), ("supervisor", 403), ("junior", 403)],
)
def test_keeps_backups_to_those_with_the_right(
    client: Client, people: People, place: Path, post: str, status: int
) -> None:
    client.force_login(getattr(people, post))
    assert client.get(reverse("upkeep:backups")).status_code == status


def test_lets_an_auditor_start_nothing(client: Client, people: People, place: Path) -> None:
    client.force_login(people.auditor)
    assert client.post(reverse("upkeep:start", args=[BACKUP])).status_code == 403
    assert "Back up now" not in client.get(reverse("upkeep:backups"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert not Run.objects.exists()


def test_starts_a_backup_and_shows_how_far_it_is(client: Client, people: People, place: Path) -> None:
    client.force_login(people.administrator)
    client.post(reverse("upkeep:start", args=[BACKUP]))
    (run,) = selectors.open_runs()
    Run.objects.filter(pk=run.pk).update(state=State.RUNNING, step="Copying files", done=1, total=4)
    page = client.get(reverse("upkeep:backups")).content.decode()
    assert "25%" in page
    answer = client.post(reverse("upkeep:start", args=[BACKUP]), follow=True)
    assert answer.status_code == 200
    assert len(selectors.open_runs()) == 1
    client.post(reverse("upkeep:stop", args=[run.pk]))
    assert Run.objects.get(pk=run.pk).stop_asked


def test_knows_no_other_job(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    assert client.post(reverse("upkeep:start", args=["rm-rf"])).status_code == 404


def test_shows_a_damaged_backup_as_damaged(client: Client, people: People, place: Path) -> None:
    broken = place / "2026-11-20T010203Z"
    broken.mkdir(parents=True)
    (broken / "manifest.json").write_text("{")
    client.force_login(people.auditor)
    assert "chip-bad" in client.get(reverse("upkeep:backups")).content.decode()


def test_asks_the_same_few_questions_however_long_the_history(
    client: Client, people: People, place: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        ended(BACKUP)
    client.force_login(people.administrator)
    client.get(reverse("upkeep:backups"))
    with django_assert_max_num_queries(20):
        client.get(reverse("upkeep:backups"), HTTP_HX_REQUEST="true")


def levels() -> list[str]:
    return [finding.level for finding in health.check_backups()[:2]]


def test_health_follows_the_last_backup_and_the_last_test(place: Path) -> None:
    assert levels() == ["warn", "warn"]
    ended(BACKUP)
    assert levels() == ["ok", "warn"]
    ended(RESTORE_TEST, State.FAILED, error="damaged")
    assert levels() == ["ok", "bad"]
    ended(RESTORE_TEST)
    assert levels() == ["ok", "ok"]
    ended(BACKUP, State.FAILED, error="disk full")
    assert levels() == ["bad", "ok"]


def test_health_names_a_backup_that_is_too_old(place: Path) -> None:
    ended(BACKUP, ago=timedelta(hours=49))
    ended(RESTORE_TEST, ago=timedelta(days=15))
    assert levels() == ["bad", "warn"]


def test_clause_is_kept_by_a_backup_and_a_test() -> None:
    period = parse_period("", zone=None)
    state = providers.get("6.4.1")
    assert state(period).state == "no_data"
    ended(BACKUP)
    assert state(parse_period("", zone=None)).state == "at_risk"
    ended(RESTORE_TEST)
    found = state(parse_period("", zone=None))
    assert found.state == "kept"
    assert found.link == reverse("upkeep:backups")
    Run.objects.update(ended_at=clock.now() - timedelta(days=5))
    assert state(parse_period("", zone=None)).state == "broken"


def test_history_names_who_asked(client: Client, people: People, place: Path) -> None:
    services.ask(job=BACKUP, by=BY, at=AT)
    Run.objects.update(state=State.FAILED, ended_at=AT, error="盘已满")
    client.force_login(people.auditor)
    assert "盘已满" in client.get(reverse("upkeep:backups")).content.decode()
