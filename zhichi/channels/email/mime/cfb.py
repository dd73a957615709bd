"""The compound file that a `.msg` is (MS-CFB): folders and streams by name. Bounded by its bytes; never raises."""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass, field

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_ENTRIES = 20_000
_ENTRY = 128  # bytes
_END = 0xFFFFFFFA  # this and above are marks, no sectors
_FOLDER, _STREAM, _ROOT = 1, 2, 5
_HEADER_SECTORS = 109  # of the table of tables that stand in the header


@dataclass(slots=True)
class Folder:
    """What stands in a folder; names as written. A stream is read when it is asked for."""

    file: _File
    streams: dict[str, _Entry] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """The content of a stream; b"" where there is none."""
        entry = self.streams.get(name)
        return self.file.content(entry) if entry else b""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_compound(data: bytes) -> Folder | None:
    """The root folder; None for what is no such file or too damaged."""
    if not data.startswith(SIGNATURE) or len(data) < 512:
        return None
    try:
        file = _File(data)
    except (struct.error, ValueError):
        return None
    return file.tree()


class _File:
    """Sectors, and the tables that say which follows which."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("no sector size of the standard")
        self.sector, self.mini_sector = 1 << shift, 1 << mini_shift
        self.left = 2 * len(data)  # bytes that may still be read: streams that share sectors are no streams
        first_folder, self.cutoff, first_mini, _count, first_more, _count = struct.unpack_from("<I4xIIIII", data, 48)
        self.table = self._table(first_more)
        self.mini_table = _numbers(self._chain(first_mini))
        self.entries = self._entries(self._chain(first_folder))
        self.mini_stream = self._chain(self.entries[0].start) if self.entries else b""

    def tree(self) -> Folder:
        """All folders; every entry counts once, however the file links them."""
        root = Folder(self)
        waiting = [(root, self.entries[0].child)] if self.entries else []
        seen: set[int] = set()
        while waiting:
            folder, number = waiting.pop()
            if number in seen or number >= len(self.entries):
                continue
            seen.add(number)
            entry = self.entries[number]
            waiting += [(folder, entry.left), (folder, entry.right)]
            if entry.kind == _STREAM:
                folder.streams.setdefault(entry.name, entry)
            elif entry.kind == _FOLDER:
                inner = folder.folders.setdefault(entry.name, Folder(self))
                waiting.append((inner, entry.child))
        return root

    def content(self, entry: _Entry) -> bytes:
        """The bytes of a stream, as many as are there."""
        size = min(entry.size, self.left)
        self.left -= size
        if entry.size >= self.cutoff:
            return self._chain(entry.start, most=size)[:size]
        return _follow(self.mini_stream, self.mini_table, entry.start, self.mini_sector, 0, size)[:size]

    def _chain(self, start: int, most: int | None = None) -> bytes:
        return _follow(self.data, self.table, start, self.sector, self.sector, most)

    def _table(self, more: int) -> array[int]:
        sectors = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", self.data, 76))
        room = len(self.data) // self.sector + 1
        for _ in range(room):
            place = (more + 1) * self.sector
            if more >= _END or place + self.sector > len(self.data):
                break
            *here, more = struct.unpack_from(f"<{self.sector // 4}I", self.data, place)
            sectors += here
        pieces = [
            self.data[(number + 1) * self.sector : (number + 2) * self.sector]
            for number in sectors[:room]
            if number < _END
        ]
        return _numbers(b"".join(pieces))

    def _entries(self, data: bytes) -> list[_Entry]:
        found = []
        for place in range(0, min(len(data) // _ENTRY, _MAX_ENTRIES) * _ENTRY, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, place + 64)
            left, right, child = struct.unpack_from("<III", data, place + 68)
            start, size = struct.unpack_from("<II", data, place + 116)
            name = data[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            found.append(_Entry(name, kind, left, right, child, start, size))
        return found


def _numbers(data: bytes) -> array[int]:
    return array("I", struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _follow(data: bytes, table: array[int], start: int, sector: int, offset: int, most: int | None) -> bytes:
    """The sectors from `start` on, each at most once in length of the table; `most` bytes are enough."""
    pieces: list[bytes] = []
    room = min(len(table), (len(data) if most is None else most) // sector + 1)
    while start < len(table) and len(pieces) < room:
        place = offset + start * sector
        pieces.append(data[place : place + sector])
        start = table[start]
    return b"".join(pieces)
