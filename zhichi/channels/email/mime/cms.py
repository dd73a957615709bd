"""What an S/MIME envelope holds (CMS, RFC 5652): which kind it is, and the content of a signed one.

Five nested values are all that has to be read, so no ASN.1 library is asked: see decision 12. Bounded by the bytes that
are there; a length that promises more ends the reading. No signature is checked here.
"""

from __future__ import annotations

from typing import NamedTuple

SIGNED, ENCRYPTED = "signed", "encrypted"
_PKCS7 = bytes.fromhex("2a864886f70d0107")
_AUTH_ENVELOPED = bytes.fromhex("2a864886f70d0109100117")
_KINDS = {
    _PKCS7 + b"\x02": SIGNED,
    _PKCS7 + b"\x03": ENCRYPTED,
    _PKCS7 + b"\x06": ENCRYPTED,
    _AUTH_ENVELOPED: ENCRYPTED,
}
_SEQUENCE, _OID, _FIRST, _OCTETS, _OCTETS_IN_PIECES = 0x30, 0x06, 0xA0, 0x04, 0x24
_MAX_STEPS = 200_000  # values that are stepped over


class Envelope(NamedTuple):
    """`kind` is "signed", "encrypted" or "" for anything else; `content` is None where there is none to read."""

    kind: str
    content: bytes | None = None


class _Damaged(ValueError):
    """The bytes end early or are no BER."""


class _Value(NamedTuple):
    """A value at data[start:end]; `end` is -1 when only its end mark tells."""

    tag: int
    start: int
    end: int


def read_envelope(data: bytes) -> Envelope:
    """Read as far as the content. Never raises."""
    kind = ""
    try:
        outer = _expect(data, 0, _SEQUENCE)
        oid = _expect(data, outer.start, _OID)
        kind = _KINDS.get(data[oid.start : oid.end], "")
        return Envelope(kind, _content(data, oid.end) if kind == SIGNED else None)
    except _Damaged:
        return Envelope(kind)


def _content(data: bytes, position: int) -> bytes | None:
    """The content of SignedData, which begins at `position`; None for one without, as in lists of certificates."""
    signed = _expect(data, _expect(data, position, _FIRST).start, _SEQUENCE)
    version = _value(data, signed.start)
    inner = _expect(data, _behind(data, _value(data, _behind(data, version))), _SEQUENCE)
    kind = _expect(data, inner.start, _OID)
    if inner.end == kind.end or data[kind.end : kind.end + 1] != bytes((_FIRST,)):
        return None
    return _octets(data, _value(data, _expect(data, kind.end, _FIRST).start))


def _octets(data: bytes, value: _Value) -> bytes:
    if value.tag == _OCTETS:
        return data[value.start : value.end]
    if value.tag != _OCTETS_IN_PIECES:
        raise _Damaged
    pieces: list[bytes] = []
    position = value.start
    while position < (len(data) if value.end < 0 else value.end):
        if value.end < 0 and data[position : position + 2] == b"\0\0":
            break
        piece = _expect(data, position, _OCTETS)
        pieces.append(data[piece.start : piece.end])
        position = piece.end
    return b"".join(pieces)


def _expect(data: bytes, position: int, tag: int) -> _Value:
    value = _value(data, position)
    if value.tag != tag:
        raise _Damaged
    return value


def _value(data: bytes, position: int) -> _Value:
    """The value that begins at `position`."""
    head = data[position : position + 2]
    if len(head) < 2 or head[0] & 0x1F == 0x1F:
        raise _Damaged
    length, start = head[1], position + 2
    if length == 0x80:
        return _Value(head[0], start, -1)
    if length > 0x80:
        size = length & 0x7F
        digits = data[start : start + size]
        if size > 8 or len(digits) < size:
            raise _Damaged
        length, start = int.from_bytes(digits, "big"), start + size
    if start + length > len(data):
        raise _Damaged
    return _Value(head[0], start, start + length)


def _behind(data: bytes, value: _Value) -> int:
    """Where the next value begins."""
    if value.end >= 0:
        return value.end
    position, depth = value.start, 1
    for _ in range(_MAX_STEPS):
        if data[position : position + 2] == b"\0\0":
            depth, position = depth - 1, position + 2
            if not depth:
                return position
            continue
        inner = _value(data, position)
        depth, position = (depth + 1, inner.start) if inner.end < 0 else (depth, inner.end)
    raise _Damaged
