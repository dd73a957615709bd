"""How many objects hold every word, by kind and by facet, so that who narrows knows what is left (6.3.1).

Counted are the candidates of the answer, under the same rights: exactly where those are all, else at least so many. A
choice does not count against itself: kinds are counted as if none were chosen, and so is each facet.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from zhichi.search import lexicon
from zhichi.search.bounds import bounds_of
from zhichi.search.candidates import MOST, Gathered, newest_holding_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.search.asking import Asked
    from zhichi.search.bounds import Narrowed

TELLING = MOST // 2  # candidates of a kind that need no count of their own


class Count(NamedTuple):
    """`number` objects; `is_more`: there may be more than that."""

    number: int
    is_more: bool

    def __str__(self) -> str:
        return f"{self.number}+" if self.is_more else str(self.number)


@dataclass(frozen=True)
class Counted:
    """What is to be counted: the kinds among which one may be chosen, and facets by name."""

    kinds: tuple[str, ...]
    facets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counts:
    """By kind, and by facet name and value. A facet's value that is missing has none, or is not known to have any."""

    kinds: Mapping[str, Count] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)


@dataclass(frozen=True)
class Counting:
    """One question of one asker; `gathered` are the candidates of its answer."""

    asked: Asked
    user: Any
    kinds: tuple[str, ...]
    narrowed: Narrowed
    gathered: Gathered

    def counts(self, counted: Counted) -> Counts:
        """All of it. At most one more search for each choice that was made, and one for each kind that is rare."""
        return Counts(self._by_kind(counted.kinds), {name: self._by_value(name) for name in counted.facets})

    def _by_kind(self, kinds: tuple[str, ...]) -> dict[str, Count]:
        gathered = self.gathered if self.kinds == kinds else self._gather(kinds)
        known = Counter(kind for kind, _key in _objects(gathered))
        found = {}
        for name in kinds:
            one = Count(known[name], not gathered.is_all)
            if one.is_more and one.number < TELLING:
                of_kind = self._gather((name,))
                one = Count(len(_objects(of_kind)), not of_kind.is_all)
            found[name] = one
        return found

    def _by_value(self, name: str) -> dict[str, Count]:
        gathered = self.gathered
        if name in self.narrowed.facets:
            rest = {other: value for other, value in self.narrowed.facets.items() if other != name}
            gathered = self._gather(self.kinds, replace(self.narrowed, facets=rest))
        values = (json.loads(facets).get(name) for facets in _objects(gathered).values())
        known = Counter(value for value in values if value)
        return {value: Count(number, not gathered.is_all) for value, number in known.items()}

    def _gather(self, kinds: tuple[str, ...], narrowed: Narrowed | None = None) -> Gathered:
        bounds = bounds_of(self.user, kinds, narrowed or self.narrowed)
        if bounds is None:
            return Gathered([], is_all=True)
        return newest_holding_all(self.asked, bounds, lexicon.current(), least=TELLING)


def _objects(gathered: Gathered) -> dict[tuple[str, int], str]:
    """Each object once, with its facets: an article may have several documents."""
    return {(row.kind, row.object_id): row.facets for row in gathered.rows}
