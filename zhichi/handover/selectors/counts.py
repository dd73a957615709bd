"""Hand-overs that were, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from zhichi.handover.models import HandOver

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Counts:
    """Hand-overs of a period by people, tickets in them, and tickets that went to the duty role by themselves."""

    by_people: int
    tickets: int
    automatic: int


def counts(start: datetime, end: datetime) -> Counts:
    """What was handed over from `start` to before `end` (aware) and not undone. Two queries."""
    rows = HandOver.objects.filter(at__gte=start, at__lt=end, undone_at=None)
    own = rows.filter(is_automatic=False)
    found = dict(rows.order_by().values_list("is_automatic").annotate(tickets=Sum("count")))
    return Counts(by_people=own.count(), tickets=found.get(False, 0), automatic=found.get(True, 0))


def hand_over(for_user: Any, key: int) -> HandOver | None:
    """One hand-over of somebody's own, or None."""
    return HandOver.objects.filter(pk=key, person=for_user).first()


def recent(for_user: Any, *, limit: int = 5) -> list[HandOver]:
    """Somebody's latest hand-overs with their tickets."""
    rows = HandOver.objects.filter(person=for_user).select_related("shift__kind")
    return list(rows.prefetch_related("items__ticket", "items__to", "items__duty_role")[:limit])
