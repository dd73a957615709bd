"""The numbers of 2.2 about visits and remote sessions, computed from the records of one period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from zhichi.records.selectors import policy
from zhichi.visits.choices import OPEN, SignedBy, VisitState
from zhichi.visits.models import RemoteSession, Visit

SIGNED = (SignedBy.DRAWN, SignedBy.TYPED)


@dataclass(frozen=True)
class VisitFigures:
    """Visits of a period: planned for it, held in it, left in it, and of those reported in time and signed."""

    planned: int
    held: int
    left: int
    in_time: int
    signed: int
    on_time: int
    missed: int  # planned, the end has passed, nobody checked in


def visits(start: datetime, end: datetime, *, at: datetime) -> VisitFigures:
    """The visits of a period (aware, end exclusive) as they stand at `at`. One query."""
    within = timedelta(hours=policy("2.2.visit_report_hours"))
    late = timedelta(minutes=policy("2.2.visit_late_minutes"))
    held = Q(checked_in_at__gte=start, checked_in_at__lt=end)
    planned = Q(starts_at__gte=start, starts_at__lt=end) & ~Q(state=VisitState.CANCELLED)
    left = Q(checked_out_at__gte=start, checked_out_at__lt=end)
    # A report that is still due counts neither way.
    settled = left & (~Q(state=VisitState.CHECKED_OUT) | Q(checked_out_at__lt=at - within))
    figures = Visit.objects.aggregate(
        planned=Count("pk", filter=planned),
        held=Count("pk", filter=held),
        on_time=Count("pk", filter=held & Q(checked_in_at__lte=F("starts_at") + late)),
        left=Count("pk", filter=settled),
        in_time=Count("pk", filter=settled & Q(reported_at__lte=F("checked_out_at") + within)),
        signed=Count("pk", filter=settled & Q(signed__in=SIGNED)),
        missed=Count("pk", filter=planned & Q(state__in=OPEN, checked_in_at=None, ends_at__lt=min(at, end))),
    )
    return VisitFigures(**figures)


def sessions(start: datetime, end: datetime) -> tuple[int, int]:
    """Remote sessions begun in the period, and how many of them hold the customer's consent. One query."""
    rows = RemoteSession.objects.filter(started_at__gte=start, started_at__lt=end)
    figures = rows.aggregate(
        all=Count("pk"), agreed=Count("pk", filter=~Q(consent_by="") & Q(consent_at__lte=F("started_at")))
    )
    return figures["all"], figures["agreed"]
