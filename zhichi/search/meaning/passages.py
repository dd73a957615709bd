"""Which pieces of a text get a vector each: some hundred characters under the title, cut where sentences end."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.search.meaning.vectors import is_han

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN_LENGTH, LENGTH = 400, 900  # characters; about 250 tokens of a usual model
MOST = 12  # of one part of a document, which is at most 5,000 characters
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
    while len(text) - start > most:
        ends = [found.end() for found in _END.finditer(text, start + most // 2, start + most)]
        end = ends[-1] if ends else start + most
        yield start, end
        start = end
    yield start, len(text)
