"""Figures for the handbook and the records they count: warned of, broken, gone up, answered in time (3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from zhichi.core.sheets import Happened, count, together, told
from zhichi.escalation.choices import WARNED
from zhichi.escalation.definitions import IN_TIME
from zhichi.escalation.models import Escalation, Raising
from zhichi.notices import selectors as notices
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

WARNING, BROKEN, STEP, TOLD = "warning", "broken", "step", "told"


@dataclass(frozen=True)
class Figures:
    """Counts of a period; `answered` of `told` steps were acknowledged in time."""

    warnings: int
    breaches: int
    escalated: int
    told: int
    answered: int


def happened(start: datetime, end: datetime) -> list[Happened]:
    """What happened between `start` and `end` (aware). One query."""
    steps = Raising.objects.filter(at__gte=start, at__lt=end)
    return together(
        told(warnings_in(start, end), WARNING, "made_at"),
        told(broken_in(start, end), BROKEN, "late_since"),
        told(steps, STEP, "at", name=Cast("escalation_id", CharField())),
        told(told_in(start, end), TOLD, "at", good=in_time()),
    )


def figures_of(rows: Sequence[Happened]) -> Figures:
    """What rows of `happened` come to. A promise that went up several steps counts once."""
    return Figures(
        warnings=count(rows, WARNING),
        breaches=count(rows, BROKEN),
        escalated=len({row.name for row in rows if row.kind == STEP}),
        told=count(rows, TOLD),
        answered=count(rows, TOLD, good=True),
    )


def warnings_in(start: datetime, end: datetime) -> Any:
    """Warnings given in a period, one for each person."""
    return notices.told(start, end, kinds=[WARNED])


def broken_in(start: datetime, end: datetime) -> QuerySet[Escalation]:
    """Promises that broke in a period."""
    return Escalation.objects.filter(late_since__gte=start, late_since__lt=end)


def raised_in(start: datetime, end: datetime) -> QuerySet[Escalation]:
    """Promises that went up in a period."""
    return Escalation.objects.filter(
        Exists(Raising.objects.filter(escalation=OuterRef("pk"), at__gte=start, at__lt=end))
    )


def told_in(start: datetime, end: datetime) -> QuerySet[Raising]:
    """Steps of a period at which somebody could be told."""
    return Raising.objects.filter(at__gte=start, at__lt=end, why="")


def in_time() -> Q:
    """Acknowledged soon enough."""
    limit = F("at") + timedelta(minutes=policy(IN_TIME))
    return Q(acknowledged_at__isnull=False, acknowledged_at__lte=limit)
