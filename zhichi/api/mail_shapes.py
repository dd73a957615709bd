"""Mail safety as the API shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.api.schemas.mail import EntryOut, HeldDetailOut, HeldOut, LinkOut
from zhichi.channels.email import held
from zhichi.channels.email.choices import Verdict
from zhichi.channels.email.services import EntryData
from zhichi.channels.email.wording import reason_words

if TYPE_CHECKING:
    from zhichi.api.schemas.mail import EntryIn
    from zhichi.channels.email.models import ListEntry, MailLog


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
