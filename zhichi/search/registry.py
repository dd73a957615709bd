"""Kinds of things that can be found, filled by the parts that own them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class SearchRow:
    """How a hit is shown: all plain text."""

    title: str
    subtitle: str
    url: str
    icon: str


@dataclass(frozen=True)
class Kind:
    """One kind. `visible(user)` narrows to what the user may find, `load(ids, user)` makes rows to show.

    `visible` gives None for everything, a Q over `object_id` and `visibility`, or a queryset of
    object ids that becomes a sub-query. `load` checks rights again and leaves out what the user may not see.
    """

    name: str
    visible: Callable[[Any], Any]
    load: Callable[[Sequence[int], Any], dict[int, SearchRow]]


kinds: Registry[Kind] = Registry("search kind")


def kind(
    name: str, *, visible: Callable[[Any], Any], load: Callable[[Sequence[int], Any], dict[int, SearchRow]]
) -> Kind:
    """Register a kind; raises DuplicateName when its name is taken."""
    return kinds.add(name, Kind(name, visible, load))
