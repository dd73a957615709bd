"""The numbers of 3.2.1–3.2.3, 3.3.2 and 5.2.3 for one period, each sheet asked once for a period object."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, FloatField, OuterRef, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from zhichi.core.sheets import Happened, count, together, told
from zhichi.reviews.choices import Dimension, Ending, Measure
from zhichi.reviews.models import Action, Alert, Review, WordUse
from zhichi.tickets.selectors import figures as tickets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.handbook.registry import Period

REVIEW, OBJECTED, PLANNED, FORBIDDEN, ALERT = "review", "objected", "planned", "forbidden", "alert"
POINTS = Coalesce(F("score"), Value(-1.0))  # below nothing: none were given
HAS_ACTION = Q(Exists(Action.objects.filter(alert=OuterRef("pk"))))


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
    """The reviews of the period."""
    return period.share("reviews.sheet", lambda: _sheet(period.rows("reviews.rows", happened)))


def happened(start: datetime, end: datetime) -> list[Happened]:
    """Reviews, forbidden words and alerts from `start` to before `end` (aware). One query."""
    submitted = submitted_in(start, end)
    return together(
        told(submitted, REVIEW, "submitted_at", name=F("ending"), good=Q(has_failed=False), amount=POINTS),
        told(submitted.filter(objected_at__isnull=False), OBJECTED, "submitted_at"),
        *(
            told(with_points(submitted, name), name, "submitted_at", amount=_points_of(name))
            for name in Dimension.values
        ),
        told(planned_in(start, end), PLANNED, "created_at", good=Q(submitted_at__isnull=False)),
        told(forbidden_in(start, end), FORBIDDEN, "at"),
        told(alerts_in(start, end), ALERT, "at", good=HAS_ACTION),
    )


def _sheet(rows: Sequence[Happened]) -> Sheet:
    reviews = [row for row in rows if row.kind == REVIEW]
    points = {name: [row.amount for row in rows if row.kind == name] for name in Dimension.values}
    return Sheet(
        count=len(reviews),
        score=_mean([row.amount for row in reviews if row.amount >= 0]),
        failed=sum(not row.is_good for row in reviews),
        objected=count(rows, OBJECTED),
        second=sum(row.name == Ending.SECOND for row in reviews),
        dimensions={name: mean for name, found in points.items() if (mean := _mean(found)) is not None},
        planned=count(rows, PLANNED),
        done=count(rows, PLANNED, good=True),
        forbidden=count(rows, FORBIDDEN),
    )


def submitted_in(start: datetime, end: datetime) -> QuerySet[Review]:
    """Reviews whose first opinion was given in a period."""
    return Review.objects.filter(submitted_at__gte=start, submitted_at__lt=end)


def planned_in(start: datetime, end: datetime) -> QuerySet[Review]:
    """Reviews that were asked for in a period."""
    return Review.objects.filter(created_at__gte=start, created_at__lt=end)


def forbidden_in(start: datetime, end: datetime) -> QuerySet[WordUse]:
    """The first forbidden word of each reply that was sent with one in a period."""
    before = WordUse.objects.filter(message=OuterRef("message"), pk__lt=OuterRef("pk"))
    return WordUse.objects.filter(~Exists(before), at__gte=start, at__lt=end)


def alerts_in(start: datetime, end: datetime) -> QuerySet[Alert]:
    """Alerts raised in a period."""
    return Alert.objects.filter(at__gte=start, at__lt=end)


def with_points(rows: QuerySet[Review], dimension: str) -> QuerySet[Review]:
    """Those in which the dimension was judged."""
    return rows.filter(dimensions__has_key=dimension)


def _points_of(dimension: str) -> Any:
    return Cast(KeyTextTransform(dimension, "dimensions"), FloatField())


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 1) if values else None


def effect(measure: str, period: Period) -> tuple[float | None, int]:
    """A figure of 3.3.2 with the number of reviews or follow-ups behind it; None without any."""
    if measure == Measure.SCORE:
        found = sheet(period)
        return found.score, found.count
    settled = tickets.settled(period)
    share = round(100 * settled.unsolved / settled.follow_ups, 1) if settled.follow_ups else None
    return share, settled.follow_ups


def alerts_of(period: Period) -> tuple[int, int]:
    """Alerts raised in the period, and those of them without any action."""
    rows = period.rows("reviews.rows", happened)
    return count(rows, ALERT), count(rows, ALERT) - count(rows, ALERT, good=True)
