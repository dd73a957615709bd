"""Finds forbidden words (禁用语) in a text as a reader would: pure text work, without Django.

Chinese: width, case and traditional forms do not matter; spaces, punctuation and invisible characters inside a word do
not hide it. A warning stops at the end of a sentence, because harmless words of
two sentences would meet there; a word that blocks is found across it. No word reaches over the end of a line.
Latin words are found whole only. The longest word wins, and what lies inside an exception is no hit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from zhichi.core.texts import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

END_OF_SENTENCE = frozenset("。!?;…")  # folded: ！？； have become ASCII
END_OF_LINE = frozenset("\n\r\u2028\u2029\x0b\x0c\x85")
APOSTROPHES = str.maketrans("’‘ʼ＇`´", "''''''")
FILLERS = frozenset("\u115f\u1160")  # Hangul letters that show nothing; the other fillers fold to the second
UNSEEN = frozenset({"Cf", "Mn", "Me", "Lo"})  # a filler is Lo; no other Lo gets as far as being asked
QUOTE_MARKS = (">", "＞", "|", "｜")
SEPARATED = re.compile(
    r"^\s*-{2,}\s*(original message|原始邮件|原邮件|回复的原邮件|转发邮件|forwarded message)\s*-{2,}\s*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Listed:
    """A word of the list. `blocks`: a reason is asked for, else it is a warning."""

    key: int
    text: str
    blocks: bool = False
    instead: str = ""
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A word found at text[start:end]."""

    start: int
    end: int
    word: Listed

    def raw(self, text: str) -> str:
        """What stands in the text."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class _Letter:
    folded: str
    at: int  # where it stands in the text
    is_after_sentence: bool  # the end of a sentence lies between it and the letter before
    is_after_line: bool
    is_after_gap: bool  # anything at all lies between


class Matcher:
    """A list of words made ready; use `matcher_of`, which remembers it."""

    def __init__(self, words: Iterable[Listed]) -> None:
        self._words: dict[str, list[tuple[str, Listed]]] = {}
        self._exceptions: dict[str, list[str]] = {}
        for word in words:
            folded = essence(word.text)
            if folded:
                self._words.setdefault(folded[0], []).append((folded, word))
            for exception in filter(None, map(essence, word.exceptions)):
                self._exceptions.setdefault(exception[0], []).append(exception)
        for group in self._words.values():
            group.sort(key=lambda pair: (-len(pair[0]), pair[1].key))

    def find(self, text: str) -> list[Hit]:
        """The hits in order, none overlapping another; the longest word at each place."""
        letters = list(_letters(text))
        spared = self._spared(letters)
        hits: list[Hit] = []
        place = 0
        while place < len(letters):
            found = self._longest(letters, place, spared)
            if found is None:
                place += 1
                continue
            folded, word = found
            last = place + _length(folded) - 1
            hits.append(Hit(letters[place].at, letters[last].at + 1, word))
            place = last + 1
        return hits

    def _longest(self, letters: Sequence[_Letter], place: int, spared: Sequence[int]) -> tuple[str, Listed] | None:
        for folded, word in self._words.get(letters[place].folded, ()):
            if _stands_at(folded, letters, place, across=word.blocks) and place + _length(folded) > spared[place]:
                return folded, word
        return None

    def _spared(self, letters: Sequence[_Letter]) -> list[int]:
        """For each letter, up to which letter an exception covers it (0: none does)."""
        covered = [0] * len(letters)
        for place, letter in enumerate(letters):
            for exception in self._exceptions.get(letter.folded, ()):
                if _stands_at(exception, letters, place, across=False):
                    end = place + _length(exception)
                    covered[place:end] = [max(end, old) for old in covered[place:end]]
        return covered


@lru_cache(8)
def matcher_of(words: tuple[Listed, ...]) -> Matcher:
    """The matcher for a list; the same list is prepared once."""
    return Matcher(words)


def essence(text: str) -> str:
    """What of a word is compared: folded letters and digits, Latin ones with single blanks between words."""
    return "".join(_spaced(list(_letters(text))))


def own_words(text: str) -> str:
    """The text with quoted lines blanked out, place for place: those begun by ">", and all below a quoted mail."""
    kept, is_quoted = [], False
    for line in text.splitlines(keepends=True):
        is_quoted = is_quoted or SEPARATED.match(line.strip("\r\n")) is not None
        hidden = is_quoted or line.lstrip().startswith(QUOTE_MARKS)
        kept.append(re.sub(r"[^\r\n]", " ", line) if hidden else line)
    return "".join(kept)


def without_citations(text: str, said: Iterable[str], hits: Sequence[Hit]) -> list[Hit]:
    """The hits that are not the customer's own words cited between quotation marks."""
    heard = ["".join(letter.folded for letter in _letters(words)) for words in said]
    cited = [
        found.span()
        for found in re.finditer(r"“[^”\n]{1,500}”|「[^」\n]{1,500}」|\"[^\"\n]{1,500}\"", text)
        if (told := "".join(letter.folded for letter in _letters(found[0][1:-1]))) and any(told in one for one in heard)
    ]
    return [hit for hit in hits if not any(start <= hit.start and hit.end <= end for start, end in cited)]


