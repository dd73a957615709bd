"""Builds the compound files (MS-CFB) and saved letters (MS-OXMSG) that the tests read."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
Tree = dict[str, Any]


@dataclass
class _Writer:
    """Sectors and their chains while a file is put together."""

    sectors: list[bytes] = field(default_factory=list)
    next: list[int] = field(default_factory=list)
    mini: bytes = b""
    mini_next: list[int] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)

    def store(self, data: bytes) -> int:
        first = len(self.sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        self.sectors += pieces
        self.next += [*range(first + 1, first + len(pieces)), END]
        return first if pieces else END

    def store_small(self, data: bytes) -> int:
        first, count = len(self.mini_next), -(-len(data) // MINI)
        self.mini += data.ljust(count * MINI, b"\0")
        self.mini_next += [*range(first + 1, first + count), END] if count else []
        return first if count else END

    def entry(self, name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        wide = name.encode("utf-16-le") + b"\0\0"
        head = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1)
        return head + struct.pack("<III", FREE, right, child) + b"\0" * 36 + struct.pack("<IQ", start, size)

    def folder(self, tree: Tree) -> int:
        """Write the entries of a folder as one chain of siblings; the number of the first."""
        following = FREE
        for name, value in reversed(tree.items()):
            if isinstance(value, dict):
                made = self.entry(name, 1, following, self.folder(value), 0, 0)
            else:
                start = self.store(value) if len(value) >= CUTOFF else self.store_small(value)
                made = self.entry(name, 2, following, FREE, start, len(value))
            self.entries.append(made)
            following = len(self.entries) - 1
        return following


def compound(tree: Tree) -> bytes:
    """A compound file of version 3 with these folders (dicts) and streams (bytes)."""
    writer = _Writer(entries=[b""])
    child = writer.folder(tree)
    mini = writer.store(writer.mini)
    mini_table = writer.store(b"".join(struct.pack("<I", each) for each in writer.mini_next).ljust(SECTOR, b"\xff"))
    writer.entries[0] = writer.entry("Root Entry", 5, FREE, child, mini, len(writer.mini))
    folders = writer.store(b"".join(writer.entries))
    tables = 1
    while tables * SECTOR // 4 < len(writer.sectors) + tables:
        tables += 1
    places = range(len(writer.sectors), len(writer.sectors) + tables)
    table = b"".join(struct.pack("<I", each) for each in [*writer.next, *[TABLE] * tables]).ljust(
        tables * SECTOR, b"\xff"
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIIII", 0, tables, folders, 0, CUTOFF, mini_table, 1, END, 0, 0)[: 4 * 9]
    head += b"".join(struct.pack("<I", each) for each in [*places, *[FREE] * (109 - tables)])
    return head + b"".join(writer.sectors) + table


def fixed(head: int, **values: int) -> bytes:
    """The stream with values of fixed length: `p0039=…`."""
    rows = [struct.pack("<HHIQ", 3, int(name[1:], 16), 6, value) for name, value in values.items()]
    return b"\0" * head + b"".join(rows)


def ticks(moment: datetime) -> int:
    """A time as Windows counts it."""
    return int((moment - EPOCH).total_seconds()) * 10_000_000


def wide(**values: str) -> Tree:
    """Unicode properties: `p0037="…"`."""
    return {f"__substg1.0_{name[1:].upper()}001F": value.encode("utf-16-le") for name, value in values.items()}


def narrow(page: str, **values: str) -> Tree:
    """Properties in a code page."""
    return {f"__substg1.0_{name[1:].upper()}001E": value.encode(page) for name, value in values.items()}


def attached(index: int, tree: Tree) -> Tree:
    """A file of a letter."""
    return {f"__attach_version1.0_#{index:08X}": tree}


def msg(tree: Tree, **values: int) -> bytes:
    """A saved letter."""
    return compound({"__properties_version1.0": fixed(32, **values), **tree})
