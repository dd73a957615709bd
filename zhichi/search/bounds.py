"""What a person may see, and what was chosen beside the words: conditions of the same query."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from zhichi.search import registry
from zhichi.search.matching import Phrase
from zhichi.search.tokens import facet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.search.matching import AnyOf
    from zhichi.search.registry import Kind

PUBLIC = "public"
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Narrowed:
    """What was chosen beside the words: `since` and `until` are days (UTC), both included; facets by name."""

    since: date | None = None
    until: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


EVERYTHING = Narrowed()


@dataclass(frozen=True)
class Bounds:
    """What a person may see and has chosen; `facets` are tokens. `is_limited`: probably not the better part of it."""

    visible: Q
    facets: tuple[str, ...] = ()
    is_limited: bool = False

    @property
    def needs(self) -> tuple[AnyOf, ...]:
        """The facets as parts of a question."""
        return tuple((Phrase((token,)),) for token in self.facets)


def bounds_of(user: Any, kinds: Sequence[str], narrowed: Narrowed) -> Bounds | None:
    """What `user` may see of these kinds, all if none is named; None for nothing. Raises ValueError for a bad facet."""
    chosen = [kind for name, kind in registry.kinds.items() if not kinds or name in kinds]
    facets = tuple(facet(name, value) for name, value in narrowed.facets.items())
    is_staff = bool(getattr(user, "is_staff_member", False))
    visible, is_limited = None, not is_staff or narrowed != EVERYTHING
    for kind in chosen:
        seen = kind.visible(user)
        is_limited = is_limited or seen is not None
        one = _condition(kind, seen) if is_staff else _condition(kind, seen) & Q(visibility=PUBLIC)
        visible = one if visible is None else visible | one
    return None if visible is None else Bounds(visible & _days(narrowed), facets, is_limited)


def _condition(kind: Kind, seen: Any) -> Q:
    of_kind = Q(kind=kind.name)
    if seen is None:
        return of_kind
    if isinstance(seen, Q):
        return of_kind & seen
    # Asked for each match instead of making a list of all that the user may see: matches are few, tickets many.
    return of_kind & Q(Exists(seen.filter(**{seen._fields[0]: OuterRef("object_id")})))


def _days(narrowed: Narrowed) -> Q:
    days = Q()
    if narrowed.since is not None:
        days &= Q(day__gte=narrowed.since.toordinal() - EPOCH)
    if narrowed.until is not None:
        days &= Q(day__lte=narrowed.until.toordinal() - EPOCH)
    return days
