"""How a name is looked for: by every likely reading, since many characters have two (长谷 is chang gu or zhang gu)."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, islice, product
from typing import TYPE_CHECKING

from zhichi.core.texts import fold, pinyin_initials, pinyin_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_READINGS = 12
PER_CHARACTER = 3
LENGTH = 600


@lru_cache(maxsize=4096)
def readings(name: str) -> str:
    """The pinyin of `name` without spaces, then its initials, for each likely reading: "changgu cg zhanggu zg"."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - loads a large dictionary; only who stores names pays for it

    sounds = pinyin(fold(name), style=Style.NORMAL, heteronym=True)
    choices = [list(dict.fromkeys(sound))[:PER_CHARACTER] for sound in sounds]
    words: dict[str, None] = {}
    for reading in islice(_by_likelihood(choices), MAX_READINGS):
        words["".join(reading).replace(" ", "")] = None
        words["".join(word[:1] for sound in reading for word in sound.split())] = None
    return " ".join(words)[:LENGTH]


def _by_likelihood(choices: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The usual reading first, then those that differ from it in one character, then in two."""
    usual = [sounds[0] for sounds in choices]
    unsure = [place for place, sounds in enumerate(choices) if len(sounds) > 1]
    for count in (0, 1, 2):
        for places in combinations(unsure, count):
            for other in product(*(choices[place][1:] for place in places)):
                reading = list(usual)
                for place, sound in zip(places, other, strict=True):
                    reading[place] = sound
                yield reading


def name_fields(name: str) -> dict[str, str]:
    """The columns that follow from a name: where it is sorted and how it is found."""
    return {"sort_key": pinyin_key(name), "initials": pinyin_initials(name), "readings": readings(name)}
