"""Invitations to the customer by mail, with updates and withdrawals (RFC 5546)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.customers import selectors as customers
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.visits import mails

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.visits.models import Visit


def invite(visit: Visit, *, by: Actor, at: datetime) -> None:
    """Send the planned visit, new or changed, to the customer; nothing where no mail address is known.

    Whoever was invited before and is not the customer any more gets the withdrawal.
    """
    contact = visit.ticket.contact
    to = customers.mail_addresses(contact)[:1] if contact is not None else []
    gone = [address for address in visit.invited if address not in to]
    if gone:
        _send(visit, gone, is_cancelled=True, by=by, at=at)
    if to:
        _send(visit, to, is_cancelled=False, by=by, at=at)
    visit.invited = to


def withdraw(visit: Visit, *, by: Actor, at: datetime) -> None:
    """Take the invitation back from whoever holds it."""
    if visit.invited:
        _send(visit, visit.invited, is_cancelled=True, by=by, at=at)


def _send(visit: Visit, to: list[str], *, is_cancelled: bool, by: Actor, at: datetime) -> None:
    letter = mails.invitation(visit, to, is_cancelled=is_cancelled, at=at)
    deed = "cancel" if is_cancelled else "request"
    outbound.queue(
        purpose=Purpose.INVITATION,
        to=to,
        subject=letter.subject,
        text=letter.text,
        calendar=letter.calendar,
        language=visit.ticket.language,
        stream=visit.ticket.stream,
        key=f"visit:{visit.pk}:{visit.sequence}:{deed}:{to[0]}"[:120],
        by=by,
        at=at,
    )
