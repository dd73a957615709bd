"""Make one backup: the database at one moment, the contents that it names, the keys; then a copy of it elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from zhichi import __version__
from zhichi.core.errors import DomainError
from zhichi.core.events import gettext_noop
from zhichi.files.selectors import content_path
from zhichi.upkeep.archive import crypt, manifest, places, snapshot
from zhichi.upkeep.archive.manifest import FORMAT, Manifest, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.core.jobs import Progress
    from zhichi.upkeep.archive.crypt import Lock

TEMPORARY = "upkeep"  # below the data folder


@dataclass
class Made:
    """What was made. `second` is None without a second place, empty when the copy there is whole, else the trouble."""

    name: str
    manifest: Manifest
    copied: int  # contents that were not in the pool yet
    second: str | None = None
    pruned: list[str] = field(default_factory=list)


def make(*, at: datetime, progress: Progress) -> Made:
    """Make a backup in the first place and copy it to the second. `at` is aware.

    Raises DomainError, OSError or Cancelled; then nothing is left that looks like a backup. A second place that fails
    is told in the result: the first is whole.
    """
    place = places.first()
    with places.alone(place):
        places.sweep_halves(place)
        lock = crypt.lock_of(place)
        name = places.free_name(place, at.astimezone(UTC))
        half = place / f"{places.MAKING}{secrets.token_hex(6)}"
        half.mkdir(mode=0o700)
        try:
            made = _fill(half, name, at, lock, progress)
            _sync(half)
            half.rename(place / name)
            _sync(place)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        made.second = _copy_to_second(place, made, progress)
        return made


def _fill(half: Path, name: str, at: datetime, lock: Lock, progress: Progress) -> Made:
    pieces: dict[str, Piece] = {}
    state = _database(half, lock, pieces, progress)
    copied, lost = _contents(half.parent, lock, state, progress)
    _write(half, places.LIST, _packed(state), crypt.Lock(), pieces)
    if lock.recipients:
        _write(half, f"keys.json{lock.suffix}", json.dumps(_keys(), ensure_ascii=False).encode(), lock, pieces)
    described = Manifest(
        format=FORMAT,
        product="zhichi",
        version=__version__,
        name=name,
        made_at=at.astimezone(UTC).isoformat(),
        database=connection.vendor,
        database_version=state.version,
        migrations=state.migrations,
        counts=state.counts,
        events=state.events,
        last_event=state.last_event,
        last_hash=state.last_hash,
        files=len(state.contents) - len(lost),
        files_bytes=sum(size for _sha256, size in state.contents),
        pool=lock.pool,
        pieces=pieces,
        recipients=list(lock.recipients),
        has_keys=bool(lock.recipients),
        lost=lost,
    )
    manifest.write(half, described)
    return Made(name, described, copied)


def _database(half: Path, lock: Lock, pieces: dict[str, Piece], progress: Progress) -> snapshot.State:
    """Write the database as a piece; what it held at that moment."""
    progress.step(gettext_noop("Copying the database"))
    if connection.vendor == "postgresql":
        with snapshot.postgres_moment() as (state, moment):
            name = f"database.dump{lock.suffix}"
            with snapshot.dump_postgres(moment) as dump, crypt.written_whole(half / name) as target:
                measured = crypt.Measured(target, lambda size: progress.show(size, 0))
                crypt.encrypt(dump, measured, lock)
        pieces[name] = Piece(measured.sha256, measured.size)
        return state
    with temporary_folder() as folder:
        copy = folder / "database.sqlite3"
        state = snapshot.copy_sqlite(copy, progress.show)
        progress.step(gettext_noop("Packing the database"))
        name, total = f"database.sqlite3.gz{lock.suffix}", copy.stat().st_size
        with copy.open("rb") as source, crypt.written_whole(half / name) as target:
            measured = crypt.Measured(target)
            crypt.encrypt(crypt.Gzipped(source, lambda done: progress.show(done, total)), measured, lock)
        pieces[name] = Piece(measured.sha256, measured.size)
    return state


def _contents(place: Path, lock: Lock, state: snapshot.State, progress: Progress) -> tuple[int, list[str]]:
    """Copy contents that the pool lacks, each checked by its hash; how many, and the hashes that the disk has lost."""
    progress.step(gettext_noop("Copying files"))
    copied, lost = 0, []
    for number, (sha256, _size) in enumerate(state.contents, start=1):
        target = places.in_pool(place, lock.pool, sha256, lock.suffix)
        if not target.exists():
            if _copy_content(sha256, target, lock):
                copied += 1
            else:
                lost.append(sha256)
        progress.show(number, len(state.contents))
    return copied, lost


def _copy_content(sha256: str, target: Path, lock: Lock) -> bool:
    half = target.with_name(f"{places.MAKING}{target.name}")
    half.unlink(missing_ok=True)
    try:
        source = content_path(sha256).open("rb")
    except FileNotFoundError:
        return False
    with source, crypt.written_whole(half) as written:
        hashing = _Hashing(source)
        crypt.encrypt(hashing, written, lock)
    if hashing.sha256 != sha256:
        half.unlink()
        return False
    half.rename(target)
    return True


class _Hashing:
    """Reads a file and hashes what was read."""

    def __init__(self, source: object) -> None:
        self._read = source.read  # type: ignore[attr-defined]
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Pass on."""
        piece: bytes = self._read(size)
        self._hash.update(piece)
        return piece

    @property
    def sha256(self) -> str:
        """The hash of what was read."""
        return self._hash.hexdigest()


