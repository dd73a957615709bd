"""A signature is a PNG of bounded size with ink in it; everything else is refused by name."""

from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.core.errors import DomainError
from zhichi.visits import signatures
from zhichi.visits.tests.conftest import chunk, drawn, png


@pytest.mark.parametrize("kind", [0, 2, 4, 6])
def test_keeps_a_drawn_picture(kind: int) -> None:
    data = png(kind=kind)
    assert signatures.read(drawn(data)) == data


HUGE = (
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)) + chunk(b"IEND", b"")
)
TORN = png()[:-20]
CHANGED = png().replace(b"IDAT", b"IDAX")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "signature-empty"),
        ("   ", "signature-empty"),
        (drawn(png(ink=False)), "signature-empty"),
        ("data:image/svg+xml;base64,PHN2Zy8+", "signature-not-png"),
        ("data:image/png;base64,***", "signature-not-png"),
        (drawn(b"GIF89a"), "signature-not-png"),
        (drawn(b""), "signature-not-png"),
        (drawn(TORN), "signature-not-png"),
        (drawn(CHANGED), "signature-not-png"),
        (drawn(HUGE), "signature-too-large"),
        (drawn(png(2001, 2)), "signature-too-large"),
        ("data:image/png;base64," + "A" * 300_000, "signature-too-large"),
    ],
)
def test_refuses_what_is_no_signature(typed: str, code: str) -> None:
    with pytest.raises(DomainError) as error:
        signatures.read(typed)
    assert error.value.code == code
    assert "signature" in error.value.fields


@given(st.binary(max_size=300))
def test_refuses_any_bytes_without_breaking(data: bytes) -> None:
    for content in (data, png()[:8] + data):
        with pytest.raises(DomainError):
            signatures.read("data:image/png;base64," + base64.b64encode(content).decode())
