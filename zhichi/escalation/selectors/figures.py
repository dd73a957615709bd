"""Figures for the handbook: what was warned of, what broke, what went up, who answered in time (3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from zhichi.escalation.choices import WARNED
from zhichi.escalation.definitions import IN_TIME
from zhichi.escalation.models import Escalation, Raising
from zhichi.notices import selectors as notices
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Figures:
    """Counts of a period; `answered` of `told` steps were acknowledged in time."""

    warnings: int
    breaches: int
    escalated: int
    told: int
    answered: int


def figures(start: datetime, end: datetime) -> Figures:
    """What happened between `start` and `end` (aware). Three queries."""
    within = Q(at__gte=start, at__lt=end)
    in_time = Q(acknowledged_at__lte=F("at") + timedelta(minutes=policy(IN_TIME)))
    steps = Raising.objects.filter(within).aggregate(
        escalated=Count("escalation", distinct=True),
        told=Count("pk", filter=Q(why="")),
        answered=Count("pk", filter=Q(why="") & in_time),
    )
    return Figures(
        warnings=notices.told_count(start, end, kinds=[WARNED]),
        breaches=Escalation.objects.filter(late_since__gte=start, late_since__lt=end).count(),
        **steps,
    )
