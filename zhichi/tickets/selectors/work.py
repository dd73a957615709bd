"""What stands beside a ticket's conversation: its record of confirmations, solutions and follow-ups, labels, links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum

from zhichi.customers import selectors as customers
from zhichi.outbound import selectors as outbound
from zhichi.records import selectors as records
from zhichi.tickets import policies
from zhichi.tickets.choices import MessageKind
from zhichi.tickets.completeness import PARTS, Part
from zhichi.tickets.models import Confirmation, FollowUp, Message, Solution, Tag, Tally, Ticket, Watch
from zhichi.tickets.said import said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.records.models import Link

RECENT = timedelta(days=90)
# A row for each tag; one more without a name when the person follows the ticket.
LABELS = (
    "SELECT t.name FROM tickets_tag t JOIN tickets_tag_tickets m ON m.tag_id = t.id WHERE m.ticket_id = %s"
    " UNION ALL SELECT NULL FROM tickets_watch WHERE ticket_id = %s AND user_id = %s"
)


@dataclass(frozen=True)
class Recipients:
    """Who an answer goes to by mail; `to` is empty when no address is known (the portal shows it all the same)."""

    name: str
    to: list[str]
    cc: list[str]
    dead: list[str] = field(default_factory=list)  # those of them to whom nothing is sent (suppressed)


@dataclass(frozen=True)
class LinkedTicket:
    """A bond to another ticket. `is_forward` tells whether this ticket is the one that the bond starts at."""

    link: Link
    ticket: Ticket
    is_forward: bool


def recipients(ticket: Ticket) -> Recipients:
    """Who an answer would go to. Two queries."""
    if ticket.contact is None:
        return Recipients("", [], [])
    to = customers.mail_addresses(ticket.contact)[:1]
    cc = [address for address in ticket.cc if address not in to]
    suppressed = outbound.suppressed([*to, *cc])
    dead = [address for address in (*to, *cc) if address.lower() in suppressed]
    return Recipients(ticket.contact.display_name, to, cc, dead)


def newest_reply(ticket: Ticket) -> int:
    """The id of the newest answer to the customer; 0 when there is none. What an author "has seen"."""
    replies = said(ticket).filter(kind=MessageKind.REPLY, withdrawn_at=None)
    return replies.aggregate(newest=Max("pk"))["newest"] or 0


def message_of(ticket: Ticket, message_id: int) -> Message | None:
    """One message that stands on this ticket's page."""
    return said(ticket).filter(pk=message_id).first()


def confirmations(ticket: Ticket) -> list[Confirmation]:
    """The confirmation records, newest first (2.2)."""
    return list(Confirmation.objects.filter(ticket=ticket).select_related("by").order_by("-pk"))


def solutions(ticket: Ticket) -> list[Solution]:
    """The solutions of all rounds, newest first (2.3)."""
    return list(Solution.objects.filter(ticket=ticket).select_related("by").order_by("-pk"))


def solution_of(ticket: Ticket, solution_id: int) -> Solution | None:
    """One solution of this ticket."""
    return Solution.objects.filter(ticket=ticket, pk=solution_id).first()


def follow_ups(ticket: Ticket) -> list[FollowUp]:
    """The follow-ups of all rounds, newest first (2.4)."""
    return list(FollowUp.objects.filter(ticket=ticket).select_related("by").order_by("-pk"))


def open_follow_up(ticket: Ticket) -> FollowUp | None:
    """The follow-up that waits for an outcome, if there is one."""
    return FollowUp.objects.filter(ticket=ticket, done_at=None).first()


def record_parts(ticket: Ticket) -> list[tuple[Part, bool]]:
    """Every part that 3.4.1 asks for, and whether the ticket has it."""
    return [(part, part.is_there(ticket)) for part in PARTS]


def tags_of(ticket: Ticket) -> list[str]:
    """The ticket's tags in order."""
    return list(Tag.objects.filter(tickets=ticket).order_by("name").values_list("name", flat=True))


