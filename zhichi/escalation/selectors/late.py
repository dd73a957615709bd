"""Late promises with the steps that were taken: of one ticket, and all that have not ended (3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from zhichi.escalation.models import Escalation, Raising
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from django.db.models import QuerySet


def open_ones(person: Any) -> QuerySet[Escalation]:
    """Late promises that have not ended, of tickets that `person` may see, with their steps."""
    rows = Escalation.objects.filter(ended_at=None, ticket_id__in=tickets.for_person(person).values("pk"))
    return _with_steps(rows)


def of_ticket(ticket_id: int) -> list[Escalation]:
    """All that were late about one ticket, the newest first, with their steps."""
    return list(_with_steps(Escalation.objects.filter(ticket_id=ticket_id)).order_by("-late_since", "-pk"))


def _with_steps(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    steps = Prefetch("raisings", Raising.objects.order_by("at", "pk"))
    return rows.select_related("acknowledged_by").prefetch_related(steps)
