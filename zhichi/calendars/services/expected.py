"""Ask for another review of years that are provisional: when the official days are here, and by fixed days (1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.policies import LEADERS
from zhichi.calendars.choices import SourceKind
from zhichi.calendars.definitions import OFFICIAL, STILL_EXPECTED
from zhichi.calendars.models import Calendar
from zhichi.calendars.selectors.expected import ASKED_ON, expected_years, today_of
from zhichi.calendars.services._write import lock
from zhichi.calendars.services.imports import propose
from zhichi.calendars.sources import published
from zhichi.core.actors import Actor
from zhichi.core.events import gettext_noop
from zhichi.notices import services as notices

if TYPE_CHECKING:
    from datetime import datetime

ASKER = Actor.system(gettext_noop("calendar"))
YEARS_AHEAD = 3  # as far as anybody proposes


def ask_for_reviews(*, at: datetime) -> int:
    """Propose official days that have come, and tell whoever may change calendars; returns how many notices were given.

    Nothing counts before it is reviewed. Appends calendars.days_proposed and notices.told. Safe to repeat: days are
    proposed once, and each is told once of each year and day.
    """
    count = 0
    for row in Calendar.objects.filter(is_active=True).order_by("pk"):
        rest(row, at=at)  # a transaction of its own: it locks notices before inboxes, telling the other way round
        count += _ask(row.pk, at)
    return count


@transaction.atomic
def _ask(calendar_id: int, at: datetime) -> int:
    row = lock(calendar_id, ASKER)
    count = 0
    for each in expected_years(row, at=at):
        if each.is_published:
            _propose(row, each.year, at)
            count += _tell(row, OFFICIAL, each.year, "official", at)
        elif day := each.last_asked(today_of(row, at)):
            count += _tell(row, STILL_EXPECTED, each.year, day.isoformat(), at)
    return count


def _propose(row: Calendar, year: int, at: datetime) -> None:
    """The official days of a year, unless anybody proposed them before."""
    if row.entries.filter(origin__kind=SourceKind.STATUTORY, day__year=year, is_expected=False).exists():
        return
    source, reading = _("Chinese statutory calendar"), published.statutory([year])
    propose(
        calendar_id=row.pk, kind=SourceKind.STATUTORY, label=f"{source} {year}", reading=reading, by=ASKER, at=at
    )  # fmt: skip


def _tell(row: Calendar, kind: str, year: int, occasion: str, at: datetime) -> int:
    people = {person.pk for post in LEADERS for person in accounts.holding_post(post)}
    told = notices.tell(
        people, kind=kind, stream=_stream(row), data={"year": str(year)}, dedupe_key=_key(row, year, occasion), at=at,
        by=ASKER,
    )  # fmt: skip
    return len(told)


def rest(row: Calendar, *, at: datetime) -> None:
    """Let notices rest whose year is no longer provisional, and reminders of years that are published."""
    today, waiting = today_of(row, at), {each.year: each for each in expected_years(row, at=at)}
    keys = []
    for year in range(today.year, today.year + YEARS_AHEAD):
        if year not in waiting:
            keys.append(_key(row, year, "official"))
        if year not in waiting or waiting[year].is_published:
            keys += [_key(row, year, f"{year - 1}-{month:02}-{day:02}") for month, day in ASKED_ON]
    notices.settle_keys(streams=[_stream(row)], keys=keys, at=at)


def _stream(row: Calendar) -> str:
    return f"calendar:{row.pk}"


def _key(row: Calendar, year: int, occasion: str) -> str:
    return f"calendar:{row.pk}:{year}:{occasion}"
