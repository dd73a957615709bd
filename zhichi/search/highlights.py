"""Excerpts around the words that were found, marked where they stand in the text as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhichi.search.tokens import folded

Fragment = tuple[str, bool]
AROUND = 30  # characters shown before the first word
LENGTH = 120
MAX_EXCERPTS = 3


def fragments(title: str, text: str, words: Sequence[str]) -> tuple[tuple[Fragment, ...], ...]:
    """The title when it holds a word, then up to two excerpts of the text; each a row of (text, is_hit)."""
    found = [_marked(title, words)] if _spans(title, words) else []
    start = 0
    while len(found) < MAX_EXCERPTS:
        excerpt, start = _excerpt(text, words, start)
        if not excerpt:
            break
        found.append(excerpt)
    return tuple(found)


def _excerpt(text: str, words: Sequence[str], start: int) -> tuple[tuple[Fragment, ...], int]:
    spans = _spans(text[start:], words)
    if not spans:
        return (), start
    first = max(start, start + spans[0][0] - AROUND)
    last = first + LENGTH
    body = " ".join(text[first:last].split())
    lead, tail = ("…" if first > 0 else ""), ("…" if last < len(text) else "")
    return _marked(f"{lead}{body}{tail}", words), last


def _marked(text: str, words: Sequence[str]) -> tuple[Fragment, ...]:
    parts: list[Fragment] = []
    place = 0
    for start, end in _spans(text, words):
        if start > place:
            parts.append((text[place:start], False))
        parts.append((text[start:end], True))
        place = end
    if place < len(text):
        parts.append((text[place:], False))
    return tuple(parts)


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand in the text as written, without overlaps, in order."""
    plain, places = _folded_with_places(text)
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return [(places[found.start()], places[found.end() - 1] + 1) for found in re.finditer(pattern, plain)]


def _folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The folded text and, for each of its characters, the place of the character it came from."""
    whole = folded(text)
    if len(whole) == len(text):
        return whole, range(len(text))
    pieces, places = [], []
    for place, character in enumerate(text):
        piece = folded(character)
        pieces.append(piece)
        places.extend([place] * len(piece))
    return "".join(pieces), places
