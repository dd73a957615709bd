"""The numbers of 3.4.4: what was due in a period and how late it came, what was issued, actions and their days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q

from zhichi.core import clock
from zhichi.reports import spans
from zhichi.reports.choices import ReportState
from zhichi.reports.models import Action, Report

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.db.models import QuerySet

    from zhichi.handbook.registry import Period


@dataclass(frozen=True)
class Sheet:
    """Of the reports due in a period by now: how many, how many of them issued, the longest delay of one."""

    due: int
    issued_of_due: int
    longest_delay: timedelta | None  # None: nothing was due; below zero: all came before their day
    issued: int  # issued in the period, whenever they were due
    noted: int  # actions of reports that were issued in the period
    done: int  # of those
    late: int  # actions whose day is past now


def due_in(start: datetime, end: datetime) -> QuerySet[Report]:
    """Reports whose day lay in a period and is past, or that were issued before their day came."""
    reached = Q(due_at__lt=min(end, clock.now())) | Q(due_at__lt=end, state=ReportState.ISSUED)
    return Report.objects.filter(reached, due_at__gte=start)


def issued_in(start: datetime, end: datetime) -> QuerySet[Report]:
    """Reports issued in a period."""
    return Report.objects.filter(issued_at__gte=start, issued_at__lt=end)


def agreed_in(start: datetime, end: datetime) -> QuerySet[Action]:
    """Actions of the reports that were issued in a period."""
    return Action.objects.filter(report__issued_at__gte=start, report__issued_at__lt=end)


def late_actions() -> QuerySet[Action]:
    """Actions whose day is past now and that nobody has ticked off."""
    today = spans.today(clock.now())
    return Action.objects.filter(done_at=None, due_on__lt=today, report__state=ReportState.ISSUED)


def sheet(period: Period) -> Sheet:
    """The numbers of a period; the rows are read once for the whole it was cut from."""
    whole, now = period.root, clock.now()
    rows = whole.share("reports.rows", lambda: _rows(whole))
    due = [row for row in rows if period.start <= row.due_at < period.end and (row.issued_at or row.due_at < now)]
    out = [row for row in rows if row.issued_at is not None and period.start <= row.issued_at < period.end]
    return Sheet(
        due=len(due),
        issued_of_due=sum(row.issued_at is not None for row in due),
        longest_delay=max(((row.issued_at or now) - row.due_at for row in due), default=None),
        issued=len(out),
        noted=sum(row.noted for row in out),
        done=sum(row.done for row in out),
        late=sum(row.late for row in rows),
    )


class _Row(NamedTuple):
    """A report by its days, with its actions counted; `late` now."""

    due_at: datetime
    issued_at: datetime | None
    noted: int
    done: int
    late: int


def _rows(whole: Period) -> list[_Row]:
    """The reports that were due or issued in a period, and all with actions that are late now. One query."""
    today = spans.today(clock.now())
    is_late = Q(actions__done_at=None, actions__due_on__lt=today, issued_at__isnull=False)
    rows = Report.objects.values("pk", "due_at", "issued_at").annotate(
        noted=Count("actions"),
        done=Count("actions", filter=Q(actions__done_at__isnull=False)),
        late=Count("actions", filter=is_late),
    )
    within = Q(due_at__gte=whole.start, due_at__lt=whole.end) | Q(issued_at__gte=whole.start, issued_at__lt=whole.end)
    fields = ("due_at", "issued_at", "noted", "done", "late")
    return [_Row(*row) for row in rows.filter(within | Q(late__gt=0)).values_list(*fields)]
