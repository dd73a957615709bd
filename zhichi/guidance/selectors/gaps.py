"""Missing articles, scoped to the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count

from zhichi.guidance import policies
from zhichi.guidance.choices import PENDING, GapState
from zhichi.guidance.models import Gap

if TYPE_CHECKING:
    from django.db.models import QuerySet

VIEWS = ("open", "assigned", "mine", "done", "dismissed")


def gaps(person: Any, view: str) -> QuerySet[Gap]:
    """One view of the gaps, the most asked for first; settled ones by when that was."""
    rows = policies.visible_to(person, Gap.objects.select_related("assignee", "article"))
    if view == "mine":
        return rows.filter(assignee=person, state__in=PENDING).order_by("-count", "-last_at", "pk")
    if view in {GapState.DONE, GapState.DISMISSED}:
        return rows.filter(state=view).order_by("-settled_at", "-pk")
    return rows.filter(state=view).order_by("-count", "-last_at", "pk")


def gap(person: Any, gap_id: int) -> Gap | None:
    """One gap, if this person may see it."""
    return policies.visible_to(person, Gap.objects.select_related("assignee", "article")).filter(pk=gap_id).first()


def gap_counts(person: Any) -> dict[str, int]:
    """How many gaps stand in each view."""
    rows = policies.visible_to(person, Gap.objects.all())
    found = dict(rows.values_list("state").annotate(count=Count("pk")).order_by())
    return {**found, "mine": rows.filter(assignee=person, state__in=PENDING).count()}
