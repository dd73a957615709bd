"""Maintenance jobs: what each does, previews, the schedule, the page."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from zhichi.core import clock
from zhichi.core.jobs import jobs
from zhichi.files.models import Attachment, Blob
from zhichi.files.selectors import content_path
from zhichi.records.selectors import policy
from zhichi.records.services import set_policy
from zhichi.upkeep import maintenance, selectors, services, tasks
from zhichi.upkeep.choices import State
from zhichi.upkeep.models import Run
from zhichi.upkeep.tests.conftest import BY, Steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db


def age(path: Path, days: float = 2) -> None:
    """Let a file be older than it is."""
    then = clock.now().timestamp() - days * 86_400
    os.utime(path, (then, then))


@pytest.fixture
def files(place: Path, stored: Callable[[bytes], str]) -> dict[str, Path]:
    """A content that is named, an old and a new one that are not, a half-written upload, a row whose file is gone."""
    kept, gone, orphan, fresh = (stored(text) for text in (b"kept", b"gone", b"orphan", b"fresh"))
    found = {name: content_path(sha256) for name, sha256 in (("kept", kept), ("orphan", orphan), ("fresh", fresh))}
    Attachment.objects.filter(blob__sha256__in=(orphan, fresh)).delete()
    Blob.objects.filter(sha256__in=(orphan, fresh)).delete()
    content_path(gone).unlink()
    Blob.objects.update(stored_at=clock.now() - timedelta(days=2))
    found["half"] = place.parent / "data" / "files" / "incoming" / "abc"
    found["half"].parent.mkdir(exist_ok=True)
    found["half"].write_bytes(b"ha")
    for name in ("kept", "orphan", "half"):
        age(found[name])
    return found


def test_previews_orphans_and_changes_nothing(files: dict[str, Path]) -> None:
    outcome = maintenance.orphans({"preview": True}, Steps())
    assert (outcome.values["files"], outcome.values["halves"], outcome.values["lost"]) == (1, 1, 1)
    assert outcome.is_doubtful
    assert all(path.exists() for path in files.values())


def test_removes_orphans_after_their_grace_only(files: dict[str, Path]) -> None:
    maintenance.orphans({}, Steps())
    assert [name for name, path in files.items() if path.exists()] == ["kept", "fresh"]
    assert Blob.objects.count() == 2, "the row whose content is gone stays: a backup may have it"


def test_removes_sessions_that_are_over(place: Path) -> None:
    for name, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=clock.now() + timedelta(days=days))
    old = Run.objects.create(job="x", by="t", state=State.DONE, asked_at=clock.now(), ended_at=clock.now())
    Run.objects.filter(pk=old.pk).update(ended_at=clock.now() - timedelta(days=500))
    assert maintenance.old_rows({}, Steps()).values == {"sessions": 1, "rows": 1}
    assert [row.session_key for row in Session.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("job", [maintenance.ANALYSE, maintenance.VACUUM, "reindex_search"])
def test_is_run_and_kept_in_the_history(job: str) -> None:
    run = services.run_now(job=job, by=BY, at=clock.now())
    assert (run.state, run.error) == (State.DONE, "")
    assert selectors.result(run)


def test_schedule_runs_what_is_due() -> None:
    with transaction.atomic():
        set_policy(key="6.4.2.tidy_hours", value=240, reason="rarely", by=BY, at=clock.now())
    start = clock.now()
    tasks.maintain_when_due()
    assert selectors.runs() == []
    with time_machine.travel(start + timedelta(days=2)):
        tasks.maintain_when_due()
        hours = {job.name: policy(job.every_key) for job in jobs.values() if job.every_key}
        wanted = hours.keys() - {"backup", "restore_test"}
        assert {run.job for run in selectors.runs()} == wanted
        Run.objects.update(state=State.DONE, ended_at=clock.now())
    with time_machine.travel(start + timedelta(days=4)):
        tasks.maintain_when_due()
        again = {run.job for run in selectors.open_runs()}
        assert again == {name for name in wanted if hours[name] <= 48}
        assert maintenance.ANALYSE in again
        assert again != wanted


@pytest.mark.parametrize(("post", "status"), [("administrator", 200), ("auditor", 200), ("supervisor", 403)])
def test_keeps_the_page_to_those_with_the_right(client: Client, people: People, post: str, status: int) -> None:
    client.force_login(getattr(people, post))
    assert client.get(reverse("upkeep:maintenance")).status_code == status


def test_starts_previews_and_names_who_did(client: Client, people: People) -> None:
    client.force_login(people.manager)
    client.post(reverse("upkeep:start", args=[maintenance.ORPHANS]), {"preview": "1"})
    (run,) = selectors.open_runs()
    assert (run.options, run.by) == ({"preview": True}, "员工 manager")
    client.post(reverse("upkeep:start", args=[maintenance.ANALYSE]), {"preview": "1"})
    assert Run.objects.get(job=maintenance.ANALYSE).options == {}
    Run.objects.update(state=State.DONE, ended_at=clock.now(), words="Statistics of all tables are new.")
    assert "员工 manager" in client.get(reverse("upkeep:maintenance")).content.decode()


def test_auditors_start_nothing(client: Client, people: People) -> None:
    client.force_login(people.auditor)
    assert client.post(reverse("upkeep:start", args=[maintenance.VACUUM])).status_code == 403
