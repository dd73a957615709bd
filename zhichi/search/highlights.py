"""Excerpts around the words that were found, marked where they stand in the text as it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhichi.search.tokens import folded, stem_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.asking import Term, Unit

Fragment = tuple[str, int]
PLAIN, WORD, SYNONYM = 0, 1, 2  # how a fragment is marked
AROUND = 30  # characters shown before the first word
LENGTH = 120
MAX_EXCERPTS = 3
LONGEST_WORD = 30
_LATIN = re.compile(r"[0-9A-Za-z]")
_SPACE = re.compile(r"\s+")
_BETWEEN = r"[\W_]*"  # what may stand between the words of a phrase


def pattern_of(terms: Sequence[Term], units: Sequence[Unit] = ()) -> re.Pattern[str]:
    """What is marked in folded text: the terms, and the units where a document may hold only parts of them.

    Group 1 are words of the question, group 2 synonyms. It looks ahead, so that pairs may overlap.
    """
    own = _choices([_of_term(term) for term in terms] + [_of_word(unit.token) for unit in units])
    others = _choices([_of_term(other) for term in terms for other in term.others])
    return re.compile(f"(?=({own})|({others}))" if others else f"(?=({own}))")


def _choices(patterns: list[str]) -> str:
    return "|".join(sorted(dict.fromkeys(filter(None, patterns)), key=len, reverse=True))


def fragments(title: str, text: str, pattern: re.Pattern[str]) -> tuple[tuple[Fragment, ...], ...]:
    """The title when it holds a word, then excerpts of the text, three rows at most; each a row of (text, mark)."""
    in_title = _spans(title, pattern)
    found = [_marked(title, 0, len(title), in_title)] if in_title else []
    spans = _spans(text, pattern)
    shown_to = 0
    for start, _end, _mark in spans:
        if len(found) == MAX_EXCERPTS:
            break
        if start < shown_to:
            continue
        first = max(shown_to, _between_words(text, start - AROUND))
        shown_to = _between_words(text, min(len(text), first + LENGTH))
        found.append(_marked(text, first, shown_to, spans))
    return tuple(found)


def pieces(text: str, pattern: re.Pattern[str]) -> list[Fragment]:
    """The whole text as it stands, in pieces of (text, mark)."""
    found: list[Fragment] = []
    place = 0
    for start, end, mark in _spans(text, pattern):
        found += [(text[place:start], PLAIN), (text[start:end], mark)]
        place = end
    return [piece for piece in (*found, (text[place:], PLAIN)) if piece[0]]


def passage(text: str, start: int, length: int) -> tuple[Fragment, ...]:
    """The beginning of a piece of text, nothing marked."""
    return _marked(text, start, _between_words(text, min(start + length, start + LENGTH)), ())


def _between_words(text: str, place: int) -> int:
    """`place`, or the one before it where no word of Latin letters is cut; what is longer than words are is cut."""
    for near in range(place, max(place - LONGEST_WORD, 0), -1):
        if near >= len(text) or not (_LATIN.match(text[near - 1]) and _LATIN.match(text[near])):
            return near
    return max(place, 0)


def _of_term(term: Term) -> str:
    if term.is_han or not term.is_quoted:
        return re.escape(term.text) if term.is_han else _of_word(term.text)
    return _BETWEEN.join(re.escape(token) for token in term.text.split())


def _of_word(word: str) -> str:
    """A word with its other endings; what is no English word stands for itself."""
    stem = stem_of(word)
    if not (word.isascii() and word.isalpha()):
        return re.escape(word)
    if len(word) < 3:
        return rf"(?<![a-z]){word}(?![a-z])"  # "in" is no part of "fine"
    return rf"(?<![a-z]){re.escape(min(word, stem, key=len).rstrip('i'))}[a-z]*"


def _marked(text: str, first: int, last: int, spans: Sequence[tuple[int, int, int]]) -> tuple[Fragment, ...]:
    """The piece of `text` from `first` to before `last`, cut where words begin and end, with … where it goes on."""
    parts: list[Fragment] = [("…", PLAIN)] if first else []
    place = first
    for start, end, mark in spans:
        if end <= first or start >= last:
            continue
        start, end = max(start, first), min(end, last)
        if start > place:
            parts.append((_SPACE.sub(" ", text[place:start]), PLAIN))
        parts.append((text[start:end], mark))
        place = end
    if place < last:
        parts.append((_SPACE.sub(" ", text[place:last]), PLAIN))
    if last < len(text):
        parts.append(("…", PLAIN))
    return tuple(parts)


def _spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int, int]]:
    """Where words stand in the text as written, without overlaps, in order, each with its mark."""
    plain = folded(text)
    places = range(len(text) + 1) if len(plain) == len(text) else _places(text)
    last = len(places) - 1
    spans: list[tuple[int, int, int]] = []
    for found in pattern.finditer(plain):
        mark = WORD if found.lastindex == WORD else SYNONYM
        start, end = places[min(found.start(mark), last)], places[min(found.end(mark) - 1, last)] + 1
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]), min(mark, spans[-1][2]))
        else:
            spans.append((start, min(end, len(text)), mark))
    return spans


def _places(text: str) -> Sequence[int]:
    """For each character of the folded text the place of the character it came from."""
    return [place for place, character in enumerate(text) for _ in folded(character)]
