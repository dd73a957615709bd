"""The two jobs of clause 6.4.1: make a backup, and restore one into a second place to see that it would serve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.events import gettext_noop
from zhichi.core.jobs import Job, Outcome, register_job
from zhichi.records.selectors import policy
from zhichi.upkeep import definitions
from zhichi.upkeep.archive import making, opening, places
from zhichi.upkeep.choices import BACKUP, RESTORE_TEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.core.jobs import Progress


def register() -> None:
    """Put both jobs into the registry."""
    register_job(
        Job(
            name=BACKUP,
            label=_("Backup"),
            what=_("Copies database, files and keys into the folder of backups, and removes old ones."),
            run=back_up,
            every_key=definitions.BACKUP_HOURS,
            icon="archive",
        )
    )
    register_job(
        Job(
            name=RESTORE_TEST,
            label=_("Restore test"),
            what=_("Restores the newest backup into a second place and verifies everything there."),
            run=run_test,
            icon="archive-restore",
        )
    )


def back_up(options: Mapping[str, Any], progress: Progress) -> Outcome:
    """Make a backup now, then prune both places (6.4.1)."""
    made = making.make(at=clock.now(), progress=progress)
    progress.step(gettext_noop("Removing old backups"))
    counts = {
        "daily": int(policy(definitions.KEEP_DAILY)),
        "weekly": int(policy(definitions.KEEP_WEEKLY)),
        "monthly": int(policy(definitions.KEEP_MONTHLY)),
    }
    trouble = made.second or ""
    for place in (places.first(), places.second()):
        if place is None or (place == places.second() and trouble):
            continue
        with places.alone(place):
            made.pruned += places.prune(place, **counts)
    described = made.manifest
    values = {
        "name": made.name,
        "events": described.events,
        "files": described.files,
        "copied": made.copied,
        "size": described.size,
        "files_size": described.files_bytes,
        "encrypted": bool(described.recipients),
        "second": made.second is not None and not trouble,
        "trouble": trouble,
        "lost": len(described.lost),
        "pruned": len(set(made.pruned)),
        "version": described.version,
    }
    if trouble:
        words = gettext_noop("%(name)s is whole, but the second place failed: %(trouble)s")
        return Outcome(words, values, is_doubtful=True)
    if described.lost:
        words = gettext_noop("%(name)s is whole; the disk had already lost %(lost)s files before")
        return Outcome(words, values, is_doubtful=True)
    return Outcome(gettext_noop("%(name)s: %(events)s events, %(files)s files, %(copied)s of them new"), values)


def run_test(options: Mapping[str, Any], progress: Progress) -> Outcome:
    """Restore the named backup, else the newest, beside the live system and verify it (6.4.1).

    Raises DomainError when the backup failed the test: the run then counts as failed.
    """
    folder = Path(str(options["folder"])) if options.get("folder") else _newest()
    progress.step(gettext_noop("Checking the backup"))
    opened = opening.open_backup(
        folder, identity=str(options.get("identity", "")), passphrase=str(options.get("passphrase", ""))
    )
    found = opening.try_restore(opened, progress)
    if found.problems:
        raise DomainError("test-failed", " ".join(found.problems), _("Make a new backup now, then test again."))
    values = {
        "name": found.name,
        "events": found.events,
        "streams": found.streams,
        "tables": found.tables,
        "files": found.files,
    }
    return Outcome(
        gettext_noop("%(name)s was restored and verified: %(events)s events, %(tables)s tables, %(files)s files"),
        values,
    )


def _newest() -> Path:
    place = places.first()
    name = places.newest(place)
    if not name:
        raise DomainError("no-backup", _("There is no backup yet."), _("Make one first."))
    return place / name
