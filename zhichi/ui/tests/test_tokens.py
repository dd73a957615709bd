"""Contrast of the colours, computed from the token file, light and dark (WCAG 2 formula)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[1] / "static/ui/css/tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9A-Fa-f]{6}),\s*(#[0-9A-Fa-f]{6})\);")
GROUNDS = ("canvas", "surface", "sunken", "raised")
ALL_GROUNDS = (
    *GROUNDS,
    *("hover", "selected", "accent-soft", "ok-soft", "warn-soft", "bad-soft", "note-bg", "call-bg", "peer-soft"),
)
SOLID = ("ok-solid", "warn-solid", "bad-solid")
CASES = [
    *[((text,), ALL_GROUNDS, 4.5) for text in ("text", "text-2", "text-3")],
    (("accent-text",), ("surface", "selected", "accent-soft"), 4.5),
    (("on-accent",), ("accent", "accent-hover", "danger-fill", "danger-hover"), 4.5),
    *[((f"{name}-text",), (f"{name}-soft", "surface"), 4.5) for name in ("ok", "warn", "bad", "peer")],
    *[((f"{name}-text",), (f"{name}-bg", "surface"), 4.5) for name in ("note", "call")],
    *[((f"h{number}-text",), (f"h{number}-bg",), 4.5) for number in range(1, 7)],
    # Colours that a mail may choose, on every ground that it may choose or that messages stand on.
    (
        ("text", "text-2", "bad-text", "warn-text", "ok-text", "call-text", "accent-text", "peer-text"),
        ("bad-soft", "warn-soft", "ok-soft", "call-bg", "accent-soft", "peer-soft", "surface", "sunken", "note-bg"),
        4.5,
    ),
    (("tip-text",), ("tip-bg",), 4.5),
    (("text",), ("mark",), 4.5),
    (("on-status",), SOLID, 3),
    (("line-control", "accent-text", *SOLID), GROUNDS, 3),
]
# What the design measured, to one decimal: light, dark. A change of a token must be a decision, not a slip.
MEASURED = [
    ("text", "surface", 16.1, 14.8),
    ("text-2", "surface", 8.1, 9.3),
    ("text-3", "surface", 5.6, 6.4),
    ("accent-text", "surface", 7.5, 8.6),
    ("on-accent", "accent", 6.4, 5.0),
    ("ok-text", "ok-soft", 5.7, 8.1),
    ("warn-text", "warn-soft", 6.3, 8.4),
    ("bad-text", "bad-soft", 5.9, 7.1),
    ("note-text", "note-bg", 6.9, 9.6),
    ("call-text", "call-bg", 6.6, 8.3),
    ("peer-text", "peer-soft", 6.5, 7.6),
]


def themes() -> tuple[dict[str, str], dict[str, str]]:
    """Token name → colour, for light and for dark."""
    found = PAIR.findall(TOKENS.read_text(encoding="utf-8"))
    return {name: light for name, light, _ in found}, {name: dark for name, _, dark in found}


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("fronts", "grounds", "needed"), CASES, ids=lambda value: value[0] if value is tuple else None)
def test_keeps_contrast(fronts: tuple[str, ...], grounds: tuple[str, ...], needed: float, theme: int) -> None:
    colours = themes()[theme]
    low = {
        (front, ground): round(contrast(colours[front], colours[ground]), 2)
        for front in fronts
        for ground in grounds
        if contrast(colours[front], colours[ground]) < needed - 0.05
    }
    assert not low


@pytest.mark.parametrize(("front", "ground", "light", "dark"), MEASURED)
def test_keeps_measured_contrast(front: str, ground: str, light: float, dark: float) -> None:
    measured = [round(contrast(colours[front], colours[ground]), 1) for colours in themes()]
    assert measured == [light, dark]
