"""Proposed days, each beside what is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from zhichi.calendars import policies
from zhichi.calendars.choices import DayKind, EntryState, Outcome
from zhichi.calendars.hours import Hours, Week, of_json, show, week_of_json
from zhichi.calendars.models import Calendar, DateEntry, DayImport
from zhichi.calendars.selectors.calendars import hours_of
from zhichi.calendars.sources.published import day_name

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Reviewed:
    """A day of an import. `now_*` is what is in force; `outcome` a code of Outcome, empty once it was decided."""

    entry: DateEntry
    hours: str
    now: DateEntry | None
    now_hours: str
    outcome: str

    @property
    def is_proposed(self) -> bool:
        """Whether it still waits."""
        return self.entry.state == EntryState.PROPOSED

    @property
    def is_wanted(self) -> bool:
        """Whether it is ticked at first: what does nothing, or contradicts, is left to the reviewer."""
        odd = {Outcome.SAME, Outcome.CONFLICT}
        works_already = self.outcome == Outcome.CHANGES and self.entry.kind == DayKind.MAKE_UP
        return self.is_proposed and self.outcome not in odd and not works_already


def imports(row: Calendar) -> QuerySet[DayImport]:
    """The imports of a calendar, newest first, with how many days wait (`waiting`) and count (`counting`)."""
    rows = row.imports.select_related("created_by").annotate(
        waiting=Count("entries", filter=Q(entries__state=EntryState.PROPOSED)),
        counting=Count("entries", filter=Q(entries__state=EntryState.IN_FORCE)),
        total=Count("entries"),
    )
    return rows.order_by("-created_at", "-pk")


def day_import(person: Any, key: int) -> DayImport | None:
    """One import of a calendar that `person` may see, or None."""
    row = DayImport.objects.select_related("calendar", "created_by").filter(pk=key).first()
    return row if row is not None and policies.VIEW.allows(person, row.calendar) else None


def review(row: DayImport) -> list[Reviewed]:
    """Every day of the import in order of dates."""
    entries = list(row.entries.all())
    week = week_of_json(row.calendar.weekly)
    rows = DateEntry.objects.filter(
        calendar=row.calendar, state=EntryState.IN_FORCE, day__in={entry.day for entry in entries}
    )
    standing = {(entry.day, entry.kind == DayKind.BREAK): entry for entry in rows}
    return [_reviewed(entry, standing.get((entry.day, entry.kind == DayKind.BREAK)), week) for entry in entries]


def _reviewed(entry: DateEntry, now: DateEntry | None, week: Week) -> Reviewed:
    hours = hours_of(now, week) if now else week[entry.day.weekday()]
    waits = entry.state == EntryState.PROPOSED
    return Reviewed(
        entry=entry,
        hours=show(of_json(entry.hours)),
        now=now,
        now_hours=show(hours),
        outcome=_outcome(entry, now, hours) if waits else "",
    )


def _outcome(entry: DateEntry, now: DateEntry | None, hours: Hours) -> Outcome:
    if now is not None:
        return _against(entry, now)
    if entry.kind == DayKind.BREAK:
        return Outcome.CHANGES
    if entry.kind == DayKind.HOLIDAY:
        return Outcome.CLOSES if hours else Outcome.NAMES
    return Outcome.CHANGES if hours else Outcome.OPENS


def _against(entry: DateEntry, now: DateEntry) -> Outcome:
    """What happens to an entry in force."""
    if entry.kind == now.kind:
        if entry.hours != now.hours:
            return Outcome.CHANGES
        is_called_so = day_name(entry.name) == day_name(now.name)  # the one may be Chinese, the other English
        return Outcome.SAME if is_called_so or entry.kind != DayKind.HOLIDAY else Outcome.NAMES
    if DayKind.HOLIDAY in {entry.kind, now.kind}:
        return Outcome.CONFLICT  # one closes what the other opens
    return Outcome.CHANGES
