"""Kinds of sources: each is one module in `kinds/` that registers itself; nothing else names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from zhichi.core.registry import Registry

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    """One thing that a source of a kind is told. `type`: text, lines, number, flag, secret, choice. Labels are lazy."""

    code: str
    label: Any
    hint: Any = ""
    type: str = "text"
    is_required: bool = False
    default: Any = ""
    minimum: int = 0
    maximum: int = 10_000
    choices: tuple[tuple[str, Any], ...] = ()


Loader = Callable[[str], "Picture | None"]


@dataclass(frozen=True)
class Picture:
    """A picture of a page."""

    name: str
    content: bytes


def no_picture(_address: str) -> Picture | None:
    """For sources without pictures."""
    return None


def no_target(_address: str) -> str | None:
    """For sources whose links lead to the web, and stay as they are."""
    return None


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page, file or row as it came. `external_id` names it at the source for ever; `html` is not yet made harmless.

    `address` is shown to people, and linked when it begins with http. `traits` are kept for the next reading (ETag).
    `target(href)` says which one of the source a link means: its identity, "" for none that is read, None for the web.
    """

    external_id: str
    title: str
    html: str
    address: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    traits: Values = field(default_factory=dict)
    load: Loader = no_picture
    target: Callable[[str], str | None] = no_target


@dataclass(frozen=True)
class Same:
    """The source itself says that this one is as it was."""

    external_id: str


@dataclass(frozen=True)
class Failed:
    """One that could not be read, with the reason in words."""

    external_id: str
    words: str
    address: str = ""


Read = Found | Same | Failed


class Reading(Protocol):
    """What a kind is given: the options of the source, what is known of its items, how to tell how far it is."""

    options: Values

    def traits_of(self, external_id: str) -> Values:
        """What was kept of an item the last time; empty for a new one."""

    def show(self, done: int, total: int) -> None:
        """So much is done. Raises Cancelled once somebody asked to stop."""

    def leave_rest(self, words: str) -> None:
        """Not all of the source was looked at, and why: whatever was not seen is not taken for gone."""

    def pause(self, seconds: float) -> None:
        """Wait between two questions to the same server. Raises Cancelled."""


@dataclass(frozen=True)
class SourceKind:
    """A kind of source. `read` raises DomainError where the source as a whole cannot be read.

    `lists_all`: what is not among the items any more is gone. A feed lists only the newest. `again` reads one once more
    in the same run, whose links lead to what came after it.
    """

    code: str
    label: Any
    hint: Any
    icon: str
    options: tuple[Option, ...]
    read: Callable[[Reading], Iterator[Read]]
    place: Callable[[Values], str]
    check: Callable[[Values], Mapping[str, str]] = lambda _options: {}
    lists_all: bool = True
    again: Callable[[Reading, str], Read] | None = None
    order: int = 100

    def option(self, code: str) -> Option | None:
        """The option with this code."""
        return next((one for one in self.options if one.code == code), None)


kinds: Registry[SourceKind] = Registry("kind of source")


def register_kind(kind: SourceKind) -> SourceKind:
    """Add a kind; raises DuplicateName when its code is taken."""
    return kinds.add(kind.code, kind)


def ordered_kinds() -> list[SourceKind]:
    """All kinds in the order of the form."""
    return sorted(kinds.values(), key=lambda kind: (kind.order, kind.code))
