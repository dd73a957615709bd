"""Maintenance jobs (6.4.2): the database's own upkeep, contents that belong to nothing, sessions that are over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhichi.core import clock
from zhichi.core.events import gettext_noop
from zhichi.core.jobs import Job, Outcome, register_job
from zhichi.files.services import sweep_orphans
from zhichi.upkeep import definitions, tables
from zhichi.upkeep.models import Run, SlowStatement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.core.jobs import Progress

MEGABYTE = 1024 * 1024
KEPT_DAYS = 400  # of the history of runs, and of slow statements
ANALYSE, VACUUM, ORPHANS, OLD_ROWS = "analyse", "vacuum", "orphan_files", "old_rows"


def register() -> None:
    """Put every job into the registry."""
    for name, label, what, run, every, has_preview, icon in JOBS:
        register_job(
            Job(name=name, label=label, what=what, run=run, every_key=every, has_preview=has_preview, icon=icon)
        )


def analyse(_options: Mapping[str, Any], progress: Progress) -> Outcome:
    """Have the database count anew what its plans rest on."""
    progress.step(gettext_noop("Analysing tables"))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")
    return Outcome(gettext_noop("Statistics of all tables are new."))


def vacuum(_options: Mapping[str, Any], progress: Progress) -> Outcome:
    """Give back what deleted rows have left. Outside any transaction, as both databases ask."""
    before = tables.database_size()
    progress.step(gettext_noop("Vacuuming"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM (ANALYZE)")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    after = tables.database_size()
    values = {"before": _megabytes(before), "after": _megabytes(after)}
    return Outcome(gettext_noop("%(before)s MB before, %(after)s MB after"), values)


def orphans(options: Mapping[str, Any], progress: Progress) -> Outcome:
    """Remove contents that no row names, after a day of grace; tell of rows whose content is gone."""
    progress.step(gettext_noop("Looking at files"))
    is_preview = bool(options.get("preview"))
    found = sweep_orphans(at=clock.now(), removes=not is_preview, told=lambda number: progress.show(number, 0))
    values = {"files": found.files, "mb": _megabytes(found.size), "halves": found.halves, "lost": found.lost}
    words = (
        gettext_noop("Would remove %(files)s files (%(mb)s MB), %(halves)s broken uploads; %(lost)s contents are gone.")
        if is_preview
        else gettext_noop("Removed %(files)s files (%(mb)s MB), %(halves)s broken uploads; %(lost)s contents are gone.")
    )
    return Outcome(words, values, is_doubtful=bool(found.lost))


def old_rows(_options: Mapping[str, Any], progress: Progress) -> Outcome:
    """Delete sessions that are over, and history of upkeep older than a good year."""
    progress.step(gettext_noop("Removing old rows"))
    at = clock.now()
    sessions = Session.objects.filter(expire_date__lt=at).delete()[0]
    runs = Run.objects.filter(ended_at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]
    slow = SlowStatement.objects.filter(last_at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]
    values = {"sessions": sessions, "rows": runs + slow}
    return Outcome(gettext_noop("Removed %(sessions)s ended sessions and %(rows)s rows of old history."), values)


def _megabytes(size: int) -> float:
    return round(size / MEGABYTE, 1)


JOBS = (
    (
        ANALYSE,
        _("Analyse"),
        _("Counts anew what the database's plans rest on; quick, and nobody waits. Helps when pages became slow."),
        analyse,
        definitions.ANALYSE_HOURS,
        False,
        "chart-column",
    ),
    (
        VACUUM,
        _("Vacuum"),
        _("Gives back the room of deleted rows. On SQLite everybody who saves waits meanwhile: do it at night."),
        vacuum,
        "",
        False,
        "hard-drive",
    ),
    (
        ORPHANS,
        _("Orphan files"),
        _("Removes contents that no row names and broken uploads, older than a day; names contents that are gone."),
        orphans,
        definitions.TIDY_HOURS,
        True,
        "paperclip",
    ),
    (
        OLD_ROWS,
        _("Old rows"),
        _("Removes sessions that are over and history of upkeep that is older than a year."),
        old_rows,
        definitions.TIDY_HOURS,
        False,
        "history",
    ),
)
