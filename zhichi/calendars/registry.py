"""What a changed calendar would move: asked of the parts that reckon by calendars, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhichi.core.registry import Registry
from zhichi.worktime import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Move:
    """One promise that would be due at another time. Times are aware; `stream` names what it is about."""

    stream: str
    what: Any
    before: datetime
    after: datetime
    becomes_late: bool = False
    is_healed: bool = False  # a miss that would be none


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What a change would do: of `looked_at` promises so many move. `moves` are the ones to see first, not all."""

    looked_at: int = 0
    later: int = 0
    earlier: int = 0
    become_late: int = 0
    healed: int = 0
    is_capped: bool = False  # there are more promises than were looked at
    moves: Sequence[Move] = field(default_factory=tuple)

    @property
    def moved(self) -> int:
        """How many move."""
        return self.later + self.earlier


Foresee = Callable[[int, WorkCalendar, datetime], Foreseen]  # id of the calendar, as it would be, the present
foreseers: Registry[Foresee] = Registry("what calendars move")


def register_foresee(name: str, foresee: Foresee) -> None:
    """Add somebody who reckons by calendars; raises DuplicateName when the name is taken."""
    foreseers.add(name, foresee)
