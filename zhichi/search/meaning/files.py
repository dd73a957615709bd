"""The file of vectors that the helper maps: made from the table, added to as it grows. Any process may do it."""

from __future__ import annotations

import fcntl
from typing import TYPE_CHECKING

from django.db.models import Max

from zhichi.search.meaning import client
from zhichi.search.meaning.vectors import RECORD
from zhichi.search.models import Passage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from zhichi.search.models import Meaning

LOT = 2000


def current(model: Meaning) -> Path:
    """The file of a model's vectors, up to date. Passages come in order of their keys: one worker writes them."""
    path = _path(model.mark)
    newest = _newest()
    if _told(path) == newest and path.exists():
        return path
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _add(path, model, newest)
    return path


def make_anew(model: Meaning) -> None:
    """Write the file without what is gone; who has mapped the old one keeps it until the next question."""
    path = _path(model.mark)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for old in (path, _mark(path)):
            old.unlink(missing_ok=True)
        _add(path, model, _newest())


def forget(marks: Iterable[str]) -> None:
    """Take the files of models away that are no longer in use."""
    for mark in marks:
        path = _path(mark)
        for old in (path, _mark(path), path.with_suffix(".lock")):
            old.unlink(missing_ok=True)


def _add(path: Path, model: Meaning, newest: int) -> None:
    told = _told(path)
    length = path.stat().st_size if path.exists() else 0
    if not told or told > newest or length % (RECORD.size + model.dimensions):
        # Broken off in the middle, or of another database. Never cut short: the helper may have it mapped.
        path.unlink(missing_ok=True)
        told = 0
    with path.open("ab") as file:
        rows = Passage.objects.filter(model=model.pk, pk__gt=told).order_by("pk")
        fields = ("pk", "document_id", "start", "length", "is_han", "vector")
        while lot := list(rows.filter(pk__gt=told).values_list(*fields)[:LOT]):
            file.write(b"".join(RECORD.pack(*row[1:5]) + bytes(row[5]) for row in lot))
            told = lot[-1][0]
    told = max(told, newest)
    aside = path.with_suffix(".next")
    aside.write_text(str(told))
    aside.replace(_mark(path))


def _path(mark: str) -> Path:
    return client.folder() / f"{mark}.vectors"


def _newest() -> int:
    """The last passage of all models: the end of the table, where that of one model would walk all its passages."""
    return Passage.objects.aggregate(last=Max("pk"))["last"] or 0


def _mark(path: Path) -> Path:
    return path.with_suffix(".told")


def _told(path: Path) -> int:
    """The last passage that was looked at: the file holds those of its model up to there."""
    try:
        return int(_mark(path).read_text())
    except (FileNotFoundError, ValueError):
        return 0
