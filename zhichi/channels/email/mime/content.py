"""The decoded bytes of a part: Base64, quoted-printable and uuencode, also when damaged."""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from zhichi.channels.email.mime import uu
from zhichi.channels.email.mime.notes import Notes, Problem

if TYPE_CHECKING:
    from zhichi.channels.email.mime.structure import Part

_NOT_BASE64 = bytes(byte for byte in range(256) if not (chr(byte).isascii() and (chr(byte).isalnum() or byte in b"+/")))
_TOKEN = re.compile(rb"[\s\"']*([\w-]{1,40})(?![^\s\"';(])", re.ASCII)
_PADDING = re.compile(rb"=+")
_MAX_STREAMS = 100
_UUENCODE = frozenset(("x-uuencode", "uuencode", "x-uue", "uue"))
_IDENTITY = frozenset(("", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"))


def content_of(part: Part, notes: Notes) -> bytes:
    """Bytes of the part after its transfer encoding is undone; never raises."""
    declared = _TOKEN.match(part.headers.first("content-transfer-encoding"))
    encoding = declared[1].decode("ascii").lower() if declared else ""
    data = memoryview(part.source)[part.start : part.end]
    if encoding == "base64":
        return _base64(data, notes)
    if encoding in ("quoted-printable", "quoted_printable", "quotedprintable"):
        return binascii.a2b_qp(data)
    if encoding in _UUENCODE:
        found = uu.cut_out(bytes(data).decode("latin-1").replace("\r\n", "\n"))[1]
        if found:
            return found[0][1]
        notes.add(Problem.ENCODING_UNKNOWN)
    elif encoding not in _IDENTITY:
        notes.add(Problem.ENCODING_UNKNOWN)
    return bytes(data)


def _base64(data: memoryview, notes: Notes) -> bytes:
    tail = bytes(data[-4096:]).rstrip(b"\r\n \t")
    # Padding before the end means several streams in a row (list footers, careless gateways): the decoder
    # would stop at the first.
    if _padding_is_last(data, tail):
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            notes.add(Problem.BASE64_DAMAGED)
    streams = _PADDING.split(bytes(data), maxsplit=_MAX_STREAMS)
    if len(streams) > 2 or streams[-1].translate(None, _NOT_BASE64):
        notes.add(Problem.BASE64_DAMAGED)
    return b"".join(_stream(stream) for stream in streams)


def _padding_is_last(data: memoryview, tail: bytes) -> bool:
    stripped = tail.rstrip(b"=")
    return b"=" not in stripped and b"=" not in bytes(data[: max(len(data) - 4096, 0)])


def _stream(letters: bytes) -> bytes:
    kept = letters.translate(None, _NOT_BASE64)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
