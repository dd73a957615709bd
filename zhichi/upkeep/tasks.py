"""The worker's part of upkeep: run what was asked for, ask for what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict
from zhichi.core.jobs import jobs
from zhichi.records import selectors as records
from zhichi.records.selectors import policy
from zhichi.upkeep import health, selectors, services
from zhichi.upkeep.choices import BACKUP, BY_SCHEDULE, RESTORE_TEST

if TYPE_CHECKING:
    import threading
    from datetime import datetime

    from zhichi.upkeep.models import Run

ASKED_SECONDS = 2.0
LOOK_SECONDS = 600.0
FIRST_BACKUP = timedelta(hours=1)  # after the first event of a new installation
WATCH_SECONDS = 60.0
FIRST_MAINTENANCE = timedelta(days=1)
RETRY_BACKUP, RETRY_TEST = timedelta(hours=1), timedelta(days=1)
SCHEDULE = Actor.system(BY_SCHEDULE)


def run_when_asked(stop: threading.Event) -> None:
    """Run jobs that somebody, or the schedule, asked for."""
    while not stop.is_set():
        if selectors.has_waiting():
            services.work_off(at=clock.now())
        close_old_connections()
        stop.wait(ASKED_SECONDS)


def watch() -> None:
    """Run every check, keep since when each is as it is, tell administrators."""
    services.watch(at=clock.now())


def back_up_when_due() -> None:
    """Ask for a backup when the last one, also one by hand, is old enough; after a failure again in an hour."""
    at = clock.now()
    good, last = selectors.last_good(BACKUP), selectors.last(BACKUP)
    since = _end(good) or records.first_event_at()
    pause = health.backup_pause() if good else FIRST_BACKUP
    if since is not None and since <= at - pause and (last is None or _end(last) <= at - RETRY_BACKUP):
        _ask(BACKUP, at)


def try_when_due() -> None:
    """Ask for a restore test of a backup that was not tested, where this machine may open it; after a failure daily."""
    at = clock.now()
    backup, good, last = selectors.last_good(BACKUP), selectors.last_good(RESTORE_TEST), selectors.last(RESTORE_TEST)
    if backup is None or not selectors.setup().can_read:
        return
    is_new = good is None or _end(backup) > _end(good)
    is_due = good is None or _end(good) <= at - health.trial_pause()
    if is_new and is_due and (last is None or _end(last) <= at - RETRY_TEST):
        _ask(RESTORE_TEST, at)


def maintain_when_due() -> None:
    """Ask for each maintenance job whose pause is over; the first time a day after the first event."""
    at = clock.now()
    names = [job.name for job in jobs.values() if job.every_key and job.name not in {BACKUP, RESTORE_TEST}]
    newest = {run.job: run for run in selectors.newest_of(names)}
    began = records.first_event_at()
    for name in names:
        last = newest.get(name)
        pause = timedelta(hours=float(policy(jobs.get(name).every_key))) if last else FIRST_MAINTENANCE
        since = _end(last) or began
        if since is not None and since <= at - pause:
            _ask(name, at)


def _end(run: Run | None) -> Any:
    return run.ended_at if run is not None else None


def _ask(job: str, at: datetime) -> None:
    try:
        services.ask(job=job, by=SCHEDULE, at=at)
    except Conflict:  # it is being done already, which will do
        return
