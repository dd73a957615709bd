"""Reads of service times."""

from __future__ import annotations

from zhichi.calendars.selectors.calendars import (
    calendar,
    calendars,
    calendars_for_teams,
    default_calendar,
    entries_on,
    entry,
    has_dates,
    names,
    names_in_use,
    revisions,
    team_calendar_ids,
    unsaved_work_calendar,
    uses_of,
    work_calendar,
    work_calendar_for_team,
    work_calendar_with_revision,
)
from zhichi.calendars.selectors.expected import ExpectedYear, expected_years, today_of
from zhichi.calendars.selectors.foreseen import Line, Preview, preview
from zhichi.calendars.selectors.review import Reviewed, day_import, imports, review
from zhichi.calendars.selectors.year import Day, Month, days_of, year_of
from zhichi.calendars.sources.published import public_holidays, statutory

__all__ = [
    "Day",
    "ExpectedYear",
    "Line",
    "Month",
    "Preview",
    "Reviewed",
    "calendar",
    "calendars",
    "calendars_for_teams",
    "day_import",
    "days_of",
    "default_calendar",
    "entries_on",
    "entry",
    "expected_years",
    "has_dates",
    "imports",
    "names",
    "names_in_use",
    "preview",
    "public_holidays",
    "review",
    "revisions",
    "statutory",
    "team_calendar_ids",
    "today_of",
    "unsaved_work_calendar",
    "uses_of",
    "work_calendar",
    "work_calendar_for_team",
    "work_calendar_with_revision",
    "year_of",
]
