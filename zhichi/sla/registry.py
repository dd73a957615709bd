"""The kinds of clock: tickets bring response, solution and progress; other parts add theirs."""

from __future__ import annotations

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


def register_clock(kind: ClockKind) -> None:
    """Add a kind of clock; raises DuplicateName when its code is taken."""
    clock_kinds.add(kind.code, kind)


def label_of(code: str) -> str:
    """What people call a kind of clock; the code itself when this version does not know it."""
    kind = clock_kinds.find(code)
    return str(kind.label) if kind else code