def _spaced(letters: Sequence[_Letter]) -> Iterator[str]:
    for number, letter in enumerate(letters):
        if number and letter.is_after_gap and _is_latin(letter.folded) and _is_latin(letters[number - 1].folded):
            yield " "
        yield letter.folded


def _stands_at(folded: str, letters: Sequence[_Letter], place: int, *, across: bool) -> bool:
    """Whether the word stands at this letter, whole where it begins or ends with Latin."""
    at = place
    gap_wanted = False
    for number, wanted in enumerate(folded):
        if wanted == " ":
            gap_wanted = True
            continue
        if at >= len(letters) or letters[at].folded != wanted:
            return False
        if number and not _joins(letters[at], letters[at - 1], gap_wanted=gap_wanted, across=across):
            return False
        gap_wanted = False
        at += 1
    return _is_whole(letters, place, at)


def _joins(letter: _Letter, before: _Letter, *, gap_wanted: bool, across: bool) -> bool:
    if letter.is_after_line or (letter.is_after_sentence and not across):
        return False
    both_latin = _is_latin(letter.folded) and _is_latin(before.folded)
    return not both_latin or letter.is_after_gap == gap_wanted


def _is_whole(letters: Sequence[_Letter], start: int, end: int) -> bool:
    def touches(left: int, right: int) -> bool:
        if left < 0 or right >= len(letters) or letters[right].is_after_gap:
            return False
        return _is_latin(letters[left].folded) and _is_latin(letters[right].folded)

    return not touches(start - 1, start) and not touches(end - 1, end)


def _length(folded: str) -> int:
    """How many letters a word has, the blanks between Latin words apart."""
    return len(folded) - folded.count(" ")


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and unicodedata.category(letter) != "Lo"


def _letters(text: str) -> Iterator[_Letter]:
    """The letters and digits of a text, folded, each with its place and what lies before it."""
    sentence = line = gap = False
    for at, raw in enumerate(text):
        if raw in END_OF_LINE:
            line = gap = True
            continue
        for char, is_letter, is_seen in _folded(raw):
            if is_letter:
                yield _Letter(char, at, sentence, line, gap)
                sentence = line = gap = False
            elif is_seen:
                gap = True
                sentence = sentence or char in END_OF_SENTENCE


@lru_cache(16_384)
def _folded(raw: str) -> tuple[tuple[str, bool, bool], ...]:
    """What a character is compared as: each character of it, whether it is a letter or digit, whether it is seen."""
    plain = unicodedata.normalize("NFKC", raw.translate(APOSTROPHES)).casefold()
    return tuple(
        (simplified(char), char.isalnum() and char not in FILLERS, unicodedata.category(char) not in UNSEEN)
        for char in plain
    )
