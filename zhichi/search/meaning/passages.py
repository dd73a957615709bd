"""Which pieces of a text get a vector each: some hundred characters under the title, cut where sentences end."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.search.meaning.vectors import is_han

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN_LENGTH, LENGTH = 200, 450  # characters; about 125 tokens of a usual model: of longer pieces all seem alike
MOST = 25  # of one part of a document, which is at most 5,000 characters
LAST_PART = 3  # parts behind it are found by words only
TITLE = 120
_END = re.compile(r"[。！？!?；;]|\.(?=\s)|\n")


@dataclass(frozen=True)
class Piece:
    """A piece of a document's text and what the model is given for it."""

    start: int
    length: int
    given: str
    is_han: bool

    @property
    def digest(self) -> str:
        """The same for the same input."""
        return hashlib.sha256(self.given.encode()).hexdigest()[:32]


def pieces(title: str, text: str, *, part: int = 0) -> list[Piece]:
    """The pieces of one part of a document; one for a title alone, none for nothing."""
    if part > LAST_PART or not (title.strip() or text.strip()):
        return []
    headline = title[:TITLE].strip()
    found = []
    for start, end in _spans(text):
        given = f"{headline}\n{text[start:end]}".strip()
        if given:
            found.append(Piece(start, end - start, given, is_han(given)))
    return found[:MOST]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    most = HAN_LENGTH if is_han(text) else LENGTH
    start = 0
    while (left := len(text) - start) > most:
        # The last two share what is left: a tail of a few words would be near to every question. Those before stay as
        # they are when something is added.
        length = most if left >= 2 * most else min(most, left * 2 // 3)
        ends = [found.end() for found in _END.finditer(text, start + length // 2, start + length)]
        end = ends[-1] if ends else start + length
        yield start, end
        start = end
    yield start, len(text)
