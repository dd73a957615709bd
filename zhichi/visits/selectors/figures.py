"""The numbers of 2.2 about visits and remote sessions, and the records that they count, for one period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from zhichi.core.sheets import Happened, count, together, told
from zhichi.records.selectors import policy
from zhichi.visits.choices import OPEN, SignedBy, VisitState
from zhichi.visits.models import RemoteSession, Visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

SIGNED = (SignedBy.DRAWN, SignedBy.TYPED)
PLANNED, HELD, LEFT, SESSION = "planned", "held", "left", "session"


@dataclass(frozen=True)
class Sheet:
    """Visits of a period: planned for it, held and left in it, of those reported in time and signed; sessions."""

    planned: int
    held: int
    left: int
    in_time: int
    signed: int
    on_time: int
    missed: int  # planned, the end has passed, nobody checked in
    sessions: int
    agreed: int  # with the customer's consent from before they began


def happened(start: datetime, end: datetime, *, at: datetime) -> list[Happened]:
    """Visits and remote sessions of a period (aware, end exclusive) as they stand at `at`. One query."""
    return together(
        told(planned_in(start, end), PLANNED, "starts_at", good=~missed_at(at)),
        told(held_in(start, end), HELD, "checked_in_at", good=on_time()),
        told(left_in(start, end, at=at), LEFT, "checked_out_at", name=F("signed"), good=in_time()),
        told(sessions_in(start, end), SESSION, "started_at", good=AGREED),
    )


def sheet_of(rows: Sequence[Happened]) -> Sheet:
    """What rows of `happened` come to."""
    planned = count(rows, PLANNED)
    return Sheet(
        planned=planned,
        held=count(rows, HELD),
        left=count(rows, LEFT),
        in_time=count(rows, LEFT, good=True),
        signed=sum(row.kind == LEFT and row.name in SIGNED for row in rows),
        on_time=count(rows, HELD, good=True),
        missed=planned - count(rows, PLANNED, good=True),
        sessions=count(rows, SESSION),
        agreed=count(rows, SESSION, good=True),
    )


def planned_in(start: datetime, end: datetime) -> QuerySet[Visit]:
    """Visits that are to begin in a period and were not called off."""
    return Visit.objects.filter(starts_at__gte=start, starts_at__lt=end).exclude(state=VisitState.CANCELLED)


def missed_at(at: datetime) -> Q:
    """The end of the plan has passed and nobody checked in."""
    return Q(state__in=OPEN, checked_in_at__isnull=True, ends_at__lt=at)


def held_in(start: datetime, end: datetime) -> QuerySet[Visit]:
    """Visits that began in a period."""
    return Visit.objects.filter(checked_in_at__gte=start, checked_in_at__lt=end)


def on_time() -> Q:
    """Begun no later than the handbook tolerates."""
    return Q(checked_in_at__lte=F("starts_at") + timedelta(minutes=policy("2.2.visit_late_minutes")))


def left_in(start: datetime, end: datetime, *, at: datetime) -> QuerySet[Visit]:
    """Visits that ended in a period; one whose report is still due counts neither way."""
    rows = Visit.objects.filter(checked_out_at__gte=start, checked_out_at__lt=end)
    return rows.exclude(state=VisitState.CHECKED_OUT, checked_out_at__gte=at - _report_within())


def in_time() -> Q:
    """Reported soon enough after the check-out."""
    return Q(reported_at__isnull=False, reported_at__lte=F("checked_out_at") + _report_within())


def sessions_in(start: datetime, end: datetime) -> QuerySet[RemoteSession]:
    """Remote sessions begun in a period."""
    return RemoteSession.objects.filter(started_at__gte=start, started_at__lt=end)


AGREED = ~Q(consent_by="") & Q(consent_at__isnull=False, consent_at__lte=F("started_at"))


def _report_within() -> timedelta:
    return timedelta(hours=policy("2.2.visit_report_hours"))
