"""Hand-overs that were, how many, and the records that are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from zhichi.accounts import selectors as accounts
from zhichi.core.sheets import Happened, count, together, told
from zhichi.handover.models import Handed, HandOver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

LOOKS_BACK = timedelta(days=3)
SHIFT_END, TICKET = "shift end", "ticket"


@dataclass(frozen=True)
class Counts:
    """Hand-overs of a period by people, tickets in them, and tickets that went on by themselves."""

    by_people: int
    tickets: int
    automatic: int


def happened(start: datetime, end: datetime) -> list[Happened]:
    """What was handed over from `start` to before `end` (aware) and not undone. One query."""
    return together(
        told(hand_overs_in(start, end), SHIFT_END, "at"),
        told(handed_in(start, end), TICKET, "hand_over__at", good=Q(hand_over__is_automatic=False)),
    )


def counts_of(rows: Sequence[Happened]) -> Counts:
    """What rows of `happened` come to."""
    tickets = count(rows, TICKET, good=True)
    return Counts(by_people=count(rows, SHIFT_END), tickets=tickets, automatic=count(rows, TICKET) - tickets)


def hand_overs_in(start: datetime, end: datetime) -> QuerySet[HandOver]:
    """Hand-overs that people made in a period."""
    return HandOver.objects.filter(at__gte=start, at__lt=end, undone_at=None, is_automatic=False)


def handed_in(start: datetime, end: datetime) -> QuerySet[Handed]:
    """Tickets that were handed over in a period, by people or by themselves."""
    return Handed.objects.filter(hand_over__at__gte=start, hand_over__at__lt=end, hand_over__undone_at=None)


def hand_over(for_user: Any, key: int) -> HandOver | None:
    """One hand-over of somebody's own, or None."""
    return HandOver.objects.filter(pk=key, person=for_user).select_related("person", "shift__kind").first()


def recent(for_user: Any, *, limit: int = 5) -> list[HandOver]:
    """Somebody's latest hand-overs with their tickets."""
    rows = HandOver.objects.filter(person=for_user).select_related("person", "shift__kind")
    return list(rows.prefetch_related("items__ticket", "items__to", "items__duty_role")[:limit])


def received(for_user: Any, at: datetime, *, limit: int = 5) -> list[HandOver]:
    """The latest hand-overs with a ticket for somebody, or for a duty role that they hold at `at` (aware).

    `items` of each are those alone. Three queries.
    """
    roles = [
        duty.role.pk for duty in accounts.duties_at(at) if duty.holder is not None and duty.holder.pk == for_user.pk
    ]
    mine = Handed.objects.filter(Q(to=for_user) | Q(to=None, duty_role__in=roles))
    since = at - LOOKS_BACK
    rows = HandOver.objects.filter(at__gt=since, undone_at=None, pk__in=mine.values("hand_over"))
    items = Prefetch("items", mine.select_related("ticket", "to", "duty_role"))
    rows = rows.exclude(person=for_user).select_related("person", "shift__kind")
    return list(rows.prefetch_related(items)[:limit])
