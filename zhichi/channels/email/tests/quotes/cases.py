"""Reads the corpus: each case a mail as a client writes it and what is new in it.

`@@ name` begins a case, `@@=` its expected text, `@@whole` says that it stays whole, `@@picture` that only a picture
is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PICTURE = "@@picture"


@dataclass(frozen=True)
class Case:
    """One mail; `expected` is the text of what is left, None for all of it."""

    name: str
    given: str
    expected: str | None


def cases(*names: str) -> list[Case]:
    """The cases of the named files."""
    return [case for name in names for case in _read(Path(__file__).parent / f"{name}.txt")]


def _read(path: Path) -> list[Case]:
    found = []
    for piece in ("\n" + path.read_text("utf-8")).split("\n@@ ")[1:]:
        name, _break, rest = piece.partition("\n")
        if "\n@@=" in rest:
            given, _mark, expected = rest.partition("\n@@=\n")
            found.append(Case(name, given, expected.rstrip("\n")))
        elif f"\n{PICTURE}" in rest:
            found.append(Case(name, rest.partition(f"\n{PICTURE}")[0], PICTURE))
        else:
            found.append(Case(name, rest.partition("\n@@whole")[0] if "\n" in rest else "", None))
    return found


TEXTS = cases("text_zh", "text_world")
MARKUPS = cases("html")
