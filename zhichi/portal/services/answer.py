"""What customers add to a request, and whether it is solved (2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.portal.services import once
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel, FollowUpOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.customers.models import Contact
    from zhichi.files.models import Attachment
    from zhichi.tickets.models import FollowUp, Ticket

PURPOSE = "answer"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Words and files for a request; `contact` is who says it, None when nobody signed in."""

    text: str
    attachments: Sequence[Attachment] = ()
    contact: Contact | None = None


def added(*, ticket: Ticket, token: str) -> Ticket | None:
    """The request in which the message of this form stands already."""
    return once.outcome(token=token, purpose=f"{PURPOSE}:{ticket.pk}")


@transaction.atomic
def add_information(*, ticket: Ticket, answer: Answer, token: str, by: Actor, at: datetime) -> Ticket:
    """Add to the conversation (2.4); returns the request it ended up in: this one, or a new one that follows from it.

    Appends what tickets.services.customer_message appends. Raises DomainError when there is nothing to add.
    """
    if not answer.text.strip() and not answer.attachments:
        message = _("Write something or add a file first.")
        raise DomainError("text-missing", message, fields={"text": message})
    purpose = f"{PURPOSE}:{ticket.pk}"
    submission = once.claim(token=token, purpose=purpose, at=at)
    if submission is None:
        return once.outcome(token=token, purpose=purpose) or ticket
    incoming = tickets.Incoming(
        text=answer.text.strip(),
        channel=Channel.WEB,
        contact=answer.contact or ticket.contact,
        attachments=answer.attachments,
    )
    received = tickets.customer_message(ticket_id=ticket.pk, incoming=incoming, by=by, at=at)
    once.settle(submission=submission, ticket=received.ticket)
    return received.ticket


def say_outcome(*, follow_up: FollowUp, is_solved: bool, opinion: str, method: str, by: Actor, at: datetime) -> Ticket:
    """Record whether the solution works (2.4). Appends tickets.followed_up and what follows from it.

    Raises Conflict when the follow-up was settled already.
    """
    answer = FollowUpOutcome.SOLVED if is_solved else FollowUpOutcome.UNSOLVED
    found = tickets.Outcome(answer, method, opinion)
    return tickets.record_outcome(follow_up_id=follow_up.pk, found=found, by=by, at=at)
