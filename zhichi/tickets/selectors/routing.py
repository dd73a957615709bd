"""What the assigner asks about tickets: which have no owner, who works on how many, who had one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, Sum, Value, When

from zhichi.records import selectors as records
from zhichi.tickets.choices import State, Urgency
from zhichi.tickets.events import Assigned, Transferred
from zhichi.tickets.models import Tally, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.records.registry import Recorded

NEEDS_WORK = (State.NEW, State.OPEN, State.IN_PROGRESS, State.REOPENED)


@dataclass(frozen=True, kw_only=True)
class RoutingFacts:
    """What a routing rule can ask about one ticket. `id` is 0 for one that is only thought up."""

    id: int = 0
    subject: str = ""
    channel: str = ""
    type: str = ""
    urgency: str = Urgency.NORMAL
    language: str = ""
    product_id: int | None = None
    product: str = ""
    organisation_id: int | None = None
    contact_id: int | None = None
    customer: str = ""
    team_id: int | None = None
    owner_id: int | None = None
    duty_role: str = ""


_FIELDS = (
    "id", "subject", "channel", "type", "urgency", "language", "product_id", "product__name", "organisation_id",
    "organisation__name", "contact_id", "contact__display_name", "team_id", "owner_id", "duty_role__name",
)  # fmt: skip


def needs_owner(*, skip: int = 0, limit: int) -> list[RoutingFacts]:
    """Tickets that wait for us and that no person has: the nearest promise first, urgent ones before others alike."""
    first = Case(When(urgency=Urgency.URGENT, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Ticket.objects.filter(is_open=True, owner=None, snoozed_until=None, state__in=NEEDS_WORK).order_by(
        "due_at", first, "id"
    )
    return _facts(rows.values(*_FIELDS)[skip : skip + limit])


def routing_facts(ticket_id: int) -> RoutingFacts | None:
    """The same about one ticket, whatever its state and owner."""
    found = _facts(Ticket.objects.filter(pk=ticket_id).values(*_FIELDS))
    return found[0] if found else None


def is_without_owner(ticket_id: int) -> bool:
    """Whether the ticket waits for us and no person has it."""
    return Ticket.objects.filter(pk=ticket_id, is_open=True, owner=None, state__in=NEEDS_WORK).exists()


def working_load_of(people: Iterable[int]) -> dict[int, int]:
    """How many tickets each of these people works on: those that wait or are snoozed do not count."""
    mine = Q(owner_id__in=list(people), state__in=NEEDS_WORK, snoozed=False)
    rows = Tally.objects.filter(mine).values("owner_id").annotate(n=Sum("count"))
    return {row["owner_id"]: row["n"] for row in rows.order_by()}


def moves_of(ticket_id: int) -> list[Recorded]:
    """Every change of owner of one ticket, in order. One query."""
    return records.history(f"ticket:{ticket_id}", codes=(Assigned.code, Transferred.code))


def _facts(rows: Iterable[dict[str, Any]]) -> list[RoutingFacts]:
    found = []
    for row in rows:
        values = dict(row)
        values["product"] = values.pop("product__name") or ""
        contact, organisation = values.pop("contact__display_name"), values.pop("organisation__name")
        values["customer"] = organisation or contact or ""
        values["duty_role"] = values.pop("duty_role__name")
        found.append(RoutingFacts(**values))
    return found
