"""The kinds of clock: tickets bring response, solution and progress; other parts add theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from zhichi.core.registry import Registry


@dataclass(frozen=True)
class ClockKind:
    """One kind of promise. `label` names it in full, `short` in a chip; both are translated lazily."""

    code: str  # "response"
    label: Any
    short: Any
    clause: str
    order: int


clock_kinds: Registry[ClockKind] = Registry("kind of clock")


Hold = Callable[[Sequence[str]], set[str]]
_holds: Registry[Hold] = Registry("hold of objects")


def register_hold(kind: str, hold: Hold) -> None:
    """Let `hold` lock objects of a kind ("ticket") before their clocks are: those that nobody holds, by stream."""
    _holds.add(kind, hold)


def hold(streams: Iterable[str]) -> list[str]:
    """Lock what these clocks are about, in the order in which deeds do; without those that somebody works on now."""
    by_kind: dict[str, list[str]] = {}
    for stream in dict.fromkeys(streams):
        by_kind.setdefault(stream.partition(":")[0], []).append(stream)
    held: list[str] = []
    for kind, some in by_kind.items():
        lock = _holds.find(kind)
        held += some if lock is None else sorted(lock(some))
    return held


def register_clock(kind: ClockKind) -> None:
    """Add a kind of clock; raises DuplicateName when its code is taken."""
    clock_kinds.add(kind.code, kind)


def label_of(code: str) -> str:
    """What people call a kind of clock; the code itself when this version does not know it."""
    kind = clock_kinds.find(code)
    return str(kind.label) if kind else code
