"""How pages name and link the streams of calendars, and how sentences show their codes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from zhichi.accounts import selectors as accounts
from zhichi.calendars.choices import DayKind
from zhichi.calendars.models import Calendar
from zhichi.calendars.wording import FIELDS
from zhichi.records.registry import register_labels, register_stream
from zhichi.ui.timing import weekday_words


def register() -> None:
    """Put streams and labels into the record's registries."""
    register_stream("calendar", label=_calendar, url=lambda key: reverse("calendars:calendar", args=[key]))
    register_labels("calendars.calendar_updated.fields", lambda code: str(FIELDS.get(code, code)))
    register_labels("calendars.weekly_set.days", _weekday)
    for event in ("team_calendar_set", "team_calendar_dropped"):
        register_labels(f"calendars.{event}.team", accounts.name_words)
    for event in ("date_set", "date_dropped"):
        register_labels(f"calendars.{event}.kind", _kind)


def _kind(code: str) -> str:
    return str(DayKind(code).label) if code in DayKind.values else code


def _weekday(code: str) -> str:
    return weekday_words()[int(code)]


def _calendar(key: str) -> str:
    row = Calendar.objects.filter(pk=int(key)).first()
    return row.title if row else gettext("Calendar %s") % key
