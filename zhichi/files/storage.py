"""Contents on disk: `files/ab/cd/<sha256>` under the data directory, written beside and renamed into place.

What a row in the database names must be on the disk before the commit, since a mail is acknowledged to the server
right after it. One fsync after the rename does both at once: on ext4, XFS and Btrfs it also makes the rename and new
folders durable, which come earlier in the same journal. Nobody relies on a file before its row is committed, so a
half-written file that a power cut leaves behind is written again by the next who brings that content. Who puts many
in place in one transaction syncs them together at its end: waiting for eight at once takes as long as for two.

Each mail passes here, so paths are plain strings: pathlib would cost as much as the system calls.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK = 256 * 1024
EARLY_SYNC = 1024 * 1024  # longer contents are synced before the transaction, so that it waits for the rename only
SAMPLE = 16 * 1024
AT_ONCE = 8  # files that are synced at the same time

_batch = threading.local()


class TooLarge(ValueError):
    """The content is longer than allowed."""


@dataclass(frozen=True)
class Written:
    """A content in a temporary file: what it hashes to, how long it is, its first and last bytes."""

    temporary: str
    sha256: str
    size: int
    head: bytes
    tail: bytes

    def discard(self) -> None:
        """Delete the temporary file, if it is still there."""
        _unlink(self.temporary)


def path_of(sha256: str, *, data_dir: Path | None = None) -> Path:
    """Where the content with this hash lies, below the data folder or another one."""
    return Path(_address(sha256, data_dir))


def write_temporary(content: bytes | BinaryIO | Iterable[bytes], *, limit: int) -> Written:
    """Copy `content` piece by piece into a temporary file. Raises TooLarge past `limit` bytes and leaves nothing."""
    temporary = f"{settings.DATA_DIR}/files/incoming/{secrets.token_hex(16)}"
    try:
        target = _create(temporary)
        try:
            return _copy(content, target, temporary, limit)
        finally:
            os.close(target)
    except BaseException:
        _unlink(temporary)
        raise


def put_in_place(written: Written) -> None:
    """Move the temporary file to its address and make it durable, within `durable_together` at the end of that."""
    address = _address(written.sha256)
    try:
        os.rename(written.temporary, address)  # noqa: PTH104 - see above
    except FileNotFoundError:
        Path(address).parent.mkdir(parents=True, exist_ok=True)
        os.rename(written.temporary, address)  # noqa: PTH104 - see above
    waiting: list[str] | None = getattr(_batch, "waiting", None)
    if waiting is None:
        _sync(address)
    else:
        waiting.append(address)


@contextmanager
def durable_together() -> Iterator[None]:
    """What this thread puts in place inside is made durable when the block ends; the commit must come after that.

    One inside another leaves it to the outer one. A block that raises syncs nothing, since nothing of it is committed.
    Raises OSError when the disk cannot take it.
    """
    if getattr(_batch, "waiting", None) is not None:
        yield
        return
    waiting: list[str] = []
    _batch.waiting = waiting
    try:
        yield
    finally:
        _batch.waiting = None
    if len(waiting) < 2:
        for address in waiting:
            _sync(address)
        return
    # Side by side, so that the file system writes its journal once for all of them.
    list(_hands().map(_sync, waiting))


@cache
def _hands() -> ThreadPoolExecutor:
    """The threads that sync, kept: starting some for each few messages costs more than they do."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sync")


def _sync(address: str) -> None:
    descriptor = os.open(address, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _address(sha256: str, data_dir: Path | None = None) -> str:
    return f"{data_dir or settings.DATA_DIR}/files/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _create(path: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        return os.open(path, flags, 0o640)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o640)


def _unlink(path: str) -> None:
    Path(path).unlink(missing_ok=True)


def _copy(content: bytes | BinaryIO | Iterable[bytes], target: int, temporary: str, limit: int) -> Written:
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    for piece in _pieces(content):
        size += len(piece)
        if size > limit:
            raise TooLarge(limit)
        digest.update(piece)
        _write_all(target, piece)
        if len(head) < SAMPLE:
            head = (head + piece)[:SAMPLE]
        tail = (tail + piece)[-SAMPLE:]
    if size > EARLY_SYNC:
        os.fsync(target)
    return Written(temporary, digest.hexdigest(), size, head, tail)


def _write_all(target: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(target, rest) :]


def _pieces(content: bytes | BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif hasattr(content, "read"):
        while piece := content.read(CHUNK):
            yield piece
    else:
        yield from content
