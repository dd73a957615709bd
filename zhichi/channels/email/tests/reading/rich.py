"""Builds the compressed rich text (MS-OXRTFCP) that the tests read."""

from __future__ import annotations

import struct

from zhichi.channels.email.mime.rtf import _BEFORE

WINDOW = 4096
LONGEST = 17


def compressed(raw: bytes) -> bytes:
    """Rich text as Outlook stores it, with references wherever two or more bytes were said before."""
    said = bytearray(_BEFORE)
    whole = bytes(_BEFORE) + raw
    out = bytearray()
    pieces: list[tuple[int, bytes]] = []
    while len(said) < len(whole):
        back, length = _reference(whole, len(said))
        if length:
            at = (len(said) - back) % WINDOW
            pieces.append((1, struct.pack(">H", at << 4 | length - 2)))
            said += whole[len(said) : len(said) + length]
        else:
            pieces.append((0, whole[len(said) : len(said) + 1]))
            said += pieces[-1][1]
    pieces.append((1, struct.pack(">H", (len(said) % WINDOW) << 4)))
    for start in range(0, len(pieces), 8):
        some = pieces[start : start + 8]
        out.append(sum(flag << bit for bit, (flag, _piece) in enumerate(some)))
        out += b"".join(piece for _flag, piece in some)
    return stored(bytes(out), len(raw), b"LZFu")


def _reference(whole: bytes, place: int) -> tuple[int, int]:
    """How far back the longest piece lies that was said before and comes again here, and how long it is."""
    best = (0, 0)
    for length in range(2, LONGEST + 1):
        found = whole.rfind(whole[place : place + length], max(0, place - WINDOW + 1), place + length - 1)
        if found < 0 or found >= place or place + length > len(whole):
            break
        best = (place - found, length)
    return best


def stored(data: bytes, size: int, kind: bytes = b"MELA") -> bytes:
    """The head of such a stream, and what follows it."""
    return struct.pack("<II4sI", len(data) + 12, size, kind, 0) + data
