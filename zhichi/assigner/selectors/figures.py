"""What the assigner did in a period, and the records that are counted (3.3.1, 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.assigner.events import Chosen
from zhichi.assigner.models import Escalation, TransferAlert
from zhichi.core.sheets import Happened, count, now_in, together, told
from zhichi.records.selectors import events_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.records.models import Event

CHOSEN, ESCALATED, RETURNED, ALERT, OPEN = "chosen", "escalated", "returned", "alert", "open"


@dataclass(frozen=True)
class Figures:
    """Counts of a period."""

    assigned: int  # by itself
    escalations: int
    returned: int
    alerts: int
    open_alerts: int  # now


def happened(start: datetime, end: datetime) -> list[Happened]:
    """What happened from `start` to before `end` (aware), and the alerts that are open now. One query."""
    return together(
        told(chosen_in(start, end), CHOSEN, "at"),
        told(escalated_in(start, end), ESCALATED, "at"),
        told(returned_in(start, end), RETURNED, "returned_at"),
        told(alerts_in(start, end), ALERT, "at"),
        told(open_alerts(), OPEN, now_in(end)),
    )


def figures_of(rows: Sequence[Happened]) -> Figures:
    """What rows of `happened` come to."""
    return Figures(
        assigned=count(rows, CHOSEN),
        escalations=count(rows, ESCALATED),
        returned=count(rows, RETURNED),
        alerts=count(rows, ALERT),
        open_alerts=count(rows, OPEN),
    )


def chosen_in(start: datetime, end: datetime) -> QuerySet[Event]:
    """Events of a period that say who got a ticket by itself."""
    return events_in([Chosen.code], start, end)


def escalated_in(start: datetime, end: datetime) -> QuerySet[Escalation]:
    """What went from juniors to seniors in a period."""
    return Escalation.objects.filter(at__gte=start, at__lt=end)


def returned_in(start: datetime, end: datetime) -> QuerySet[Escalation]:
    """What seniors handed back in a period."""
    return Escalation.objects.filter(returned_at__gte=start, returned_at__lt=end)


def alerts_in(start: datetime, end: datetime) -> QuerySet[TransferAlert]:
    """Alerts of a period about tickets that are passed around."""
    return TransferAlert.objects.filter(at__gte=start, at__lt=end)


def open_alerts() -> QuerySet[TransferAlert]:
    """Alerts about open tickets that no supervisor settled yet, now."""
    return TransferAlert.objects.filter(settled_at=None, ticket__is_open=True)
