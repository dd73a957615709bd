"""What providers hand over and tell by webhook, taken once however often it is sent (2.1, 5.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.channels.email import selectors
from zhichi.channels.email.hooks import COMPLAINED, DELIVERED, LATE, RETURNED
from zhichi.channels.email.models import HookEvent
from zhichi.channels.email.services.receive import receive
from zhichi.core.actors import Actor
from zhichi.outbound import selectors as outbound
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Fate

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.channels.email.hooks import Handed, Told
    from zhichi.channels.email.services.receive import Receipt
    from zhichi.outbound.models import OutboundMail

SPAM = "The recipient reported our mail as spam."  # outbound.answers has it in other languages


@dataclass(frozen=True)
class HookMark:
    """An event of a provider was dealt with."""

    provider: str
    event_id: str
    at: datetime

    def note(self) -> None:
        """Remember it."""
        self.is_new()

    def is_new(self) -> bool:
        """Remember it; False when it was known. An event without an id of its own is always new."""
        if not self.event_id:
            return True
        key = {"provider": self.provider, "event_id": self.event_id[:200]}
        _row, is_new = HookEvent.objects.get_or_create(**key, defaults={"at": self.at})
        return is_new


def take_handed(*, provider: str, handed: Handed, at: datetime) -> Receipt | None:
    """Take a message in like any other; None when this event was dealt with before.

    The event is remembered in the transaction that stores the message. Raises what `receive` raises.
    """
    if selectors.is_known_event(provider, handed.event_id):
        return None
    mailbox = selectors.mailbox_for(handed.recipient) if handed.recipient else None
    return receive(raw=handed.raw, at=at, mailbox=mailbox, mark=HookMark(provider, handed.event_id, at))


@transaction.atomic
def note_told(*, provider: str, told: Told, at: datetime) -> bool:
    """Note what a provider says about a recipient of a mail of ours; False when that is nothing new or not ours.

    Only what names one of our Message-IDs, which nobody can guess, and one of its recipients counts.
    """
    if not HookMark(provider, told.event_id, at).is_new():
        return False
    mail = outbound.returned([told.message_id])
    if mail is None:
        return False
    by = Actor.system(provider)
    if told.kind == RETURNED:
        return queue.note_bounce(
            mail_id=mail.pk,
            address=told.address,
            status=told.status,
            answer=told.answer,
            is_permanent=True,
            by=by,
            at=at,
        )
    if told.kind in {DELIVERED, LATE}:
        state = Fate.DELIVERED if told.kind == DELIVERED else Fate.LATE
        return queue.note_report(mail_id=mail.pk, address=told.address, state=state, answer=told.answer, at=at)
    return told.kind == COMPLAINED and _complained(mail, told, by, at)


def _complained(mail: OutboundMail, told: Told, by: Actor, at: datetime) -> bool:
    """Who reports us as spam gets nothing more: writing on would make all our mail look like it."""
    if told.address.lower() not in {each.address.lower() for each in outbound.fates_of(mail)}:
        return False
    answer = f"{SPAM} {told.answer}".strip()
    queue.suppress(address=told.address, answer=answer, mail=mail, by=by, at=at)
    return True
