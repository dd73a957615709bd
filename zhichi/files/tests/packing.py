"""Archives for the tests: rar of both generations put together by hand, since nobody may write them but their maker."""

from __future__ import annotations

import struct
import zlib

import libarchive


def rar5(entries: dict[str, bytes], *, locked: bool = False, unpacked: int | None = None) -> bytes:
    """A RAR of version 5, stored; `locked` marks its contents as encrypted, `unpacked` is what its entries claim."""
    found = b"Rar!\x1a\x07\x01\x00" + _block5(1, b"\x00")
    for name, content in entries.items():
        lock = b"\x01\x00\x00\x0f" + bytes(32) if locked else b""
        extra = _whole(len(lock)) + lock if lock else b""
        fields = b"".join(
            (
                _whole(4),  # a CRC32 follows
                _whole(len(content) if unpacked is None else unpacked),
                _whole(0o644),
                struct.pack("<I", zlib.crc32(content)),
                _whole(0),  # stored
                _whole(1),  # unix
                _whole(len(name.encode())),
                name.encode(),
            )
        )
        found += _block5(2, fields, extra=extra, data=content)
    return found + _block5(5, b"\x00")


def rar5_with_a_locked_list() -> bytes:
    """One whose names too are encrypted."""
    return b"Rar!\x1a\x07\x01\x00" + _block5(4, b"\x00\x00\x0f" + bytes(16)) + bytes(200)


def _block5(kind: int, fields: bytes, *, extra: bytes = b"", data: bytes = b"") -> bytes:
    flags = (1 if extra else 0) | (2 if data else 0)
    sizes = (_whole(len(extra)) if extra else b"") + (_whole(len(data)) if data else b"")
    body = _whole(kind) + _whole(flags) + sizes + fields + extra
    head = _whole(len(body)) + body
    return struct.pack("<I", zlib.crc32(head)) + head + data


def _whole(number: int) -> bytes:
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def rar4(entries: dict[str, bytes], *, locked: bool = False) -> bytes:
    """A RAR of version 4, stored."""
    found = b"Rar!\x1a\x07\x00" + _block4(0x73, 0, bytes(6))
    for name, content in entries.items():
        words = name.encode()
        fields = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0, 29, 0x30, len(words), 0o644
        )
        found += _block4(0x74, 0x8000 | (4 if locked else 0), fields + words) + content
    return found + _block4(0x7B, 0x4000, b"")


def _block4(kind: int, flags: int, fields: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def seven(entries: dict[str, bytes]) -> bytes:
    """A 7z."""
    pieces: list[bytes] = []

    def take(piece: bytes) -> int:
        pieces.append(bytes(piece))
        return len(piece)

    with libarchive.custom_writer(take, "7zip") as archive:
        for name, content in entries.items():
            archive.add_file_from_memory(name, len(content), content)
    return b"".join(pieces)
