"""Kinds of things that can be found, filled by the parts that own them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Document:
    """The text of one object, or of that part of it which one audience may read.

    `visibility` "public" may be found by customers whom the kind lets see the object; anything else ("staff") by staff
    only. An object may have one document for each visibility. `at` (aware) is the date that questions are narrowed by;
    `facets` are short codes ({"state": "open"}), in lower case.
    """

    kind: str
    object_id: int
    title: str
    text: str
    language: str = ""
    visibility: str = "staff"
    at: datetime | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """A word about a hit, as a chip: `tone` is "ok", "accent", "note", "warn", "line" or empty."""

    text: str
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class SearchRow:
    """How a hit is shown: all plain text."""

    title: str
    subtitle: str
    url: str
    icon: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind. `visible(user)` narrows to what the user may find, `load(ids, user)` makes rows to show.

    `visible` gives None for everything, a Q over `object_id` and `visibility`, or a queryset of object ids
    (`.values("pk")`, not cut) that becomes a sub-query. `load` checks rights again and leaves out what the user may not
    see. `documents(ids)` makes the documents of objects, `ids(after, size)` gives the next ids above `after`, in order.
    `label` (lazy text) is what the search page calls the kind. `variants(ids)` gives for each object that may exist in
    several languages the name of its family and its language: of a family one hit is shown.
    """

    name: str
    visible: Callable[[Any], Any]
    load: Callable[[Sequence[int], Any], dict[int, SearchRow]]
    documents: Callable[[Sequence[int]], list[Document]] | None = None
    ids: Callable[[int, int], list[int]] | None = None
    label: Any = ""
    variants: Callable[[Sequence[int]], dict[int, tuple[str, str]]] | None = None


kinds: Registry[Kind] = Registry("search kind")


def kind(
    name: str,
    *,
    visible: Callable[[Any], Any],
    load: Callable[[Sequence[int], Any], dict[int, SearchRow]],
    documents: Callable[[Sequence[int]], list[Document]] | None = None,
    ids: Callable[[int, int], list[int]] | None = None,
    label: Any = "",
    variants: Callable[[Sequence[int]], dict[int, tuple[str, str]]] | None = None,
) -> Kind:
    """Register a kind; raises DuplicateName when its name is taken. To be rebuilt it needs `documents` and `ids`."""
    return kinds.add(name, Kind(name, visible, load, documents, ids, label, variants))
