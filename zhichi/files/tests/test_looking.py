"""Looking into files: what is told by content and not by name alone; never raises and stays bounded (6.4.1)."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as st

from zhichi.files import looking
from zhichi.files.content_types import detect
from zhichi.files.tests.packing import rar4, rar5, rar5_with_a_locked_list, seven

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.one_database
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VBA = OLE + bytes(1000) + "_VBA_PROJECT".encode("utf-16-le") + bytes(2000)
PROGRAM = b"MZ" + bytes(300)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def look(content: bytes | BinaryIO, name: str = "a.bin") -> tuple[str, str]:
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    head = stream.read(16 * 1024)
    kind = detect(head, b"", filename=name, claimed_type="")
    return looking.look(stream, filename=name, content_type=kind, head=head)


def zipped(entries: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(entries: dict[str, bytes], mode: Any = "w:gz") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, content in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def encrypted(content: bytes) -> bytes:
    """The same zip with the flag of encryption on its only entry, in both places."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("name", "content", "traits"),
    [
        ("notes.txt", b"words", ""),
        ("report.pdf", b"%PDF-1.4", ""),
        ("plain.docx", zipped({"word/document.xml": b"<x/>"}), ""),
        ("macros.docm", zipped({"word/document.xml": b"<x/>", "word/vbaProject.bin": VBA}), "macros"),
        ("says-it-is-plain.docx", zipped({"word/document.xml": b"<x/>", "word/vbaProject.bin": VBA}), "macros"),
        ("old.xls", VBA, "macros"),
        ("old-without.xls", OLE + bytes(5000), ""),
        ("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le") + bytes(900), "encrypted"),
        ("setup.exe", PROGRAM, "program"),
        ("holiday.png", PROGRAM, "program"),
        ("run.bat", b"del *.*", "script"),
        ("invoice.pdf.js", b"x()", "script"),
        ("RUN.VBS ", b"x", "script"),
        ("disk.iso", bytes(0x8001) + b"CD001" + bytes(100), "disk_image"),
        ("named-otherwise.dat", bytes(0x8001) + b"CD001" + bytes(100), "disk_image"),
        ("a.rar", b"Rar!\x1a\x07\x01\x00", "closed"),
        ("a.arj", b"\x60\xea" + bytes(50), "closed"),
        ("renamed.dat", b"7z\xbc\xaf\x27\x1c" + bytes(50), "closed"),
        ("a.rar", rar5({"a/报表.txt": b"words"}), "archive"),
        ("a.rar", rar5({"报表.pdf.exe": PROGRAM}), "archive,program"),
        ("holiday.jpg", rar5({"holiday.jpg": PROGRAM}), "archive,program"),
        ("a.rar", rar4({"run.vbs": b"x", "a.txt": b"x"}), "archive,script"),
        ("a.rar", rar5({"a.exe": b"x"}, locked=True), "archive,encrypted,program"),
        ("a.rar", rar4({"a.txt": b"x"}, locked=True), "archive,encrypted"),
        ("a.rar", rar5_with_a_locked_list(), "encrypted"),
        ("a.7z", seven({"a.txt": b"x", "b/setup.dat": PROGRAM}), "archive,program"),
        ("a.7z", seven({"a.docx": zipped({"word/document.xml": b"x", "word/vbaProject.bin": VBA})}), "archive,macros"),
        ("a.zip", zipped({"inner.7z": seven({"run.exe": PROGRAM})}), "archive,program"),
        ("a.7z", seven({"inner.rar": rar5({"run.exe": PROGRAM})}), "archive,program"),
        ("a.rar", b"Rar!\x1a\x07\x01\x00" + b"abc" * 100, "closed"),
        ("a.rar", b"words", "closed"),
        ("a.tar.bz2", tarred({"run.ps1": PROGRAM}, "w:bz2"), "archive,program,script"),
        ("a.txt.xz", lzma.compress(b"words"), "closed"),
        ("a.zip", zipped({"a.txt": b"x"}), "archive"),
        ("a.zip", zipped({"a.txt": PROGRAM}), "archive,program"),
        ("a.zip", zipped({"deep/run.cmd": b"x"}), "archive,script"),
        (
            "a.zip",
            zipped({"a.docx": zipped({"word/document.xml": b"x", "word/vbaProject.bin": VBA})}),
            "archive,macros",
        ),
        ("a.zip", encrypted(zipped({"a.txt": b"secret"})), "archive,encrypted"),
        ("a.tar.gz", tarred({"a/run.ps1": b"x"}), "archive,script"),
        ("a.tar", tarred({"a.txt": PROGRAM}, "w"), "archive,program"),
        ("a.gz", gzip.compress(PROGRAM), "archive,program"),
        ("log.gz", gzip.compress(b"words\n" * 1000), "archive"),
        ("a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"run.exe": PROGRAM})})}), "archive,program"),
    ],
    ids=lambda value: "content" if isinstance(value, bytes) else None,  # archives hold the time of the run
)
def test_tells_what_a_file_is_and_holds(name: str, content: bytes, traits: str) -> None:
    assert look(content, name)[0] == traits


