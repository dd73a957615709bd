"""Who wrote in which conversation, for parts that look at conversations afterwards (3.2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef

from zhichi.sla import selectors as sla
from zhichi.tickets.choices import FollowUpOutcome, MessageKind, State
from zhichi.tickets.models import FollowUp, Message, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

OURS = (MessageKind.REPLY, MessageKind.NOTE, MessageKind.CALL)
TO_CUSTOMERS = (MessageKind.REPLY, MessageKind.CALL)


@dataclass(frozen=True)
class Talk:
    """A closed request: who spoke with the customer and how often, and what went wrong."""

    ticket_id: int
    owner_id: int | None
    unsolved: bool  # a follow-up found the problem not solved (2.4)
    late: bool  # a promise was missed (3.1)
    speakers: dict[int, int] = field(default_factory=dict)  # person → replies and calls


def closed_talks(start: datetime, end: datetime) -> list[Talk]:
    """The requests closed from `start` until `end` (aware) in which somebody spoke with the customer, by id.

    Three queries.
    """
    unsolved = FollowUp.objects.filter(ticket=OuterRef("pk"), outcome=FollowUpOutcome.UNSOLVED)
    closed = Ticket.objects.filter(state=State.CLOSED, closed_at__gte=start, closed_at__lt=end)
    rows = list(closed.annotate(unsolved=Exists(unsolved)).order_by("pk").values_list("pk", "owner_id", "unsolved"))
    spoken = Message.objects.filter(
        ticket__in=closed.values("pk"), kind__in=TO_CUSTOMERS, author__isnull=False, withdrawn_at=None
    )
    speakers: dict[int, dict[int, int]] = {}
    for ticket, author, count in spoken.values_list("ticket_id", "author_id").annotate(n=Count("pk")).order_by():
        if author is not None:
            speakers.setdefault(ticket, {})[author] = count
    late = sla.late_streams([f"ticket:{pk}" for pk, _owner, _unsolved in rows])
    return [
        Talk(pk, owner, is_unsolved, f"ticket:{pk}" in late, speakers[pk])
        for pk, owner, is_unsolved in rows
        if pk in speakers
    ]


def authors_of(ticket_id: int) -> Counter[int]:
    """Every member of staff who wrote in the conversation, notes and calls too, with how often."""
    ours = Message.objects.filter(ticket=ticket_id, kind__in=OURS, author__isnull=False)
    return Counter(ours.values_list("author_id", flat=True))


def speakers_of(ticket_id: int) -> Counter[int]:
    """Every member of staff who spoke with the customer on this request, with how often."""
    spoken = Message.objects.filter(ticket=ticket_id, kind__in=TO_CUSTOMERS, author__isnull=False, withdrawn_at=None)
    return Counter(spoken.values_list("author_id", flat=True))


def said_by_customer(ticket_id: int) -> list[str]:
    """What the customer wrote on this request."""
    said = Message.objects.filter(ticket=ticket_id, kind=MessageKind.CUSTOMER)
    return [trimmed or text for trimmed, text in said.values_list("trimmed_text", "text")]


def texts_of(ticket_id: int, message_ids: Iterable[int]) -> dict[int, str]:
    """The texts of messages of this request by id; others are left out."""
    return dict(Message.objects.filter(ticket=ticket_id, pk__in=list(message_ids)).values_list("pk", "text"))
