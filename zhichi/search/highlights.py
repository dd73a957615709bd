"""Excerpts around the words that were found, marked where they stand in the text as it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhichi.search.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

Fragment = tuple[str, bool]
AROUND = 30  # characters shown before the first word
LENGTH = 120
MAX_EXCERPTS = 3
_SPACE = re.compile(r"\s+")


def fragments(title: str, text: str, words: Sequence[str]) -> tuple[tuple[Fragment, ...], ...]:
    """The title when it holds a word, then excerpts of the text, three rows at most; each a row of (text, is_hit)."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    in_title = _spans(title, pattern)
    found = [_marked(title, 0, len(title), in_title)] if in_title else []
    spans = _spans(text, pattern)
    shown_to = 0
    for start, _end in spans:
        if len(found) == MAX_EXCERPTS:
            break
        if start < shown_to:
            continue
        first = max(shown_to, start - AROUND)
        shown_to = min(len(text), first + LENGTH)
        found.append(_marked(text, first, shown_to, spans))
    return tuple(found)


def _marked(text: str, first: int, last: int, spans: Sequence[tuple[int, int]]) -> tuple[Fragment, ...]:
    """The piece of `text` from `first` to before `last`, cut where words begin and end, with … where it goes on."""
    parts: list[Fragment] = [("…", False)] if first else []
    place = first
    for start, end in spans:
        if end <= first or start >= last:
            continue
        start, end = max(start, first), min(end, last)
        if start > place:
            parts.append((_SPACE.sub(" ", text[place:start]), False))
        parts.append((text[start:end], True))
        place = end
    if place < last:
        parts.append((_SPACE.sub(" ", text[place:last]), False))
    if last < len(text):
        parts.append(("…", False))
    return tuple(parts)


def _spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where words stand in the text as written, without overlaps, in order."""
    plain = folded(text)
    if not pattern.search(plain):
        return []
    places = range(len(text)) if len(plain) == len(text) else _places(text)
    last = len(places) - 1
    return [
        (places[min(found.start(), last)], places[min(found.end() - 1, last)] + 1) for found in pattern.finditer(plain)
    ]


def _places(text: str) -> Sequence[int]:
    """For each character of the folded text the place of the character it came from."""
    return [place for place, character in enumerate(text) for _ in folded(character)]