def test_names_the_file_inside() -> None:
    assert look(zipped({"a.txt": b"x", "b/报表.exe": PROGRAM}), "a.zip")[1] == "b/报表.exe"


def nested(levels: int) -> bytes:
    content = b"x"
    for level in range(levels):
        content = zipped({f"{level}.zip": content})
    return content


def forty_two(levels: int = 5, wide: int = 16) -> bytes:
    """Like 42.zip: each archive holds many times the next one, the innermost a file of zeros."""
    content = zipped({"0.dll": bytes(8 * 1024 * 1024)})
    for _level in range(levels):
        content = zipped({f"{number}.zip": content for number in range(wide)}, zipfile.ZIP_DEFLATED)
    return content


def zeros(size: int) -> bytes:
    """A zip whose only entry says to be `size` bytes of zeros, with as much of them as fits."""
    content = bytearray(zipped({"zeros.txt": bytes(1024 * 1024)}))
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, size)
    struct.pack_into("<I", content, 22, size)
    return bytes(content)


def quine() -> bytes:
    """A zip whose entry is a zip with an entry that says to be the whole: stored, so it can be pointed at itself."""
    content = zipped({"a.zip": zipped({"a.zip": nested(20)}, zipfile.ZIP_STORED)}, zipfile.ZIP_STORED)
    return zipped({"a.zip": content})


def many(count: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for number in range(count):
            archive.writestr(f"{number}", b"")
    return packed.getvalue()


BOMBS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "42.zip": (forty_two, {"bomb", "deep", "large", "entries", "long"}),
    "10 GB of zeros": (lambda: zeros(4_000_000_000), {"bomb"}),
    "a gzip of 200 MB of zeros": (lambda: gzip.compress(bytes(200_000_000), 9), {"bomb"}),
    "a tar in gzip of zeros": (lambda: tarred({"z": bytes(60_000_000)}), {"bomb"}),
    "100,000 files": (lambda: many(100_000), {"entries"}),
    "2,001 files": (lambda: many(2_001), {"entries"}),
    "archives in archives": (lambda: nested(12), {"deep"}),
    "a RAR that claims a GB": (lambda: rar5({"a.txt": b"x" * 100}, unpacked=10**9), {"bomb"}),
    "a 7z of zeros": (lambda: seven({"zeros.txt": bytes(40_000_000)}), {"bomb"}),
    "2,001 files in a 7z": (lambda: seven({str(number): b"x" for number in range(2_001)}), {"entries"}),
    "an archive that holds itself": (quine, {"deep"}),
    "cut in the middle": (lambda: zipped({"a.txt": bytes(range(256))})[:200], {"broken"}),
    "only the end of a zip": (lambda: b"PK\x05\x06" + bytes(10), {"broken"}),
    "a directory that lies": (lambda: zipped({"a": b"x"}).replace(b"PK\x01\x02", b"PK\x01\x09"), {"broken"}),
    "a gzip cut short": (lambda: gzip.compress(zlib.crc32(b"x").to_bytes(4, "big") * 5000)[:40], {"broken", "bomb"}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little_and_says_why_it_was_not_looked_into(name: str) -> None:
    make, reasons = BOMBS[name]
    content = make()
    tracemalloc.start()
    started = time.monotonic()
    traits, said = look(content, "a.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said in reasons
    assert "unlooked" in traits.split(",")
    assert peak < 4 * looking.MOST_UNPACKED
    assert time.monotonic() - started < 30 * looking.MOST_SECONDS  # the bound is the work; a slow day may take longer


def test_a_large_archive_of_ordinary_files_is_not_taken_for_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_UNPACKED", 100_000)
    words = "".join(f"line {number} of a log\n" for number in range(20_000)).encode()
    traits, said = look(tarred({"app.log": words}), "logs.tar.gz")
    assert (traits, said) == ("archive,closed", "large")


def test_gives_up_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_SECONDS", -1.0)
    assert look(zipped({"a.txt": b"x"}), "a.zip") == ("archive,closed", "long")


START = st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", OLE, b"\x1f\x8b\x08", b"MZ", b""])
WHOLE = st.sampled_from(
    [zipped({"a.exe": PROGRAM, "b.zip": nested(3)}), tarred({"a": b"x" * 3000}), tarred({"a": b"x"}, "w"), VBA]
)


@given(start=START, rest=st.binary(max_size=2000), name=st.text(max_size=30))
def test_never_raises_on_any_bytes(start: bytes, rest: bytes, name: str) -> None:
    traits, said = look(start + rest, name)
    assert len(traits) <= 100
    assert len(said) <= 200


@given(
    content=WHOLE,
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=20),
    cut=st.integers(0, 6000),
)
@properties(max_examples=200)
def test_never_raises_on_damaged_archives(content: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(content)
    for place, value in changes:
        if place < len(damaged):
            damaged[place] = value
    traits, _said = look(bytes(damaged[: max(cut, 10)]), "a.zip")
    assert len(traits) <= 100
