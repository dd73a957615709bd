"""Contents that no row names, and rows whose content is gone (6.4.2)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from zhichi.files.models import Blob
from zhichi.files.storage import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

GRACE = timedelta(days=1)  # a file lies there before the row that names it is committed
HASH = re.compile(r"[0-9a-f]{64}")
AT_ONCE = 500


@dataclass
class Orphans:
    """What was found: files without a row and their bytes, half-written uploads, rows without their file."""

    files: int = 0
    size: int = 0
    halves: int = 0
    lost: int = 0


def sweep_orphans(*, at: datetime, removes: bool, told: Callable[[int], None]) -> Orphans:
    """Find what belongs to nothing any more and is older than a day; with `removes` delete it. `told` hears how many
    files were looked at. Rows without a file are counted, never deleted: a backup may still have the content."""
    found, before = Orphans(), (at - GRACE).timestamp()
    for number, path in enumerate(_files(), start=1):
        told(number)
        stat = path.stat()
        if stat.st_mtime >= before or Blob.objects.filter(sha256=path.name).exists():
            continue
        found.files, found.size = found.files + 1, found.size + stat.st_size
        if removes:
            _remove(path)
    for path in _folder().glob("incoming/*"):
        if path.stat().st_mtime < before:
            found.halves += 1
            if removes:
                path.unlink(missing_ok=True)
    rows = Blob.objects.filter(deleted_at=None, stored_at__lt=at - GRACE).values_list("sha256", flat=True)
    found.lost = sum(not path_of(sha256).exists() for sha256 in rows.iterator(AT_ONCE))
    return found


def _remove(path: Path) -> None:
    # Put aside first: whoever brings the same content at this moment writes the file anew, or gets it back.
    aside = _folder() / "incoming" / f"orphan-{path.name}"
    aside.parent.mkdir(parents=True, exist_ok=True)
    path.rename(aside)
    if Blob.objects.filter(sha256=path.name).exists() and not path.exists():
        aside.rename(path)
    else:
        aside.unlink()


def _files() -> Iterator[Path]:
    for first in _folders(_folder()):
        for second in _folders(first):
            for entry in os.scandir(second):
                if HASH.fullmatch(entry.name):
                    yield Path(entry.path)


def _folders(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if len(path.name) == 2 and path.is_dir())


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "files"