def labels_of(person: Any, ticket: Ticket) -> tuple[list[str], bool]:
    """The ticket's tags in order, and whether `person` follows it. One query for two, because every page asks both."""
    with connection.cursor() as cursor:
        cursor.execute(LABELS, [ticket.pk, ticket.pk, person.pk])
        rows = cursor.fetchall()
    return sorted(name for name in (row[0] for row in rows) if name is not None), any(row[0] is None for row in rows)


def known_tags(start: str = "", *, limit: int = 20) -> list[str]:
    """Tags in use that begin with `start`, for the tag editor and the filter form."""
    return list(Tag.objects.filter(name__istartswith=start).order_by("name").values_list("name", flat=True)[:limit])


def is_watching(person: Any, ticket: Ticket) -> bool:
    """Whether `person` follows the ticket."""
    return Watch.objects.filter(ticket=ticket, user=person).exists()


def linked(person: Any, ticket: Ticket) -> list[LinkedTicket]:
    """Tickets bound to this one, either way round, as far as `person` may see them. Two queries."""
    bonds = [(bond, bond.source == ticket.stream) for bond in records.links_of(ticket.stream)]
    others = {bond.pk: _ticket_id(bond.target if is_forward else bond.source) for bond, is_forward in bonds}
    found = _visible_by_id(person, others.values())
    return [
        LinkedTicket(bond, found[other], is_forward)
        for bond, is_forward in bonds
        if (other := others[bond.pk]) is not None and other in found
    ]


def load_of(people: Iterable[int]) -> dict[int, int]:
    """How many open tickets each of these people owns. One query over the tally."""
    rows = Tally.objects.filter(owner_id__in=list(people)).values("owner_id").annotate(n=Sum("count"))
    return {row["owner_id"]: row["n"] for row in rows.order_by()}


def held_by(person_id: int, *, most: int | None = None) -> list[Ticket]:
    """The open tickets that somebody is accountable for, the nearest promise first; at most `most` of them."""
    joined = ("organisation", "contact", "owner", "team", "duty_role__holder", "duty_role__team")
    return list(_open_of(person_id).select_related(*joined).order_by("due_at", "pk")[:most])


def count_held_by(person_id: int) -> int:
    """How many open tickets somebody is accountable for."""
    return _open_of(person_id).count()


def promises_held_by(person_id: int) -> list[Ticket]:
    """The same tickets with state, urgency and the nearest promise alone, for who only counts them."""
    return list(_open_of(person_id).only("state", "urgency", "due_at"))


def _open_of(person_id: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(owner_id=person_id, is_open=True)


def of_customer(person: Any, kind: str, key: int) -> QuerySet[Ticket]:
    """The tickets of an "organisation" or a "contact" as far as `person` may see them, newest change first."""
    mine = (
        Ticket.objects.filter(organisation_id=key) if kind == "organisation" else Ticket.objects.filter(contact_id=key)
    )
    return policies.visible_to(person, mine).select_related("owner", "contact").order_by("-updated_at", "-id")


def counts_of_customer(ticket: Ticket, *, at: datetime) -> tuple[int, int]:
    """How many tickets of the same organisation (else contact) are open, and how many came in 90 days. One query."""
    if ticket.organisation_id:
        rows = Ticket.objects.filter(organisation_id=ticket.organisation_id)
    elif ticket.contact_id:
        rows = Ticket.objects.filter(contact_id=ticket.contact_id)
    else:
        return 0, 0
    recent = Q(registered_at__gt=at - RECENT)
    figures = rows.aggregate(open=Count("pk", filter=Q(is_open=True)), recent=Count("pk", filter=recent))
    return figures["open"], figures["recent"]


def _ticket_id(stream: str) -> int | None:
    kind, _, number = stream.partition(":")
    return int(number) if kind == "ticket" and number.isdigit() else None


def _visible_by_id(person: Any, ids: Iterable[int | None]) -> dict[int, Ticket]:
    wanted = {item for item in ids if item is not None}
    rows = policies.visible_to(person, Ticket.objects.filter(pk__in=wanted)).select_related("organisation", "contact")
    return {row.pk: row for row in rows}
