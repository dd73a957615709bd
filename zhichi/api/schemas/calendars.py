"""Shapes of calendars: who works by which, the hours of days, and calculations with working time."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import Cleaned, Day, Moment, Ref
from zhichi.calendars.choices import DayKind, EntryState, SourceKind

MOST_SECONDS = 366 * 86_400  # a year of work around the clock


class CalendarOut(Schema):
    """A calendar of working time."""

    id: int
    name: str
    time_zone: str = Field(examples=["Asia/Shanghai"])
    is_default: bool = Field(description="The company's.")
    is_active: bool
    version: int = Field(description="Rises with each change that counts.")
    week: list[list[str]] = Field(
        description="Seven lists, Monday first, of hours in its own zone.", examples=[[["09:00-12:00", "13:00-18:00"]]]
    )
    teams: list[Ref] = Field(description="Those that work by it of their own choice.")


class PeriodQuery(Cleaned):
    """Which days, both included; at most a year of them."""

    first: Day = Field(alias="from", description="First day.")
    last: Day = Field(alias="to", description="Last day.")


class CalendarSpanOut(Schema):
    """Open from `start` until `end`."""

    start: Moment
    end: Moment


class CalendarDayOut(Schema):
    """One date of a calendar, from midnight to midnight in its own zone."""

    date: Day
    kind: Literal["working", "closed", "holiday", "make_up", "hours"] = Field(
        description="working and closed as the week says; the others are dates of their own."
    )
    name: str = Field(description="Of a holiday, a make-up day, a break; else empty.", examples=["国庆节"])
    is_expected: bool = Field(description="A provisional holiday: what the law fixes, before the year's notice is out.")
    spans: list[CalendarSpanOut] = Field(
        description="What is open on it, without breaks; a night shift goes on on the next date."
    )
    working_seconds: int


class CalendarDaysOut(Schema):
    """The days of a period in order, and their sum."""

    calendar: Ref
    time_zone: str
    items: list[CalendarDayOut]
    working_seconds: int


class DayImportIn(Cleaned):
    """A file of days as text."""

    name: Annotated[str, Field(min_length=1, max_length=120)] = Field(examples=["2027.csv"])
    content: Annotated[str, Field(max_length=1024 * 1024)] = Field(
        description="An iCalendar, or a CSV whose first row names its columns.",
        examples=["date,kind,name\n2027-10-01,holiday,National Day\n2027-10-09,workday,National Day\n"],
    )


class ProposedDayOut(Schema):
    """A day that was read, and what became of it."""

    date: Day
    kind: DayKind
    name: str
    hours: list[str] = Field(description="Of days with hours of their own, and of breaks.", examples=[["09:00-12:00"]])
    state: EntryState = Field(description="Only what is in force counts; people decide that on the calendar's page.")


class DayImportOut(Schema):
    """Days of one source: what was read, what could not be, and how the review stands."""

    id: int
    calendar: Ref
    name: str
    kind: SourceKind
    created_at: Moment
    items: list[ProposedDayOut]
    waiting: int = Field(description="How many days nobody has decided yet.")
    problems: list[str] = Field(
        description="Rows that could not be read, and days about which the file contradicts itself: none is proposed."
    )


class WorkingTimeQuery(Cleaned):
    """From when, and either how much to add (`seconds`) or until when to count (`end`)."""

    start: Moment = Field(description="When it begins.")
    seconds: int | None = Field(None, ge=0, le=MOST_SECONDS, description="Working time to add.")
    end: Moment | None = Field(None, description="Until when to count instead.")


class WorkingTimeOut(Schema):
    """The working time between two moments by a calendar."""

    calendar: Ref
    start: Moment
    end: Moment
    working_seconds: int
    starts_in_working_time: bool
