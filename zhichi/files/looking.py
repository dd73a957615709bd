"""What kind of risk a file is, by its bytes and its name: program, script, macros, archive and what it holds (6.4.1).

Never raises and stays bounded whatever the bytes are: so many entries, so deep, so many bytes unpacked, so long. Beyond
that a file "could not be looked into", which the handbook holds back as shipped. Nothing is unpacked to the disk.
"""

from __future__ import annotations

import io
import tarfile
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from zhichi.files import archives, unpacker
from zhichi.files.choices import Trait, WhyNot
from zhichi.files.content_types import HEAD_BYTES, PROGRAMS, detect

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ENTRIES = 2000  # of all archives of a file together
MOST_DIRECTORY = 1024 * 1024  # bytes of one archive's list of contents
MOST_UNPACKED = 32 * 1024 * 1024  # bytes unpacked in one look
DEEPEST = 4  # archives in each other
WORST_RATIO = 300  # unpacked to packed; texts reach 50, what was made to burst 1000
FROM_BYTES = 16 * 1024 * 1024  # below that no ratio is suspicious
MOST_SECONDS = 1.0
MOST_FOREIGN = 3  # archives of one file for which a process is started
HEAD = 512
PIECE = 64 * 1024
LONGEST_NAME = 180
_END = b"PK\x05\x06"
_END_BYTES = 22
_LONGEST_COMMENT = 65_535
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VBA = ("_VBA_PROJECT".encode("utf-16-le"), b"Attribut\x00e VB_")
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_FOREIGN = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MSCF", b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd")
_CLOSED = (b"\x1f\x9d", b"\x60\xea")
_FOREIGN_ENDINGS = frozenset(".rar .7z .cab .xz .bz2 .zst".split())
_OFFICE = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
_ENDINGS: dict[str, frozenset[str]] = {
    Trait.PROGRAM: frozenset(".exe .dll .sys .scr .com .pif .cpl .ocx .msi .msp .jar .apk .app .deb .rpm".split()),
    Trait.SCRIPT: frozenset(
        ".bat .cmd .ps1 .psm1 .vbs .vbe .js .jse .wsf .wsh .wsc .hta .lnk .url .reg .chm .sct .inf".split()
    ),
    Trait.DISK_IMAGE: frozenset(".iso .img .vhd .vhdx .dmg .vmdk .udf".split()),
    Trait.CLOSED: frozenset(".arj .lzh .ace .z".split()),
}


@dataclass
class Seen:
    """What a look found: traits, the name of the first entry that showed each, and why it could not go on."""

    traits: set[str] = field(default_factory=set)
    said: str = ""
    entries: int = 0
    unpacked: int = 0
    until: float = 0.0
    depth: int = 0  # of archives in each other
    foreign: int = 0  # archives for which a process was started

    def add(self, trait: str, name: str = "") -> None:
        """Note a trait; `name` is the entry inside an archive that shows it."""
        if trait not in self.traits:
            self.traits.add(trait)
            if name and not self.said:
                self.said = name[:LONGEST_NAME]

    def give_up(self, why: str) -> None:
        """The look ends here. A large archive of plain files is like one of a kind that is not looked into; archives in
        archives in archives that do not end are a bomb.
        """
        is_large = why in {WhyNot.LARGE, WhyNot.LONG} and self.depth < 2
        self.traits.add(Trait.CLOSED if is_large else Trait.UNLOOKED)
        self.said = why


class _Enough(Exception):
    """A bound was reached; its reason is a code of WhyNot."""


def look(content: BinaryIO, *, filename: str, content_type: str, head: bytes) -> tuple[str, str]:
    """The traits of a file (codes with commas, sorted), and what about them: an entry's name or a code of WhyNot.

    `content` can seek and is left anywhere. Both are "" for a file that is nothing in particular.
    """
    seen = Seen(until=time.monotonic() + MOST_SECONDS)
    _look(content, filename, content_type, head, seen, 0)
    return ",".join(sorted(seen.traits)), seen.said


def _look(content: BinaryIO, filename: str, content_type: str, head: bytes, seen: Seen, depth: int) -> None:
    inside = filename if depth else ""
    _by_name(filename, seen, inside)
    if PurePosixPath(filename.lower()).suffix in _FOREIGN_ENDINGS and not head.startswith(_FOREIGN):
        seen.add(Trait.CLOSED, inside)  # it says to be an archive, and is none that can be told
    if content_type in PROGRAMS or head.startswith(_PROGRAMS):
        seen.add(Trait.PROGRAM, inside)
    elif head.startswith(_CLOSED):
        seen.add(Trait.CLOSED, inside)
    try:
        _look_inside(content, content_type, head, seen, inside, depth)
    except _Enough as enough:
        seen.give_up(str(enough))
    except Exception:  # noqa: BLE001 - whatever hostile bytes break in a library, the file was not looked into
        seen.give_up(WhyNot.BROKEN)


