"""A vector as it is kept: one signed byte a dimension. Nearness is an angle, so no scale is kept beside it."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 4096  # dimensions
RECORD = struct.Struct("<qHHBx")  # of the file: document, start, length, whether it is of Han characters
_HAN_SHARE = 0.2


def packed(vector: Sequence[float]) -> bytes:
    """The vector in bytes. Raises ValueError for one that is empty, too long, nothing but zeros, or no numbers."""
    if not 0 < len(vector) <= LONGEST:
        raise ValueError(f"a vector of {len(vector)} dimensions")
    most = max(abs(value) for value in vector)
    if not math.isfinite(math.fsum(vector)) or not most:
        raise ValueError("a vector that points nowhere")
    return struct.pack(f"{len(vector)}b", *(round(value * 127 / most) for value in vector))


def floats(data: bytes) -> list[float]:
    """Little-endian 32-bit numbers."""
    return list(struct.unpack(f"<{len(data) // 4}f", data))


def as_bytes(vector: Sequence[float]) -> bytes:
    """The reverse of `floats`."""
    return struct.pack(f"<{len(vector)}f", *vector)


def is_han(text: str) -> bool:
    """Whether a text is Chinese rather than something else: vectors of a script lie on one side, see near.py."""
    looked_at = text[:400]
    return sum("一" <= character <= "鿿" for character in looked_at) > _HAN_SHARE * len(looked_at)
