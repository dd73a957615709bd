"""What parts bring: kinds of clock, and conditions of service levels. Tickets bring response, solution, progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from zhichi.sla.models import Clock
    from zhichi.sla.plain import OpenClock


@dataclass(frozen=True)
class ClockKind:
    """One kind of promise. `label` names it in full, `short` in a chip; both are translated lazily."""

    code: str  # "response"
    label: Any
    short: Any
    clause: str
    order: int
    handbook_target: Callable[[str], timedelta] | None = None  # by urgency; none: service levels do not set it
    policies: Sequence[str] = ()  # the numbers of the handbook that the target is read from


clock_kinds: Registry[ClockKind] = Registry("kind of clock")


@dataclass(frozen=True)
class Objects:
    """A kind of object ("ticket") whose row shows its clocks.

    `hold(streams)` locks those that nobody holds, and gives by stream what `keep` will want to know of each;
    `keep(held, clocks)` writes what the row of each shows, from all its open clocks by stream.
    """

    hold: Callable[[Sequence[str]], Mapping[str, Any]]
    keep: Callable[[Mapping[str, Any], Mapping[str, Sequence[OpenClock]]], None]


_objects: Registry[Objects] = Registry("objects of clocks")


def register_objects(kind: str, objects: Objects) -> None:
    """Add a kind of object that must be locked before its clocks are; raises DuplicateName when it is taken."""
    _objects.add(kind, objects)


def hold(streams: Iterable[str]) -> dict[str, Any]:
    """Lock what these clocks are about, in the order in which deeds do; without those that somebody works on now."""
    held: dict[str, Any] = {}
    for kind, some in _by_kind(streams).items():
        objects = _objects.find(kind)
        held |= dict.fromkeys(some) if objects is None else objects.hold(some)
    return held


def keep(held: Mapping[str, Any], clocks: Mapping[str, Sequence[OpenClock]]) -> None:
    """Let held objects show these clocks, which are all that are open of each."""
    for kind, some in _by_kind(clocks).items():
        objects = _objects.find(kind)
        if objects is not None:
            objects.keep(held, {stream: clocks[stream] for stream in some})


def _by_kind(streams: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for stream in dict.fromkeys(streams):
        found.setdefault(stream.partition(":")[0], []).append(stream)
    return found


@dataclass(frozen=True)
class Step:
    """One batch of objects that were looked at anew: the last key, how many there were and how many changed."""

    last: int
    looked: int
    changed: int


@dataclass(frozen=True)
class Prospect:
    """An open clock, and the target and calendar that the rules would give it now."""

    clock: Clock
    target: timedelta
    calendar_id: int | None


Follow = Callable[[int, datetime | None, datetime], Step]


@dataclass(frozen=True)
class Follower:
    """A part whose promises follow the handbook and the calendars that are assigned.

    `follow(after, since, at)` settles the next batch of objects behind a key, in a transaction of its own, those that
    changed after `since` where it is given; `look(limit, at)` gives the running clocks with what would be promised.
    """

    follow: Follow
    look: Callable[[int, datetime], Iterable[Prospect]]


followers: Registry[Follower] = Registry("follower of the handbook")


def register_follower(name: str, follower: Follower) -> None:
    """Add a part whose promises follow; raises DuplicateName when the name is taken."""
    followers.add(name, follower)


def register_clock(kind: ClockKind) -> None:
    """Add a kind of clock; raises DuplicateName when its code is taken."""
    clock_kinds.add(kind.code, kind)


def label_of(code: str) -> str:
    """What people call a kind of clock; the code itself when this version does not know it."""
    kind = clock_kinds.find(code)
    return str(kind.label) if kind else code


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Something that a service level may ask about a request. `label` is lazy text.

    `names(values)` gives the words for values, in order, unknown ones left out; `choices()` all that can be chosen. A
    condition with too many to show has `find` instead of choices: it gives the value for typed text, or raises a
    DomainError; `options_url` names the address that suggests while typing.
    """

    code: str
    label: Any
    order: int
    names: Callable[[Iterable[str]], Mapping[str, str]]
    choices: Callable[[], Mapping[str, str]] | None = None
    find: Callable[[Any, str], str] | None = None
    options_url: str = ""


conditions: Registry[Condition] = Registry("condition of service levels")


def register_condition(condition: Condition) -> None:
    """Add a condition; raises DuplicateName when its code is taken."""
    conditions.add(condition.code, condition)


def conditions_in_order() -> list[Condition]:
    """The conditions as pages list them."""
    return sorted(conditions.values(), key=lambda item: item.order)


def policies_of_targets() -> set[str]:
    """The numbers of the handbook that targets are read from."""
    return {key for kind in clock_kinds.values() for key in kind.policies}


def promised_kinds() -> list[ClockKind]:
    """The kinds of clock whose targets service levels set, in order."""
    kinds = [kind for kind in clock_kinds.values() if kind.handbook_target is not None]
    return sorted(kinds, key=lambda kind: kind.order)
