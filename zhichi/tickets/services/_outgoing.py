"""Hand a letter about a ticket to the outgoing queue, threaded to what came before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.core.actors import Actor
from zhichi.customers import selectors as customers
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.tickets import mails, registry
from zhichi.tickets.choices import Channel, MessageKind
from zhichi.tickets.said import said
from zhichi.tickets.services._messages import Incoming

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.files.models import Attachment
    from zhichi.outbound.models import OutboundMail
    from zhichi.tickets.mails import Letter
    from zhichi.tickets.models import Ticket

REFERENCES_KEPT = 20


def recipients_of(ticket: Ticket, cc: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """To and Cc for an answer: the contact's first address and everybody who was copied; empty without an address."""
    if ticket.contact is None:
        return [], []
    to = customers.mail_addresses(ticket.contact)[:1]
    copies = [address for address in dict.fromkeys([*ticket.cc, *cc]) if address not in to]
    return to, copies


def send(  # noqa: PLR0913 - one argument for each part of a mail; callers name the few they need
    ticket: Ticket,
    letter: Letter,
    *,
    purpose: str,
    by: Actor,
    at: datetime,
    cc: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
    not_before: datetime | None = None,
    key: str = "",
) -> OutboundMail | None:
    """Queue a letter to the ticket's customer; None when no mail address is known."""
    to, copies = recipients_of(ticket, cc)
    if not to:
        return None
    references = mail_ids(ticket)
    return outbound.queue(
        sender=registry.sender_of_team(ticket.team_id),
        purpose=purpose,
        to=to,
        cc=copies,
        subject=letter.subject,
        text=letter.text,
        language=ticket.language,
        stream=ticket.stream,
        key=key,
        in_reply_to=references[-1] if references else "",
        references=references,
        attachments=[item.pk for item in attachments],
        not_before=not_before,
        by=by,
        at=at,
    )


def acknowledge(ticket: Ticket, address: str, mail_id: str, *, at: datetime) -> tuple[Incoming, Actor]:
    """Queue the automatic answer to a request that was just registered; the message that keeps it, and its author.

    `mail_id` is the Message-ID of the customer's mail, or empty. The product itself is the author.
    """
    by = Actor.system("Zhichi")
    letter = mails.acknowledgement(ticket, ticket.contact.display_name if ticket.contact else address)
    references = [mail_id] if mail_id else []
    mail = outbound.queue(
        sender=registry.sender_of_team(ticket.team_id),
        purpose=Purpose.ACKNOWLEDGEMENT,
        to=[address],
        subject=letter.subject,
        text=letter.text,
        language=ticket.language,
        stream=ticket.stream,
        in_reply_to=mail_id,
        references=references,
        by=by,
        at=at,
    )
    answer = Incoming(
        text=letter.text,
        kind=MessageKind.SYSTEM,
        is_automatic=True,
        mail_id=mail.message_id,
        outbound=mail,
        recipients=mail.to,
        channel=Channel.MAIL,
    )
    return answer, by


def mail_ids(ticket: Ticket) -> list[str]:
    """Message-IDs of this ticket's conversation, oldest first, capped to the first and the last ones."""
    rows = said(ticket).filter(withdrawn_at=None).exclude(mail_id="").order_by("at", "pk")
    ids = list(dict.fromkeys(rows.values_list("mail_id", flat=True)))
    return ids if len(ids) <= REFERENCES_KEPT else [ids[0], *ids[1 - REFERENCES_KEPT :]]
