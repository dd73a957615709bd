"""Draws a sample that anybody can draw again: pure, and the same on every machine.

For each person the conversations are put in order of SHA-256(seed, person, ticket); the first ones are the sample.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from zhichi.reviews.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Talk:
    """A closed conversation that one person wrote in. Unsolved and late ones are taken for the main author only."""

    ticket: int
    person: int
    is_main: bool
    unsolved: bool
    late: bool


@dataclass(frozen=True)
class Rule:
    """How much is drawn: a share, a least number, and whether all unsolved and all late ones are taken too."""

    percent: int
    minimum: int
    unsolved: bool
    late: bool


def draw(pool: Iterable[Talk], rule: Rule, seed: str) -> list[tuple[Talk, Origin]]:
    """The sample in order of person and ticket, each conversation with why it is in it."""
    chosen: dict[tuple[int, int], tuple[Talk, Origin]] = {}
    by_person: dict[int, list[Talk]] = {}
    for talk in pool:
        by_person.setdefault(talk.person, []).append(talk)
        if talk.is_main and rule.unsolved and talk.unsolved:
            chosen[talk.person, talk.ticket] = (talk, Origin.UNSOLVED)
        elif talk.is_main and rule.late and talk.late:
            chosen[talk.person, talk.ticket] = (talk, Origin.LATE)
    for person, talks in by_person.items():
        wanted = max(rule.minimum, math.ceil(len(talks) * rule.percent / 100))
        shuffled = sorted(talks, key=lambda talk: _lot(seed, person, talk.ticket))
        for talk in shuffled[:wanted]:
            chosen.setdefault((person, talk.ticket), (talk, Origin.CHANCE))
    return [chosen[key] for key in sorted(chosen)]


def _lot(seed: str, person: int, ticket: int) -> str:
    return hashlib.sha256(f"{seed}:{person}:{ticket}".encode()).hexdigest()


def seed_of(week: str, mark: str) -> str:
    """The seed of a week: made from an event of the record that was there already, so that nobody chooses it."""
    return hashlib.sha256(f"{week}:{mark}".encode()).hexdigest()


def to_json(pool: Sequence[Talk]) -> list[dict[str, Any]]:
    """As the drawing's row keeps them."""
    return [asdict(talk) for talk in pool]


def pool_of(rows: Iterable[Mapping[str, Any]]) -> list[Talk]:
    """The pool of a stored drawing."""
    return [Talk(**row) for row in rows]


def rule_of(row: Mapping[str, Any]) -> Rule:
    """The rule of a stored drawing."""
    return Rule(**row)
