"""Reports as lists and one at a time, scoped to who asks; actions; periods that a draft may be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q

from zhichi.records.selectors import first_event_at
from zhichi.reports import policies, spans
from zhichi.reports.choices import Length, ReportState
from zhichi.reports.models import Action, Report

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.accounts.models import User

NEWEST = ("-period_end", "-id")


@dataclass(frozen=True)
class Offer:
    """A period about which there is no report yet."""

    code: str
    label: str
    length: Length


def reports(person: Any) -> QuerySet[Report]:
    """The reports that `person` may read, the newest first, each with its `all_actions` and `open_actions` counted."""
    rows = policies.visible_to(person, Report.objects.all())
    still_open = Count("actions", filter=Q(actions__done_at=None))
    return (
        rows.select_related("issued_by")
        .annotate(all_actions=Count("actions"), open_actions=still_open)
        .order_by(*NEWEST)
    )


def find(person: Any, key: int) -> Report | None:
    """The report if `person` may read it."""
    rows = policies.visible_to(person, Report.objects.all())
    return rows.select_related("issued_by").filter(pk=key).first()


def actions_of(report: Report) -> list[Action]:
    """The actions of a report in the order of their days."""
    return list(report.actions.select_related("owner", "done_by").order_by("due_on", "pk"))


def action(key: int) -> Action | None:
    """One action with its report and owner."""
    return Action.objects.select_related("report", "owner").filter(pk=key).first()


def actions_in_hand(person: Any) -> QuerySet[Action]:
    """Open actions of issued reports: everybody's for those who read reports, else one's own."""
    rows = Action.objects.filter(done_at=None, report__state=ReportState.ISSUED)
    if not policies.VIEW.allows(person, None):
        rows = rows.filter(owner=person)
    return rows.select_related("report", "owner").order_by("due_on", "pk")


def waiting(*, at: datetime) -> tuple[int, int]:
    """How many drafts wait to be issued, and how many of them are late. One query."""
    rows = Report.objects.filter(state=ReportState.DRAFT)
    found = rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    return found["all"], found["late"]


def offers(*, at: datetime) -> list[Offer]:
    """The periods that are over and have no report yet, since the record began."""
    began, known = first_event_at(), set(Report.objects.values_list("period", flat=True))
    return [
        Offer(period.code, period.label, length)
        for length in (Length.MONTH, Length.QUARTER, Length.WEEK)
        for period in spans.lately(length, at)
        if period.code not in known and began is not None and period.end > began
    ]


def staff() -> list[User]:
    """The active members of staff, by name."""
    return list(get_user_model().objects.filter(is_active=True).exclude(post="").order_by("sort_key", "pk"))


def people_told(*, managers: bool = False) -> list[int]:
    """Ids of the active managers, or of everybody who reads issued reports."""
    posts = ("manager",) if managers else policies.READERS
    rows = get_user_model().objects.filter(is_active=True, post__in=posts)
    return list(rows.order_by("pk").values_list("pk", flat=True))
