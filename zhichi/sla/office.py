"""By which calendar a promise runs. Remembered for seconds: a list of tickets asks for the same few again and again."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import time as clock_time
from typing import TYPE_CHECKING

from zhichi.calendars import selectors as calendars
from zhichi.core.remembered import Remembered
from zhichi.worktime import WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from zhichi.calendars.registry import Assignment

AROUND_THE_CLOCK = WorkCalendar("UTC", {day: [(clock_time(0), clock_time(0))] for day in range(7)})
KEEP_SECONDS = 5.0  # as long as another process may still reckon by what has just been changed; the worker mends it


@dataclass
class _Known:
    """What this process knows of calendars; those asked for are added."""

    company: int | None
    teams: dict[int, int]
    calendars: dict[int, tuple[WorkCalendar, UUID]] = field(default_factory=dict)


_supposed: ContextVar[Assignment | None] = ContextVar("supposed calendars", default=None)


def forget() -> None:
    """Drop what this process remembers."""
    _known.forget()


def calendar_id_for(team_id: int) -> int | None:
    """The calendar by which the promises of a team's tickets run: its own, the company's, or none: around the clock."""
    known, supposed = _known(), _supposed.get()
    if supposed is None:
        return known.teams.get(team_id, known.company)
    return supposed.of(team_id, known.teams.get(team_id), known.company)


@contextmanager
def supposing(assignment: Assignment) -> Iterator[None]:
    """Let `calendar_id_for` answer as if calendars were assigned so, inside the block and for nobody but the caller."""
    token = _supposed.set(assignment)
    try:
        yield
    finally:
        _supposed.reset(token)


def calendar_of(calendar_id: int | None) -> WorkCalendar:
    """The working calendar with this id; none means around the clock."""
    return AROUND_THE_CLOCK if calendar_id is None else _calendar(calendar_id)[0]


def revision_of(calendar_id: int | None) -> UUID | None:
    """Which state of the calendar `calendar_of` answers by; None for around the clock, which never changes."""
    return None if calendar_id is None else _calendar(calendar_id)[1]


def _calendar(calendar_id: int) -> tuple[WorkCalendar, UUID]:
    known = _known()
    if calendar_id not in known.calendars:
        known.calendars[calendar_id] = calendars.work_calendar_with_revision(calendar_id)
    return known.calendars[calendar_id]


def _read() -> _Known:
    company = calendars.default_calendar()
    return _Known(company=company.pk if company else None, teams=calendars.team_calendar_ids())


_known = Remembered(_read, seconds=KEEP_SECONDS)
