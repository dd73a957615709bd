"""A person whose data is erased (3.4.3, 5.1.1), and how the data is found and blanked in texts. Pure Python."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from zhichi.core.actors import Actor

# Stored, so in both languages: nobody's language is known when a row is read.
NOBODY = "已删除的个人 / Erased person"
GONE = "内容已按法律要求删除 / content erased by law"
BLANK = "[已删除 / erased]"
NO_ADDRESS = "erased@erased.invalid"
SHORTEST_NAME, SHORTEST_NUMBER = 2, 6
TAIL, COUNTRY = 8, 3  # digits of a number without its codes; of the longest code of a country


@dataclass(frozen=True)
class Person:
    """All that the product knows a customer by: the contact and those merged into it, accounts, names, ways to reach.

    `addresses` are in lower case, `phones` in E.164 ("+8613800138000").
    """

    contacts: tuple[int, ...]
    accounts: tuple[int, ...]
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    phones: tuple[str, ...]
    streams: frozenset[str] = frozenset()  # of everything that the person has to do with

    @cached_property
    def ways(self) -> re.Pattern[str]:
        """Finds addresses and phone numbers: what belongs to this person and nobody else."""
        parts = [rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)" for address in _longest_first(self.addresses)]
        numbers = [_number(phone, len(phone) - 1 - COUNTRY) for phone in _longest_first(self.phones)]
        return _pattern([*parts, *numbers])

    @cached_property
    def mentions(self) -> re.Pattern[str]:
        """Finds names and short numbers too: only for what is about this person, as others may have the same."""
        names = [name for name in self.names if len(name) >= SHORTEST_NAME]
        short = [_number(phone, TAIL) for phone in _longest_first(self.phones)]
        return _pattern([self.ways.pattern, *short, *map(_word, _longest_first(names))])

    def is_in(self, value: Any) -> bool:
        """Whether plain data (texts, lists, mappings) names this person."""
        return any(self.mentions.search(text) for text in _texts(value))

    def is_reached_in(self, value: Any) -> bool:
        """Whether plain data holds an address or a phone number of this person."""
        return any(self.ways.search(text) for text in _texts(value))

    def blank(self, value: Any) -> Any:
        """Plain data with all that names this person replaced."""
        if isinstance(value, str):
            return self.mentions.sub(BLANK, value)
        if isinstance(value, dict):
            return {self.blank(key): self.blank(item) for key, item in value.items()}
        return [self.blank(item) for item in value] if isinstance(value, list | tuple) else value

    def blank_fields(self, row: Any, names: Iterable[str]) -> list[str]:
        """Blank columns of a row where they name this person; which ones changed. The caller saves them."""
        changed = []
        for name in names:
            before = getattr(row, name)
            after = self.blank(before)
            if after != before:
                limit = getattr(row._meta.get_field(name), "max_length", None)
                setattr(row, name, after[:limit] if isinstance(after, str) and limit else after)
                changed.append(name)
        return changed


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if word}, key=len, reverse=True)


def _pattern(parts: list[str]) -> re.Pattern[str]:
    wanted = [part for part in parts if part]
    return re.compile("|".join(wanted) if wanted else r"(?!)", re.IGNORECASE)


def _word(name: str) -> str:
    """A name; in letters that make words by blanks, only as a word of its own: Chinese has no such ends."""
    before, after = r"(?<!\w)" if name[0].isascii() else "", r"(?!\w)" if name[-1].isascii() else ""
    return f"{before}{re.escape(name)}{after}"


def _number(phone: str, least: int) -> str:
    """A phone number as people type it, with or without the codes before its last `least` digits."""
    digits = [sign for sign in phone if sign.isdigit()]
    least = max(least, SHORTEST_NUMBER)
    tail = r"[\s-]?".join(digits[-least:])
    lead = "".join(rf"(?:{digit}[\s-]?)?" for digit in digits[:-least])
    return rf"(?<!\d)\+?{lead}0?{tail}(?!\d)"


@dataclass
class Outcome:
    """What one part erased: counts by kind, files that must go, and (field, id) that name events proving what changed.

    An event goes with its content when its data holds one of `facts`: ("message_id", 12).
    """

    counts: list[tuple[StrOrPromise, int]] = field(default_factory=list)
    files: set[int] = field(default_factory=set)
    facts: set[tuple[str, int]] = field(default_factory=set)

    def add(self, label: StrOrPromise, count: int) -> None:
        """Count a kind; none of it is not worth a line."""
        if count:
            self.counts.append((label, count))

    def take(self, *attachments: int | None) -> None:
        """These files go, of those that there are."""
        self.files |= {key for key in attachments if key is not None}


@dataclass(frozen=True)
class Eraser:
    """What one part holds of a person. All callables query; `erase` writes in the caller's transaction.

    `streams` are those of objects that the person has to do with: their events are looked through for names, and a
    legal hold on one of them forbids the erasure. Of `own` streams every content goes. `codes` are event types whose
    content goes wherever it stands in `streams`. `obstacles` are what must be settled first, as (words, address).
    `stays` says what the part keeps, in words for people. `named_in` finds what the house wrote for itself and names
    the person, as (words, address): a reader decides what becomes of it, since others may have the same name.
    """

    name: str
    label: StrOrPromise
    erase: Callable[[Person, Actor, datetime], Outcome] = lambda _person, _by, _at: Outcome()
    streams: Callable[[Person], set[str]] = lambda _person: set()
    own: Callable[[Person], set[str]] = lambda _person: set()
    codes: frozenset[str] = frozenset()
    obstacles: Callable[[Person], list[tuple[str, str]]] = lambda _person: []
    stays: tuple[StrOrPromise, ...] = ()
    named_in: Callable[[Person], list[tuple[str, str]]] = lambda _person: []
