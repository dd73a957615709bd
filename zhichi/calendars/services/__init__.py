"""Writes of service times: calendars, their dates, imports and their review."""

from __future__ import annotations

from zhichi.calendars.services.calendars import (
    CalendarData,
    choose_default,
    create_calendar,
    drop_team_calendar,
    set_team_calendar,
    set_weekly,
    update_calendar,
)
from zhichi.calendars.services.dates import DateData, drop_date, restore_date, set_date
from zhichi.calendars.services.foresee import foresee
from zhichi.calendars.services.imports import Decision, decide, propose, propose_file, undo_decision

__all__ = [
    "CalendarData",
    "DateData",
    "Decision",
    "choose_default",
    "create_calendar",
    "decide",
    "drop_date",
    "drop_team_calendar",
    "foresee",
    "propose",
    "propose_file",
    "restore_date",
    "set_date",
    "set_team_calendar",
    "set_weekly",
    "undo_decision",
    "update_calendar",
]