def _look_inside(content: BinaryIO, content_type: str, head: bytes, seen: Seen, inside: str, depth: int) -> None:
    if head.startswith(_OLE):
        _look_into_ole(content, seen, inside)
    elif head.startswith((b"PK\x03\x04", _END)):
        if not content_type.startswith(_OFFICE):
            seen.add(Trait.ARCHIVE)
        _look_into_zip(content, seen, depth)
    elif head.startswith(b"\x1f\x8b") or head[257:262] == b"ustar":
        seen.add(Trait.ARCHIVE)
        _look_into_tar(content, seen, is_packed=head.startswith(b"\x1f\x8b"))
    elif head.startswith(_FOREIGN):
        _look_into_foreign(content, seen, inside, depth)
    elif _is_disk_image(content, head):
        seen.add(Trait.DISK_IMAGE, inside)


def _by_name(filename: str, seen: Seen, inside: str) -> None:
    ending = PurePosixPath(filename.lower().rstrip(" .")).suffix
    for trait, endings in _ENDINGS.items():
        if ending in endings:
            seen.add(trait, inside)


def _look_into_zip(content: BinaryIO, seen: Seen, depth: int) -> None:
    seen.depth = max(seen.depth, depth)
    if depth >= DEEPEST:
        raise _Enough(WhyNot.DEEP)
    _bound_directory(content)
    with zipfile.ZipFile(content) as archive:
        for entry in archive.infolist():
            _count(seen)
            if entry.is_dir():
                continue
            if entry.flag_bits & 0x1:
                seen.add(Trait.ENCRYPTED, entry.filename)
                _by_name(entry.filename, seen, entry.filename)
                continue
            if entry.file_size > FROM_BYTES and entry.file_size > WORST_RATIO * max(entry.compress_size, 1):
                raise _Enough(WhyNot.BOMB)
            if entry.filename.lower().endswith("vbaproject.bin"):
                seen.add(Trait.MACROS, entry.filename)
            with archive.open(entry) as opened:
                _look_at_entry(_Bounded(opened, seen), entry.filename, seen, depth)


def _bound_directory(content: BinaryIO) -> None:
    """Refuse a list of contents that is too long before the library reads it whole."""
    size = content.seek(0, io.SEEK_END)
    content.seek(max(0, size - _LONGEST_COMMENT - _END_BYTES))
    tail = content.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES:
        raise _Enough(WhyNot.BROKEN)
    entries = int.from_bytes(tail[at + 10 : at + 12], "little")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if entries > MOST_ENTRIES or directory > MOST_DIRECTORY:  # 65535 and 4 GB also say "more than that" (ZIP64)
        raise _Enough(WhyNot.ENTRIES)
    content.seek(0)


def _look_at_entry(opened: _Bounded, name: str, seen: Seen, depth: int) -> None:
    head = opened.read(HEAD)
    if head.startswith((b"PK\x03\x04", _END, _OLE, b"\x1f\x8b", *_FOREIGN)):
        # A library that reads such a thing wants to seek, so it comes into memory, as far as may be.
        whole = head + b"".join(opened.rest())
        kind = detect(whole[:HEAD_BYTES], whole[-HEAD_BYTES:], filename=name, claimed_type="")
        _look(io.BytesIO(whole), name, kind, head, seen, depth + 1)
    else:
        _look(io.BytesIO(head), name, "", head, seen, depth + 1)


def _look_into_foreign(content: BinaryIO, seen: Seen, inside: str, depth: int) -> None:
    """What only libarchive reads. A kind or a damage that it cannot read is "not looked into", as without it."""
    seen.depth = max(seen.depth, depth)
    seen.foreign += 1
    if depth >= DEEPEST:
        raise _Enough(WhyNot.DEEP)
    if seen.foreign > MOST_FOREIGN:
        seen.add(Trait.CLOSED, inside)
        return
    seen.until += archives.SECONDS
    size = content.seek(0, io.SEEK_END)
    before = seen.entries
    try:
        for entry in archives.entries(content):
            seen.add(Trait.ARCHIVE)
            _count(seen)
            _look_at_foreign(entry, size, seen, depth)
    except archives.NotListed as failure:
        seen.add(Trait.ENCRYPTED if failure.why == unpacker.LOCKED else Trait.CLOSED, inside)
        return
    if archives.has_locked_rar(content):
        seen.add(Trait.ENCRYPTED, inside)
    elif seen.entries == before:  # nothing was seen in it: so some damage looks
        seen.add(Trait.CLOSED, inside)


