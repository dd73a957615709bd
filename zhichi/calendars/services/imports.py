"""Days from elsewhere: proposed, reviewed, put in force or rejected, and taken back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.calendars.choices import EntryState, SourceKind
from zhichi.calendars.events import DaysDecided, DaysProposed, DecisionUndone
from zhichi.calendars.hours import to_json
from zhichi.calendars.models import DateEntry, DayImport
from zhichi.calendars.services._write import lock, record, touch
from zhichi.calendars.services.dates import DateData, checked_entry, data_of, end, put_in_force, standing
from zhichi.calendars.sources import files
from zhichi.calendars.wording import problem_words
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from zhichi.calendars.models import Calendar
    from zhichi.calendars.sources.reading import Reading
    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Which proposed entries (by id) come in force and which are rejected; the rest stay proposed.

    `like_weekday` says by which weekday's hours (0 = Monday) each make-up day works.
    """

    accept: Collection[int] = ()
    reject: Collection[int] = ()
    like_weekday: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def propose(
    *, calendar_id: int, kind: SourceKind, label: str, reading: Reading, by: Actor, at: datetime, digest: str = ""
) -> DayImport:
    """Put the days of a reading before the reviewers; nothing changes yet. Appends calendars.days_proposed.

    Raises DomainError when no day could be read, with what is wrong with each row.
    """
    calendar = lock(calendar_id, by)
    if not reading.days:
        message, told = _("No day could be read."), " ".join(map(problem_words, _stored_problems(reading)))
        raise DomainError("no-days", message, told, fields={"file": told or message})
    label = clean(label).strip()[:120] or str(SourceKind(kind).label)
    row = DayImport.objects.create(
        calendar=calendar,
        kind=kind,
        label=label,
        problems=_stored_problems(reading),
        created_at=at,
        created_by=by.user,
    )
    DateEntry.objects.bulk_create(
        DateEntry(
            calendar=calendar,
            origin=row,
            day=item.day,
            kind=item.kind,
            hours=to_json(item.hours),
            name=item.name,
            source=label,
            state=EntryState.PROPOSED,
            is_expected=item.is_expected,
        )
        for item in reading.days
    )
    event = DaysProposed(
        import_id=row.pk, label=label, count=len(reading.days), problems=len(reading.problems), digest=digest
    )
    record(calendar, event, by=by, at=at)
    return row


def propose_file(*, calendar_id: int, name: str, content: bytes, by: Actor, at: datetime) -> DayImport:
    """Put the days of an ICS or CSV file before the reviewers, like `propose`.

    Raises DomainError as `propose` does, and for a file of another kind or encoding, or without any day.
    """
    kind, reading = files.read_file(content)
    digest = hashlib.sha256(content).hexdigest()
    return propose(calendar_id=calendar_id, kind=kind, label=name, reading=reading, digest=digest, by=by, at=at)


def _stored_problems(reading: Reading) -> list[dict[str, object]]:
    return [problem.as_json() for problem in reading.problems]


@transaction.atomic
def decide(*, import_id: int, decision: Decision, by: Actor, at: datetime) -> DayImport:
    """Put proposed days in force, or reject them. Appends calendars.days_decided.

    Raises DomainError when nothing is chosen or a make-up day would be closed, Conflict when a day was decided
    meanwhile.
    """
    row, calendar = _locked(import_id, by)
    chosen = {*decision.accept, *decision.reject}
    entries = list(row.entries.filter(pk__in=chosen))
    if not chosen:
        raise DomainError("nothing-chosen", _("Choose at least one day."))
    if len(entries) != len(chosen) or any(entry.state != EntryState.PROPOSED for entry in entries):
        raise Conflict("decided", _("Some of these days were decided meanwhile."), _("Look at the list again."))
    accepted, replaced = [], []
    for entry in entries:
        if entry.pk not in decision.accept:
            entry.state = EntryState.REJECTED
            entry.save(update_fields=("state",))
            continue
        old = _accept(calendar, entry, decision.like_weekday.get(entry.pk))
        accepted.append(entry)
        replaced += [old.pk] if old else []
    row.decided_at = at
    row.save(update_fields=("decided_at",))
    if accepted:
        touch(calendar, at)
    event = DaysDecided(
        import_id=row.pk,
        label=row.label,
        accepted=len(accepted),
        rejected=len(entries) - len(accepted),
        days=[f"{entry.day.isoformat()} {entry.kind}" for entry in accepted],
        replaced=replaced,
    )
    record(calendar, event, by=by, at=at)
    return row


def _accept(calendar: Calendar, entry: DateEntry, like_weekday: int | None) -> DateEntry | None:
    """Put a proposed entry in force; what it replaced."""
    said = data_of(entry)
    try:
        checked = checked_entry(
            calendar,
            DateData(day=said.day, kind=said.kind, name=said.name, hours=said.hours, like_weekday=like_weekday),
        )
    except DomainError as error:
        raise DomainError(error.code, f"{entry.day.isoformat()}: {error.message}", error.hint) from error
    entry.like_weekday = checked.like_weekday
    old = standing(calendar, entry.day, entry.kind)
    put_in_force(entry, old)
    return old


@transaction.atomic
def undo_decision(*, import_id: int, by: Actor, at: datetime) -> int:
    """Make the decided days proposals again and let what they replaced count; returns how many days.

    A day that was changed by hand since stays as it is. Appends calendars.decision_undone. Raises Conflict when
    nothing is left to take back.
    """
    row, calendar = _locked(import_id, by)
    entries = list(row.entries.filter(state__in=(EntryState.IN_FORCE, EntryState.REJECTED)))
    if not entries:
        raise Conflict("nothing-to-undo", _("There is nothing to take back."), _("Look at the list again."))
    for entry in entries:
        end(entry, restore=entry.state == EntryState.IN_FORCE, state=EntryState.PROPOSED)
    row.decided_at = None
    row.save(update_fields=("decided_at",))
    touch(calendar, at)
    record(calendar, DecisionUndone(import_id=row.pk, label=row.label, count=len(entries)), by=by, at=at)
    return len(entries)


def _locked(import_id: int, by: Actor) -> tuple[DayImport, Calendar]:
    """The import and its calendar, which every writer of entries locks first."""
    row = DayImport.objects.get(pk=import_id)
    return row, lock(row.calendar_id, by)