def _packed(state: snapshot.State) -> bytes:
    lines = "".join(f"{sha256} {size}\n" for sha256, size in state.contents)
    return gzip.compress(lines.encode("ascii"), mtime=0)


def _keys() -> dict[str, object]:
    """What a restored database needs to be read: without the secret key stored mail passwords stay shut."""
    return {
        "SECRET_KEY": settings.SECRET_KEY,
        "SECRET_KEY_FALLBACKS": [str(one) for one in settings.SECRET_KEY_FALLBACKS],
        "MAIL_WEBHOOKS": dict(settings.MAIL_WEBHOOKS),
    }


def _write(half: Path, name: str, content: bytes, lock: Lock, pieces: dict[str, Piece]) -> None:
    with crypt.written_whole(half / name) as target:
        measured = crypt.Measured(target)
        crypt.encrypt(BytesIO(content), measured, lock)
    pieces[name] = Piece(measured.sha256, measured.size)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder on the data's own disk for what is not encrypted yet; gone afterwards, and what a crash left before."""
    base = Path(settings.DATA_DIR) / TEMPORARY
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=base, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- the second place -------------------------------------------------------------------------------------------------


def _copy_to_second(place: Path, made: Made, progress: Progress) -> str | None:
    second = places.second()
    if second is None:
        return None
    progress.step(gettext_noop("Copying to the second place"))
    try:
        with places.alone(second):
            places.sweep_halves(second)
            _copy_backup(place, second, made.manifest, progress)
    except (DomainError, OSError) as error:
        return str(error)
    return ""


def _copy_backup(place: Path, second: Path, described: Manifest, progress: Progress) -> None:
    contents, folder = places.contents_of(place / described.name), place / described.name
    for number, (sha256, _size) in enumerate(contents, start=1):
        source = places.in_pool(place, described.pool, sha256, described.suffix)
        target = places.in_pool(second, described.pool, sha256, described.suffix)
        if source.exists() and not target.exists():
            half = target.with_name(f"{places.MAKING}{target.name}")
            half.unlink(missing_ok=True)
            _copy_checked(source, half)
            half.rename(target)
        progress.show(number, len(contents))
    key = place / crypt.WRAPPED_KEY
    if key.exists() and not (second / key.name).exists():
        _copy_checked(key, second / key.name)
    half = second / f"{places.MAKING}{described.name}"
    half.mkdir(mode=0o700)
    for piece in sorted(folder.iterdir()):
        _copy_checked(piece, half / piece.name)
    half.rename(second / described.name)
    _sync(second)


def _copy_checked(source: Path, target: Path) -> None:
    """Copy and read the copy again: network disks have been known to take anything and keep nothing."""
    with source.open("rb") as reading, crypt.written_whole(target) as writing:
        measured = crypt.Measured(writing)
        while piece := reading.read(crypt.CHUNK):
            measured.write(piece)
    with target.open("rb") as reading:
        again = hashlib.file_digest(reading, "sha256").hexdigest()
    if again != measured.sha256:
        target.unlink(missing_ok=True)
        raise crypt.damaged(target.name)
