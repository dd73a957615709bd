"""What somebody meant who typed a word that is nowhere: by sound for Chinese, by spelling for Latin words.

Guesses come from the words of the index; whoever offers one first looks whether the asker may find anything by it, so
that no guess tells a word of a text that is out of sight.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from zhichi.core.texts import clean
from zhichi.search.sounds import Sounds
from zhichi.search.tokens import RUN, folded, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.search.lexicon import Lexicon

LONGEST = 100  # characters of a question that are looked at
SHORTEST_WORD = 4  # letters; a shorter one is near to too many others
MOST_WORDS = 5  # a longer question is a sentence: it is understood in spite of a slip, and has many words to mistake
TWO_FAULTS = 7  # letters from which on two faults are forgiven


def guesses(query: str, lexicon: Lexicon) -> Iterator[str]:
    """Questions that may have been meant, likely ones first; each differs from `query`."""
    text = folded(clean(query[:LONGEST]))
    if len(text.split()) > MOST_WORDS:
        return
    by_sound = _corrected(text, lexicon, is_sound_first=True)
    by_spelling = _corrected(text, lexicon, is_sound_first=False)
    yield from (guess for guess in dict.fromkeys((by_spelling, by_sound)) if guess != text)


def _corrected(text: str, lexicon: Lexicon, *, is_sound_first: bool) -> str:
    parts, place = [], 0
    for match in RUN.finditer(text):
        parts.append(text[place : match.start()])
        parts.append(
            _han(match[0], lexicon) if match["han"] else _word(match[0], lexicon, is_sound_first=is_sound_first)
        )
        place = match.end()
    return "".join([*parts, text[place:]])


def _han(run: str, lexicon: Lexicon) -> str:
    if len(run) < 2 or all(run[place : place + 2] in lexicon.holders for place in range(len(run) - 1)):
        return run
    found = _sounds(lexicon).of_characters(run)
    return run if found is None else found


def _word(word: str, lexicon: Lexicon, *, is_sound_first: bool) -> str:
    if len(word) < SHORTEST_WORD or not (word.isascii() and word.isalpha()):
        return word
    if word in lexicon.holders or stem_of(word) in lexicon.holders:  # another form of a word that is there
        return word
    spelt, heard = _spelt(word, lexicon), _sounds(lexicon).of_letters(word)
    return (heard or spelt or word) if is_sound_first else (spelt or heard or word)


def _spelt(word: str, lexicon: Lexicon) -> str | None:
    """The most frequent of the nearest words."""
    most = 2 if len(word) >= TWO_FAULTS else 1
    from rapidfuzz import process  # noqa: PLC0415 – four megabytes, for questions that nothing answers
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    near = process.extract(word, _words(lexicon), scorer=OSA.distance, score_cutoff=most, limit=5)
    return min(near, key=lambda one: (one[1], -lexicon.holders[one[0]]))[0] if near else None


@lru_cache(1)
def _words(lexicon: Lexicon) -> list[str]:
    return [word for word in lexicon.holders if len(word) >= SHORTEST_WORD and word.isascii() and word.isalpha()]


@lru_cache(1)
def _sounds(lexicon: Lexicon) -> Sounds:
    return Sounds(lexicon.holders)
