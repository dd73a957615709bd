"""The records that the numbers of a period count, as queries: figures sum them up, drill-down lists them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, Q, When

from zhichi.core.lengths import Microseconds, microseconds
from zhichi.records.selectors import policy
from zhichi.sla import selectors as sla
from zhichi.tickets import policies
from zhichi.tickets.choices import FollowUpOutcome, State
from zhichi.tickets.models import FollowUp, Solution, Ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

FINAL = (FollowUpOutcome.SOLVED, FollowUpOutcome.NO_ANSWER)
COMPLETE_AT_INTAKE = Q(contact__isnull=False, product__isnull=False) & (~Q(version="") | Q(asset__isnull=False))
LACKS = Q(type="") | Q(contact=None) | Q(product=None) | Q(owner=None) | Q(responded_at=None) | Q(confirmed_at=None)
# What is timed: from which instant to which, and the policy value that says how long it may take.
STEPS = {
    "register": ("received_at", "registered_at"),
    "assign": ("registered_at", "assigned_at"),
    "confirm": ("registered_at", "confirmed_at"),
}
TARGETS: dict[str, Callable[[], timedelta]] = {
    "register": lambda: timedelta(minutes=policy("2.1.register_minutes")),
    "assign": lambda: timedelta(minutes=policy("2.1.assign_minutes")),
    "confirm": lambda: timedelta(hours=policy("2.2.confirm_hours")),
}


def target_of(step: str) -> timedelta:
    """How long a step may take now."""
    return TARGETS[step]()


def registered_in(start: datetime, end: datetime) -> QuerySet[Ticket]:
    """Tickets registered in a period, without those that were no requests."""
    return Ticket.objects.filter(registered_at__gte=start, registered_at__lt=end, closed_as="")


def timed(rows: QuerySet[Ticket], step: str, *, in_time: bool) -> Any:
    """Tickets that took a step in time, or too late; `took` is in microseconds."""
    earlier, later = STEPS[step]
    taken = rows.filter(**{f"{later}__isnull": False}).annotate(took=Microseconds(F(later) - F(earlier)))
    limit = microseconds(target_of(step))
    return taken.filter(took__lte=limit) if in_time else taken.filter(took__gt=limit)


def closed_in(start: datetime, end: datetime) -> Q:
    """Closed in a period and not opened since; one that was merged is counted with what it went into, spam nowhere."""
    return Q(state=State.CLOSED, closed_at__gte=start, closed_at__lt=end, merged_into=None, closed_as="")


def finished_in(start: datetime, end: datetime) -> QuerySet[Ticket]:
    """Tickets closed in a period (aware, end exclusive), as `closed_in` says."""
    return Ticket.objects.filter(closed_in(start, end))


def marked(rows: QuerySet[Ticket]) -> Any:
    """Tickets with `has_outcome` (some follow-up was recorded), `has_final`, and `is_complete` (3.4.1)."""
    outcomes = FollowUp.objects.filter(ticket=OuterRef("pk")).exclude(outcome="")
    return rows.annotate(
        has_outcome=Exists(outcomes),
        has_final=Exists(outcomes.filter(outcome__in=FINAL)),
        is_complete=Case(When(Q(has_final=True) & ~LACKS, then=1), default=0),
    )


def nobodys() -> QuerySet[Ticket]:
    """Open tickets for which neither a person nor a duty role answers, now (3.3.1)."""
    return Ticket.objects.filter(is_open=True, owner=None, duty_role=None)


def settled_in(start: datetime, end: datetime) -> QuerySet[Solution]:
    """Solutions that were verified or rejected in a period (2.3)."""
    return Solution.objects.filter(settled_at__gte=start, settled_at__lt=end)


def recorded_in(start: datetime, end: datetime) -> QuerySet[FollowUp]:
    """Follow-ups with an outcome recorded in a period (2.4)."""
    return FollowUp.objects.filter(done_at__gte=start, done_at__lt=end).exclude(outcome="")


def followed_up_in_time(rows: QuerySet[FollowUp], *, is_in: bool) -> QuerySet[FollowUp]:
    """Follow-ups recorded at or before their due time, or after it."""
    return rows.filter(done_at__lte=F("due_at")) if is_in else rows.filter(done_at__gt=F("due_at"))


def only_visible(person: Any, rows: Any, *, path: str = "pk") -> Any:
    """The rows whose ticket, found by `path`, `person` may see; the very same rows for who sees all."""
    if policies.sees_all(person):
        return rows
    mine = policies.visible_to(person, Ticket.objects.order_by()).values("pk")
    return rows.filter(**{f"{path}__in": mine})


def only_visible_promises(person: Any, rows: Any) -> Any:
    """The promises about tickets that `person` may see."""
    return (
        rows if policies.sees_all(person) else only_visible(person, sla.with_object(rows, "ticket"), path="object_id")
    )
