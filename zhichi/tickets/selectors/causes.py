"""What tickets came from: the judged cause with product and version, for those who build the product (6.3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.tickets import policies
from zhichi.tickets.choices import Urgency
from zhichi.tickets.models import Confirmation, Ticket
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from datetime import datetime

MOST = 20_000  # judgements of one period


@dataclass(frozen=True)
class Caused:
    """One ticket with the cause that was judged last. `product_id` is 0 where none is named."""

    ticket_id: int
    number: str
    subject: str
    product_id: int
    version: str
    cause: str
    is_urgent: bool


def causes_in(person: Any, start: datetime, end: datetime) -> list[Caused]:
    """Tickets that `person` sees whose cause was judged from `start` (aware) to before `end`; the newest judgement.

    Without what was no request, and what was merged into another. One query.
    """
    seen = policies.visible_to(person, Ticket.objects.filter(merged_into=None, closed_as="")).order_by()
    rows = Confirmation.objects.filter(at__gte=start, at__lt=end, ticket__in=seen.values("pk")).order_by("-at", "-pk")
    names = ("ticket_id", "ticket__subject", "ticket__product_id", "ticket__version", "cause", "ticket__urgency")
    found: dict[int, Caused] = {}
    for key, subject, product, version, cause, urgency in rows.values_list(*names)[:MOST]:
        if key not in found:
            is_urgent = urgency == Urgency.URGENT
            found[key] = Caused(key, number_of(key), subject, product or 0, version.strip(), cause, is_urgent)
    return list(found.values())
