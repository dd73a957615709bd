"""Mail safety as the API shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from zhichi.api.schemas.mail import (
    CleanUpOut,
    CleanUpPreviewOut,
    EntryOut,
    FoundOut,
    HeldDetailOut,
    HeldOut,
    LinkOut,
)
from zhichi.channels.email import cleaning, held
from zhichi.channels.email.choices import Verdict
from zhichi.channels.email.cleaning import Wanted
from zhichi.channels.email.services import EntryData
from zhichi.channels.email.wording import reason_words
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.api.schemas.mail import CleanUpWanted, EntryIn
    from zhichi.channels.email.models import CleanUp, ListEntry, MailLog

SHOWN = 50
LONGEST = timedelta(days=367)


def mail(row: MailLog) -> HeldOut:
    """A mail of a list."""
    return HeldOut(**_facts(row))


def detail(row: MailLog) -> HeldDetailOut:
    """A mail with what it says."""
    found = held.preview(row)
    return HeldDetailOut(
        **_facts(row),
        text=found.text if found else "",
        links=[LinkOut(text=each.text, url=each.url) for each in found.links] if found else [],
        files=[each.filename for each in found.files] if found else [],
    )


def wanted(data: CleanUpWanted) -> Wanted:
    """What is searched for. Raises DomainError when it would find all mail of its days, or for too long a time."""
    found = Wanted(
        sender=data.sender,
        subject=data.subject,
        text=data.text,
        since=data.since,
        until=data.until,
        answered=data.answered,
    )
    if found.is_empty:
        raise DomainError("nothing-wanted", _("Enter a sender, words of the subject, or words of the text."))
    if not timedelta(0) < found.until - found.since <= LONGEST:
        message = _("Choose a year at most.")
        raise DomainError("period", message, fields={"until": message})
    return found


def preview(rows: QuerySet[MailLog]) -> CleanUpPreviewOut:
    """What a search finds."""
    return CleanUpPreviewOut(count=rows[: cleaning.MOST + 1].count(), newest=[_found(row) for row in rows[:SHOWN]])


def _found(row: MailLog) -> FoundOut:
    ticket = row.ticket
    return FoundOut(
        ticket=ticket.number if ticket else "",
        subject=row.subject,
        sender=row.from_address,
        at=row.at,
        is_answered=ticket is not None and ticket.responded_at is not None,
    )


def clean_up(row: CleanUp) -> CleanUpOut:
    """A run, and how far it is."""
    return CleanUpOut(
        id=row.pk,
        state=_state(row),
        reason=row.why,
        total=len(row.ticket_ids),
        looked_at=row.place,
        closed=len(row.marked_ids),
        created_at=row.created_at,
        done_at=row.done_at,
        undone_at=row.undone_at,
    )


def _state(row: CleanUp) -> Literal["closing", "done", "opening", "undone"]:
    if row.undone_at:
        return "undone"
    if row.undo_asked_at:
        return "opening"
    return "done" if row.done_at else "closing"


def entry(row: ListEntry) -> EntryOut:
    """An entry of a list."""
    return EntryOut(
        id=row.pk,
        list="block" if row.verdict == Verdict.BLOCK else "allow",
        kind=row.kind,
        value=row.value,
        header=row.header,
        action=row.deed,
        reason=row.why,
        created_at=row.created_at,
        expires_at=row.expires_at,
        removed_at=row.removed_at,
        hits=row.hits,
        last_hit_at=row.hit_at,
    )


def entry_data(data: EntryIn) -> EntryData:
    """What the service wants."""
    return EntryData(
        verdict=data.list,
        kind=data.kind,
        value=data.value,
        header=data.header,
        deed=data.action,
        why=data.reason,
        expires_at=data.expires_at,
    )


def _facts(row: MailLog) -> dict[str, Any]:
    return {
        "id": row.pk,
        "state": row.done,
        "at": row.at,
        "arrived_at": row.arrived_at,
        "sender": row.from_address,
        "recipients": [*row.to, *row.cc],
        "subject": row.subject,
        "size": row.size,
        "reason": reason_words(row.reason),
        "entry_id": row.entry_id,
        "ticket": row.ticket.number if row.ticket else None,
        "is_kept": row.original_id is not None,
    }
