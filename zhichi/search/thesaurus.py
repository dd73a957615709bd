"""Synonyms as each process remembers them: words that stand for each other in questions, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhichi.core.remembered import Remembered
from zhichi.search.models import SynonymGroup
from zhichi.search.tokens import HAN, folded, stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REMEMBERED_SECONDS = 60.0
MOST = 8  # other wordings of one term
_BLANKS = re.compile(r"[ \t]+")
_ALL_HAN = re.compile(f"[{HAN}]+")


class Thesaurus:
    """Groups of words that mean the same."""

    def __init__(self, groups: Sequence[Sequence[str]] = ()) -> None:
        self._others: dict[str, list[str]] = {}
        for group in groups:
            words = list(dict.fromkeys(filter(None, (" ".join(folded(word).split()) for word in group))))
            for word in words:
                known = self._others.setdefault(_key(word), [])
                known.extend(other for other in words if other != word and other not in known)
        several = sorted((word for word in self._others if _is_several(word)), key=len, reverse=True)
        han = sorted((word for word in self._others if _ALL_HAN.fullmatch(word)), key=len, reverse=True)
        choices = "|".join(map(re.escape, several))
        self._several = re.compile(f"(?<![a-z0-9])(?:{choices})(?![a-z0-9])") if several else None
        self._han = re.compile("|".join(map(re.escape, han))) if han else None

    def __bool__(self) -> bool:
        return bool(self._others)

    def take_several(self, text: str) -> tuple[str, list[str]]:
        """A folded text without the synonyms of several words in it, and those synonyms."""
        if self._several is None:
            return text, []
        text = _BLANKS.sub(" ", text)
        return self._several.sub("\n", text), list(dict.fromkeys(self._several.findall(text)))

    def words(self, word: str) -> list[tuple[str, str]]:
        """Other wordings of a folded Latin word, of a code or of several words, in the same form."""
        return [(other, other) for other in self._others.get(_key(word), [])[:MOST]]

    def han(self, run: str) -> list[tuple[str, str]]:
        """Other wordings of a run of Han characters, and the synonym in each: 重置口令 gives (重置密码, 密码)."""
        found = [(word, word) for word in self._others.get(run, [])]
        for match in self._han.finditer(run) if self._han else ():
            if match[0] == run:
                continue
            fitting = (one for one in self._others[match[0]] if _ALL_HAN.fullmatch(one) and one not in run)
            found += [(run[: match.start()] + one + run[match.end() :], one) for one in fitting]
        return list(dict.fromkeys(found))[:MOST]

    def rewritten(self, text: str, knows: Callable[[str], bool]) -> str:
        """A folded text whose Chinese words that are nowhere in the index are replaced by synonyms that are."""

        def replaced(match: re.Match[str]) -> str:
            if _is_known(match[0], knows):
                return match[0]
            fitting = (one for one in self._others[match[0]] if _ALL_HAN.fullmatch(one) and _is_known(one, knows))
            return next(fitting, match[0])

        return self._han.sub(replaced, text) if self._han else text


def current() -> Thesaurus:
    """The synonyms in force, at most a minute old; one small query a minute."""
    return _in_force()


def forget() -> None:
    """Look again at the next question."""
    _in_force.forget()


def _read() -> Thesaurus:
    return Thesaurus(list(SynonymGroup.objects.filter(is_active=True).order_by("pk").values_list("words", flat=True)))


_in_force = Remembered(_read, seconds=REMEMBERED_SECONDS)


def _is_known(word: str, knows: Callable[[str], bool]) -> bool:
    return all(knows(word[place : place + 2]) for place in range(max(1, len(word) - 1)))


def _key(word: str) -> str:
    return stem_of(word) if word.isascii() and word.isalpha() else word


def _is_several(word: str) -> bool:
    return " " in word or (not word.isascii() and _ALL_HAN.fullmatch(word) is None)
