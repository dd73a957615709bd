"""The numbers of 3.2.1–3.2.3, 3.3.2 and 5.2.3 for one period, each sheet asked once for a period object."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from zhichi.reviews.choices import Dimension, Measure
from zhichi.reviews.models import Alert, Review, WordUse
from zhichi.tickets.selectors import figures as tickets

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period


@dataclass(frozen=True)
class Sheet:
    """Reviews of a period: points of those submitted in it; of those planned in it how many are done."""

    count: int = 0
    score: float | None = None
    failed: int = 0
    objected: int = 0
    second: int = 0  # objections that a second opinion settled
    dimensions: dict[str, float] = field(default_factory=dict)
    planned: int = 0
    done: int = 0
    forbidden: int = 0  # replies sent with a forbidden word


def sheet(period: Period) -> Sheet:
    """The reviews of the period. Three queries."""
    return period.share("reviews.sheet", lambda: _sheet(period))


def _sheet(period: Period) -> Sheet:
    rows = list(
        Review.objects.filter(submitted_at__gte=period.start, submitted_at__lt=period.end).values_list(
            "score", "has_failed", "objected_at", "ending", "dimensions"
        )
    )
    planned = Review.objects.filter(created_at__gte=period.start, created_at__lt=period.end).aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(submitted_at__isnull=False))
    )
    sent = WordUse.objects.filter(at__gte=period.start, at__lt=period.end).values("message").distinct().count()
    scores = [score for score, *_rest in rows if score is not None]
    return Sheet(
        count=len(rows),
        score=round(fmean(scores), 1) if scores else None,
        failed=sum(failed for _score, failed, *_rest in rows),
        objected=sum(objected is not None for _score, _failed, objected, *_rest in rows),
        second=sum(ending == "second" for *_first, ending, _dimensions in rows),
        dimensions={
            name: round(fmean(values), 1)
            for name in Dimension.values
            if (values := [found[name] for *_first, found in rows if name in found])
        },
        planned=planned["all"],
        done=planned["done"],
        forbidden=sent,
    )


def effect(measure: str, period: Period) -> tuple[float | None, int]:
    """A figure of 3.3.2 with the number of reviews or follow-ups behind it; None without any."""
    if measure == Measure.SCORE:
        found = sheet(period)
        return found.score, found.count
    settled = tickets.settled(period)
    share = round(100 * settled.unsolved / settled.follow_ups, 1) if settled.follow_ups else None
    return share, settled.follow_ups


def alerts_of(period: Period) -> tuple[int, int]:
    """Alerts raised in the period, and those of them without any action. One query."""
    rows = Alert.objects.filter(at__gte=period.start, at__lt=period.end)
    found = rows.aggregate(all=Count("pk", distinct=True), bare=Count("pk", filter=Q(actions=None), distinct=True))
    return found["all"], found["bare"]
