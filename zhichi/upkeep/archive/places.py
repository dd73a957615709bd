"""Where backups lie. A place is a folder: one folder for each backup, and a pool of contents that they share.

    2026-11-26T191500Z/ manifest.json manifest.sig database… files.gz keys.json.age
    pool-1a2b3c4d/ab/<sha256>.age

A backup is made in `.making-…` and renamed when everything is on the disk: what bears a proper name is whole.
"""

from __future__ import annotations

import fcntl
import gzip
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.upkeep.archive import manifest as manifests
from zhichi.upkeep.archive.retention import kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhichi.upkeep.archive.manifest import Manifest

NAME_FORMAT = "%Y-%m-%dT%H%M%SZ"
NAMES = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?")
MAKING = ".making-"
LIST = "files.gz"


def first() -> Path:
    """The folder of backups (ZHICHI_BACKUP_DIR)."""
    return Path(settings.BACKUP_DIR)


def second() -> Path | None:
    """The second place, a folder of another disk, where one is named."""
    return Path(settings.BACKUP_SECOND_DIR) if settings.BACKUP_SECOND_DIR else None


def free_name(place: Path, at: datetime) -> str:
    """A name for a backup begun at `at` (UTC) that nothing in `place` bears yet."""
    name, number = at.strftime(NAME_FORMAT), 1
    while (place / name).exists():
        number += 1
        name = f"{at.strftime(NAME_FORMAT)}-{number}"
    return name


def names(place: Path) -> list[str]:
    """The names of whole backups in `place`, newest first."""
    try:
        found = [entry.name for entry in os.scandir(place) if NAMES.fullmatch(entry.name) and entry.is_dir()]
    except FileNotFoundError:
        return []
    return sorted(found, reverse=True)


def newest(place: Path) -> str:
    """The name of the newest backup, or an empty text."""
    return next(iter(names(place)), "")


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Hold the place: nobody else makes or prunes backups there meanwhile. Raises Conflict and DomainError."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (place / ".lock").open("w")
    except OSError as error:
        raise DomainError(
            "no-place",
            _("The folder of backups %(place)s cannot be written: %(error)s")
            % {"place": place, "error": error.strerror},
            _("Create it and give it to the user that runs Zhichi, or set ZHICHI_BACKUP_DIR."),
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise busy() from None
        yield


def busy() -> Conflict:
    """Somebody is at it already."""
    return Conflict("busy", _("This is being done already."), _("Wait until it has ended."))


def sweep_halves(place: Path) -> int:
    """Remove what was broken off; the caller holds the place, so nobody is still at it. Returns how many."""
    halves = [entry for entry in place.iterdir() if entry.name.startswith(MAKING)]
    for half in halves:
        shutil.rmtree(half, ignore_errors=True)
    for pool in _pools(place):
        for stray in pool.glob(f"*/{MAKING}*"):
            stray.unlink(missing_ok=True)
    return len(halves)


def contents_of(folder: Path) -> list[tuple[str, int]]:
    """The contents that a backup names, as (SHA-256, bytes)."""
    with gzip.open(folder / LIST, "rt", encoding="ascii") as lines:
        return [(sha256, int(size)) for sha256, size in (line.split() for line in lines)]


def in_pool(place: Path, pool: str, sha256: str, suffix: str) -> Path:
    """Where the content with this hash lies in a pool."""
    return place / pool / sha256[:2] / f"{sha256}{suffix}"


def prune(place: Path, *, daily: int, weekly: int, monthly: int) -> list[str]:
    """Remove backups that the counts no longer keep, then contents that none names; returns names that went.

    A backup whose description cannot be read is left alone, and so are all contents then.
    """
    keeps = kept(names(place), daily=daily, weekly=weekly, monthly=monthly)
    gone = [name for name in names(place) if name not in keeps]
    for name in gone:
        # Renamed first: what is half removed must not look whole.
        half = place / f"{MAKING}{name}"
        (place / name).rename(half)
        shutil.rmtree(half)
    if gone:
        _prune_pools(place)
    return gone


def _prune_pools(place: Path) -> None:
    named: dict[str, set[str]] = {}
    for name in names(place):
        try:
            found: Manifest = manifests.read(place / name)
            named.setdefault(found.pool, set()).update(sha256 for sha256, _size in contents_of(place / name))
        except (DomainError, OSError, ValueError):
            return
    for pool in _pools(place):
        keeps = named.get(pool.name, set())
        for path in pool.glob("??/*"):
            if path.name.partition(".")[0] not in keeps:
                path.unlink(missing_ok=True)
        if not keeps:
            shutil.rmtree(pool, ignore_errors=True)


def _pools(place: Path) -> list[Path]:
    return [path for path in place.glob("pool-*") if path.is_dir()]


def room(place: Path) -> int:
    """Free bytes there."""
    return shutil.disk_usage(place).free


def is_on_same_disk(place: Path) -> bool:
    """Whether the place lies on the disk of the data, so that one broken disk takes both."""
    try:
        return place.stat().st_dev == Path(settings.DATA_DIR).stat().st_dev
    except OSError:
        return False
