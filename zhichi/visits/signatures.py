"""A signature as the browser draws it: a PNG of bounded size with ink in it. Pure; reads no more than it must."""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 200_000
MAX_SIDE = 2000
MAX_PIXELS = 400_000
MAGIC = b"\x89PNG\r\n\x1a\n"
PREFIX = "data:image/png;base64,"
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}  # colour type → bytes of a pixel at depth 8


def read(typed: str) -> bytes:
    """The picture behind a data address from the form, checked. Raises DomainError for whatever is no signature."""
    if not typed.strip():
        raise refusal("signature-empty", _("The signature is empty. Let the customer sign, or type the name."))
    if len(typed) > MAX_BYTES * 4 // 3 + len(PREFIX) + 4:
        raise too_large()
    if not typed.startswith(PREFIX):
        raise not_png()
    try:
        data = base64.b64decode(typed.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise not_png() from None
    check(data)
    return data


def check(data: bytes) -> None:
    """Raise DomainError unless the bytes are a PNG with ink in it."""
    if len(data) > MAX_BYTES:
        raise too_large()
    if not _has_ink(*_pixels(data)):
        raise refusal("signature-empty", _("The signature is empty. Let the customer sign, or type the name."))


def refusal(code: str, message: str) -> DomainError:
    """A refusal that shows at the signature."""
    return DomainError(code, message, fields={"signature": message})


def not_png() -> DomainError:
    """The refusal of what is no picture."""
    return refusal("signature-not-png", _("The signature did not arrive as a PNG picture. Clear it and sign again."))


def too_large() -> DomainError:
    """The refusal of a picture that is too large."""
    return refusal("signature-too-large", _("The signature is too large. Clear it and sign again."))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(MAGIC):
        raise not_png()
    place = len(MAGIC)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        total = place + 12 + length
        if total > len(data) or zlib.crc32(kind + body) != struct.unpack_from(">I", data, total - 4)[0]:
            raise not_png()
        yield kind, body
        if kind == b"IEND":
            return
        place = total
    raise not_png()


def _pixels(data: bytes) -> tuple[bytes, int, int]:
    """The filtered rows, the length of a row without its filter byte, and the bytes of a pixel."""
    head, packed = b"", []
    for kind, body in _chunks(data):
        if kind == b"IHDR" and not head:
            head = body
        elif kind == b"IDAT":
            packed.append(body)
    if len(head) != 13:
        raise not_png()
    width, height, depth, colour, _method, _filters, interlaced = struct.unpack(">IIBBBBB", head)
    if depth != 8 or colour not in CHANNELS or interlaced or not width or not height:
        raise not_png()
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise too_large()
    row = width * CHANNELS[colour]
    expected = height * (row + 1)
    try:
        rows = zlib.decompressobj().decompress(b"".join(packed), expected + 1)
    except zlib.error:
        raise not_png() from None
    if len(rows) != expected:
        raise not_png()
    return rows, row, CHANNELS[colour]


def _has_ink(rows: bytes, length: int, step: int) -> bool:
    """Whether any pixel differs from the first one. Stops at the first that does."""
    above = bytes(length)
    ground = b""
    for start in range(0, len(rows), length + 1):
        kind, filtered = rows[start], rows[start + 1 : start + 1 + length]
        row = _unfiltered(kind, filtered, above, step)
        ground = ground or row[:step] * (length // step)
        if row != ground:
            return True
        above = row
    return False


def _unfiltered(kind: int, filtered: bytes, above: bytes, step: int) -> bytes:
    if kind == 0 or not (any(filtered) or any(above)):
        return filtered
    if kind > 4:
        raise not_png()
    row = bytearray(filtered)
    for place in range(len(row)):
        left = row[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        row[place] = (row[place] + _predicted(kind, left, above[place], corner)) & 255
    return bytes(row)


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    return min((left, up, corner), key=lambda near: abs(left + up - corner - near))