def _look_at_foreign(entry: archives.Entry, size: int, seen: Seen, depth: int) -> None:
    if entry.is_locked:
        seen.add(Trait.ENCRYPTED, entry.name)
        _by_name(entry.name, seen, entry.name)
    elif not entry.is_folder:
        if entry.claims > FROM_BYTES and entry.claims > WORST_RATIO * size:
            raise _Enough(WhyNot.BOMB)
        _look_at_entry(_Bounded(io.BytesIO(entry.content), seen), entry.name, seen, depth)


def _look_into_tar(content: BinaryIO, seen: Seen, *, is_packed: bool) -> None:
    """Read as a stream, nothing is unpacked twice: a file in it is told by its name and its first bytes."""
    if is_packed:
        _refuse_burst(content)
    start = _unzipped(content).read(HEAD) if is_packed else b""
    if is_packed and start[257:262] != b"ustar":  # one packed file
        if start.startswith(_PROGRAMS):
            seen.add(Trait.PROGRAM)
        return
    content.seek(0)
    source = _Bounded(_unzipped(content), seen) if is_packed else content
    with tarfile.open(fileobj=source, mode="r|" if is_packed else "r:") as archive:  # type: ignore[call-overload] # reads
        for entry in archive:
            _count(seen)
            opened = archive.extractfile(entry) if entry.isfile() else None
            if opened is not None:
                _by_name(entry.name, seen, entry.name)
                if opened.read(HEAD).startswith(_PROGRAMS):
                    seen.add(Trait.PROGRAM, entry.name)


def _refuse_burst(content: BinaryIO) -> None:
    """The end of a gzip file says how long it was (modulo 4 GB)."""
    size = content.seek(0, io.SEEK_END)
    content.seek(max(0, size - 4))
    unpacked = int.from_bytes(content.read(4), "little")
    content.seek(0)
    if unpacked > FROM_BYTES and unpacked > WORST_RATIO * size:
        raise _Enough(WhyNot.BOMB)


def _unzipped(content: BinaryIO) -> BinaryIO:
    import gzip  # noqa: PLC0415 - few files are

    return gzip.GzipFile(fileobj=content, mode="rb")  # type: ignore[return-value] # reads like one


def _look_into_ole(content: BinaryIO, seen: Seen, inside: str) -> None:
    """Old office documents: names of their streams stand in them as they are, wherever their directory lies."""
    content.seek(0)
    kept = b""
    while piece := content.read(PIECE):
        _in_time(seen)
        window = kept + piece
        if any(mark in window for mark in _VBA):
            seen.add(Trait.MACROS, inside)
        if _LOCKED_OFFICE in window:
            seen.add(Trait.ENCRYPTED, inside)
        kept = window[-64:]


def _is_disk_image(content: BinaryIO, head: bytes) -> bool:
    if head.startswith((b"conectix", b"vhdxfile", b"KDMV")):
        return True
    content.seek(0x8001)
    return content.read(5) in {b"CD001", b"BEA01"}


def _count(seen: Seen) -> None:
    seen.entries += 1
    if seen.entries > MOST_ENTRIES:
        raise _Enough(WhyNot.ENTRIES)
    _in_time(seen)


def _in_time(seen: Seen) -> None:
    if time.monotonic() > seen.until:
        raise _Enough(WhyNot.LONG)


class _Bounded:
    """An unpacking stream that counts what it gives, for a whole look together."""

    def __init__(self, stream: object, seen: Seen) -> None:
        self._stream, self._seen = stream, seen

    def read(self, size: int = PIECE) -> bytes:
        """At most `size` bytes. Raises _Enough past the bound."""
        found: bytes = self._stream.read(size)  # type: ignore[attr-defined] # any stream of the libraries
        self._seen.unpacked += len(found)
        if self._seen.unpacked > MOST_UNPACKED:
            raise _Enough(WhyNot.LARGE)
        _in_time(self._seen)
        return found

    def rest(self) -> Iterator[bytes]:
        """All that is left, piece by piece."""
        while piece := self.read():
            yield piece
