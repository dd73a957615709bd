"""What the parts that reckon by calendars say: what a change would move, and what works by a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Who would work by which calendar: another one for the company, or for a team (None: the company's again)."""

    company: int | None = None  # None: the company's stays
    team: int | None = None
    team_calendar: int | None = None

    def of(self, team_id: int, own: int | None, company: int | None) -> int | None:
        """The calendar of a team that has `own` now, where `company` is the company's now."""
        if team_id == self.team:
            own = self.team_calendar
        return own if own is not None else self.company if self.company is not None else company


ForeseeAssignment = Callable[[Assignment, datetime], Foreseen]
assignment_foreseers: Registry[ForeseeAssignment] = Registry("what assigning calendars moves")
Foresee = Callable[[int, WorkCalendar, datetime], Foreseen]  # id of the calendar, as it would be, the present
foreseers: Registry[Foresee] = Registry("what calendars move")

Uses = Callable[[Iterable[int], datetime], Mapping[int, Sequence[str]]]  # ids of calendars, the present
uses: Registry[Uses] = Registry("what works by calendars")


def register_foresee(name: str, foresee: Foresee) -> None:
    """Add somebody who reckons by calendars; raises DuplicateName when the name is taken."""
    foreseers.add(name, foresee)


def register_foresee_assignment(name: str, foresee: ForeseeAssignment) -> None:
    """Add somebody whose promises run by whatever calendar is assigned; raises DuplicateName when the name is taken."""
    assignment_foreseers.add(name, foresee)


def register_uses(name: str, say: Uses) -> None:
    """Add somebody who knows what else works by calendars; raises DuplicateName when the name is taken."""
    uses.add(name, say)
