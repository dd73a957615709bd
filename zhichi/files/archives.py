"""Entries of archives that only libarchive reads (rar, 7z, cab), listed by another process (6.4.1, decision 31)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from zhichi.files import unpacker

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 3.0  # for one archive, the start of the process with it
MOST_LINE = 64 * 1024
MOST_BLOCKS = 2000
MOST_HEAD = 64 * 1024
_RAR5 = b"Rar!\x1a\x07\x01\x00"
_FILE, _LOCK = 2, 1
ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}  # the library is found by ldconfig


class NotListed(Exception):
    """The archive was not listed to its end; `why` is a code of `unpacker`, or "long"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Entry:
    """A file in an archive: its name, how many bytes it claims, and its first bytes, all of them of an archive."""

    name: str
    claims: int
    content: bytes
    is_locked: bool = False
    is_folder: bool = False


def entries(content: BinaryIO) -> Iterator[Entry]:
    """The entries of an archive, in their order. Raises NotListed at the place where it could not go on."""
    with _named(content) as source, _run(source) as answers:
        while True:
            head = _line(answers)
            if "end" in head:
                if head["end"] != unpacker.WHOLE_READ:
                    raise NotListed(head["end"])
                return
            found = answers.read(head["bytes"])
            if len(found) < head["bytes"]:
                raise NotListed("long")
            yield Entry(head["name"], head["claims"], found, head["locked"], head["folder"])


def has_locked_rar(content: BinaryIO) -> bool:
    """Whether a RAR of version 5 says of a file in it that it is encrypted; the library does not tell before 3.8."""
    content.seek(0)
    if content.read(len(_RAR5)) != _RAR5:
        return False
    for _block in range(MOST_BLOCKS):
        content.seek(4, os.SEEK_CUR)  # a checksum
        start = content.tell()
        size, length = _whole(content.read(4))
        content.seek(start + length)
        head = content.read(min(size, MOST_HEAD))
        if len(head) < max(size, 2):
            return False
        kind, place = _whole(head)
        flags, length = _whole(head[place:])
        place += length
        extra, length = _whole(head[place:]) if flags & 1 else (0, 0)
        place += length
        data, length = _whole(head[place:]) if flags & 2 else (0, 0)
        if kind == _FILE and _is_locked(head[len(head) - extra :] if extra else b""):
            return True
        content.seek(data, os.SEEK_CUR)
    return False


def _is_locked(records: bytes) -> bool:
    while records:
        size, length = _whole(records)
        kind, _length = _whole(records[length:])
        if kind == _LOCK and size:
            return True
        records = records[length + max(size, 1) :]
    return False


def _whole(some: bytes) -> tuple[int, int]:
    """A number of seven bits a byte, and how many bytes it takes."""
    number = 0
    for place, byte in enumerate(some[:9]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, place + 1
    return 0, 1


def has_library() -> bool:
    """Whether such archives can be looked into on this machine. Starts a process."""
    with Path(os.devnull).open("rb") as nothing, _run(nothing, "--about") as answers:
        try:
            return bool(_line(answers).get("end") == unpacker.WHOLE_READ)
        except NotListed:
            return False


def _line(answers: IO[bytes]) -> dict[str, Any]:
    """The next line; the process ended without one when its time or its memory was used up."""
    line = answers.readline(MOST_LINE)
    if not line.endswith(b"\n"):
        raise NotListed("long")
    found: dict[str, Any] = json.loads(line)
    return found


@contextmanager
def _run(source: IO[bytes] | BinaryIO, *options: str) -> Iterator[IO[bytes]]:
    command = [sys.executable, "-I", unpacker.__file__, *options]
    with subprocess.Popen(  # noqa: S603 - our own file, and nothing from outside
        command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT
    ) as process:
        watch = threading.Timer(SECONDS, process.kill)
        watch.start()
        try:
            if process.stdout is not None:
                yield process.stdout
        finally:
            watch.cancel()
            process.kill()


@contextmanager
def _named(content: BinaryIO) -> Iterator[BinaryIO]:
    """The bytes as something that a process can open; what stands in memory stays there where that can be done."""
    content.seek(0)
    try:
        content.fileno()
    except OSError:
        with _in_memory() as copy:
            while piece := content.read(256 * 1024):
                copy.write(piece)
            copy.flush()
            yield copy
        return
    yield content


def _in_memory() -> Any:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("archive"), "w+b")
    return TemporaryFile()
