"""Chinese by its sound: what was meant by pinyin, or by a character that sounds like the right one.

Knows no words but the pairs of characters that the index holds, so invented names are known as soon as somebody wrote
them. Sounds that input methods and people confuse (zh and z, ing and in) are one.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_PAIRS = 20_000
LONGEST = 16  # syllables
MOST_WAYS = 8  # to cut Latin letters into syllables
BREAK = 4.0  # what a new word costs
KEPT = 3.0  # what a character that was typed is worth
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"))


class _Way(NamedTuple):
    """The best way to a character: its worth, and the words up to it."""

    worth: float
    words: tuple[str, ...]


class Sounds:
    """Pairs of characters by the sounds of both."""

    def __init__(self, holders: Mapping[str, int]) -> None:
        self._pairs: dict[tuple[str, str], list[tuple[str, float]]] = {}
        self._syllables: set[str] = set()
        pairs = (token for token in holders if len(token) == 2 and not token.isascii() and token.isalpha())
        for pair, _number in zip(pairs, range(MOST_PAIRS), strict=False):
            worth = math.log(1 + holders[pair])
            for first in sounds_of(pair[0]):
                for second in sounds_of(pair[1]):
                    self._pairs.setdefault((first, second), []).append((pair, worth))
                    self._syllables |= {first, second}

    def of_letters(self, letters: str) -> str | None:
        """The Chinese that Latin letters may spell ("dayinji": 打印机), None when they spell none."""
        ways = [self._best([(one,) for one in way]) for way in _cut(letters, self._syllables)]
        found = [way for way in ways if way is not None]
        return " ".join(max(found, key=lambda way: way.worth).words) if found else None

    def of_characters(self, han: str) -> str | None:
        """The Chinese that sounds like `han` and is in the index (打引机: 打印机), None when there is none."""
        way = self._best([sounds_of(one) for one in han[:LONGEST]], typed=han) if len(han) <= LONGEST else None
        return " ".join(way.words) if way else None

    def _best(self, syllables: list[tuple[str, ...]], typed: str = "") -> _Way | None:
        """The dearest way through all syllables by pairs that overlap, or begin anew."""
        ways: list[dict[str, _Way]] = [{} for _ in range(len(syllables) + 1)]
        ways[0][""] = _Way(0.0, ())
        for place in range(1, len(syllables)):
            for pair, worth in self._between(syllables[place - 1], syllables[place]):
                worth += KEPT * (pair[1] == typed[place : place + 1])
                before = ways[place].get(pair[0])
                if before is not None:
                    longer = (*before.words[:-1], before.words[-1] + pair[1])
                    _keep(ways[place + 1], pair[1], _Way(before.worth + worth, longer))
                start = max(ways[place - 1].values(), default=None)
                if start is not None:
                    worth += KEPT * (pair[0] == typed[place - 1 : place]) - BREAK
                    _keep(ways[place + 1], pair[1], _Way(start.worth + worth, (*start.words, pair)))
        return max(ways[-1].values(), default=None) if len(syllables) > 1 else None

    def _between(self, first: Iterable[str], second: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        for one in first:
            for other in second:
                yield from self._pairs.get((one, other), ())


@lru_cache(8192)
def sounds_of(character: str) -> tuple[str, ...]:
    """The sounds of a character, confused ones as one; empty for what has none."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - loads a large dictionary; only who mistypes pays for it

    return tuple(dict.fromkeys(_plain(sound) for sound in pinyin(character, style=Style.NORMAL, heteronym=True)[0]))


def _plain(sound: str) -> str:
    for spelt, kept in _CONFUSED:
        if sound.startswith(spelt):
            sound = kept + sound[len(spelt) :]
    return (sound[:-1] if sound.endswith("ng") else sound).replace("ü", "v")


def _cut(letters: str, syllables: set[str]) -> list[list[str]]:
    """The ways to read letters as syllables, long ones first."""
    ways: list[list[str]] = []

    def go_on(place: int, before: list[str]) -> None:
        if len(ways) == MOST_WAYS or len(before) > LONGEST:
            return
        if place == len(letters):
            ways.append(before)
            return
        for end in range(min(len(letters), place + 6), place, -1):
            sound = _plain(letters[place:end])
            if sound in syllables and any(vowel in sound for vowel in "aeiouv"):
                go_on(end, [*before, sound])

    go_on(0, [])
    return [way for way in ways if len(way) > 1]


def _keep(ways: dict[str, _Way], character: str, way: _Way) -> None:
    if character not in ways or way.worth > ways[character].worth:
        ways[character] = way
