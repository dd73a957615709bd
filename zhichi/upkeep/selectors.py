"""Reads of upkeep: runs and their history, backups as they lie in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext

from zhichi.core.errors import DomainError
from zhichi.core.jobs import jobs
from zhichi.upkeep.archive import manifest, places
from zhichi.upkeep.choices import GOOD, OPEN, State
from zhichi.upkeep.models import CheckState, Run, SlowStatement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.upkeep.archive.manifest import Manifest

SHOWN = 20


@dataclass(frozen=True)
class Shown:
    """One backup as the page shows it. Without a manifest its description is damaged and `trouble` says so."""

    name: str
    manifest: Manifest | None
    in_second: bool
    trouble: str = ""


@dataclass(frozen=True)
class Setup:
    """How backups are set up here."""

    place: str
    second: str
    is_encrypted: bool
    can_read: bool  # whether this machine can open its own backups, and so test them
    on_same_disk: bool


def runs(*names: str, limit: int = SHOWN) -> list[Run]:
    """The newest runs of these jobs, newest first; of all jobs when none is named."""
    rows = Run.objects.filter(job__in=names) if names else Run.objects.all()
    return list(rows.order_by("-pk")[:limit])


def newest_of(jobs_named: Sequence[str]) -> list[Run]:
    """The newest ended run of each of these jobs. One statement."""
    newest = Run.objects.filter(job__in=jobs_named, ended_at__isnull=False).values("job").annotate(last=Max("pk"))
    return list(Run.objects.filter(pk__in=newest.values("last")))


def ended_in(start: datetime, end: datetime) -> QuerySet[Run]:
    """Runs of jobs that ended in a period."""
    return Run.objects.filter(ended_at__gte=start, ended_at__lt=end)


def open_runs() -> list[Run]:
    """Runs that wait or go on, oldest first."""
    return list(Run.objects.filter(state__in=OPEN).order_by("pk"))


def has_waiting() -> bool:
    """Whether a run waits for a worker. One statement, answered by an index."""
    return Run.objects.filter(state=State.WAITING).exists()


def last(job: str) -> Run | None:
    """The newest run of a job that has ended."""
    return Run.objects.filter(job=job, ended_at__isnull=False).order_by("-pk").first()


def last_good(job: str) -> Run | None:
    """The newest run of a job that did its work."""
    return Run.objects.filter(job=job, state__in=GOOD).order_by("-pk").first()


def job_label(job: str) -> str:
    """What people call a job; its name when this version does not know it."""
    known = jobs.find(job)
    return str(known.label) if known else job


def result(run: Run) -> str:
    """What a run did or why it failed, in the reader's language."""
    if run.error:
        return run.error
    return gettext(run.words) % run.values if run.words else ""


def backups() -> list[Shown]:
    """The backups in the first place, newest first. Reads one small file for each."""
    place, second = places.first(), places.second()
    copies = set(places.names(second)) if second is not None else set()
    found = []
    for name in places.names(place):
        try:
            found.append(Shown(name, manifest.read(place / name), name in copies))
        except (DomainError, OSError) as error:
            found.append(Shown(name, None, name in copies, str(error)))
    return found


def setup() -> Setup:
    """How backups are set up here; opens no key."""
    place = places.first()
    is_encrypted = bool(settings.BACKUP_RECIPIENTS or settings.BACKUP_PASSPHRASE)
    has_key = bool(settings.BACKUP_IDENTITY) or (settings.BACKUP_PASSPHRASE and not settings.BACKUP_RECIPIENTS)
    return Setup(
        place=str(place),
        second=str(places.second() or ""),
        is_encrypted=is_encrypted,
        can_read=not is_encrypted or bool(has_key),
        on_same_disk=places.is_on_same_disk(place if place.exists() else place.parent),
    )


def check_states() -> dict[str, CheckState]:
    """How each check fared when the worker last looked, by name."""
    return CheckState.objects.in_bulk()


def slow_statements(*, since: datetime, limit: int = 20) -> list[SlowStatement]:
    """Statements that were slow since then, those that took most time together first."""
    return list(SlowStatement.objects.filter(last_at__gte=since).order_by("-total_ms")[:limit])
