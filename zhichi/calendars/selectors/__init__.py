"""Reads of service times."""

from __future__ import annotations

from zhichi.calendars.selectors.calendars import (
    calendar,
    calendars,
    calendars_for_teams,
    default_calendar,
    entries_on,
    entry,
    names,
    names_in_use,
    revisions,
    team_calendar_ids,
    unsaved_work_calendar,
    work_calendar,
    work_calendar_for_team,
    work_calendar_with_revision,
)
from zhichi.calendars.selectors.foreseen import Line, Preview, preview
from zhichi.calendars.selectors.review import Reviewed, day_import, imports, review
from zhichi.calendars.selectors.year import Day, Month, year_of
from zhichi.calendars.sources.published import public_holidays, statutory

__all__ = [
    "Day",
    "Line",
    "Month",
    "Preview",
    "Reviewed",
    "calendar",
    "calendars",
    "calendars_for_teams",
    "day_import",
    "default_calendar",
    "entries_on",
    "entry",
    "imports",
    "names",
    "names_in_use",
    "preview",
    "public_holidays",
    "review",
    "revisions",
    "statutory",
    "team_calendar_ids",
    "unsaved_work_calendar",
    "work_calendar",
    "work_calendar_for_team",
    "work_calendar_with_revision",
    "year_of",
]
