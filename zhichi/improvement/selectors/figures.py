"""Ideas counted for the handbook: raised, decided, measured, waiting (3.3.3, 10.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from zhichi.core import clock
from zhichi.improvement.choices import OPEN, Answer, IdeaState
from zhichi.improvement.definitions import ANSWER_DAYS
from zhichi.improvement.models import Idea
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period

QUARTER = timedelta(days=91)


def ideas() -> QuerySet[Idea]:
    """All ideas, as lists behind figures show them."""
    return Idea.objects.select_related("author")


def raised_in(period: Period) -> QuerySet[Idea]:
    """Ideas raised in the period."""
    return ideas().filter(raised_at__gte=period.start, raised_at__lt=period.end)


def raised_lately(period: Period) -> QuerySet[Idea]:
    """Ideas raised in the thirteen weeks up to the end of the period, or up to now while it runs."""
    end = min(period.end, clock.now() + timedelta(seconds=1))
    return ideas().filter(raised_at__gte=end - QUARTER, raised_at__lt=end)


def adopted_in(period: Period) -> QuerySet[Idea]:
    """Ideas adopted in the period."""
    return _decided(period).filter(state=IdeaState.ADOPTED)


def dropped_in(period: Period) -> QuerySet[Idea]:
    """Ideas dropped in the period."""
    return _decided(period).filter(state=IdeaState.DROPPED)


def better_in(period: Period) -> QuerySet[Idea]:
    """Ideas adopted in the period whose measured result is better than before (10.4.3)."""
    return adopted_in(period).filter(answer=Answer.BETTER)


def standing(state: str) -> QuerySet[Idea]:
    """Ideas that stand there now."""
    return ideas().filter(state=state)


def unanswered(period: Period) -> QuerySet[Idea]:
    """Ideas raised in the period that were not answered in time, or are not yet though the time is over (10.4.2)."""
    days = timedelta(days=policy(ANSWER_DAYS))
    late = Q(answered_at__gt=F("raised_at") + days) | Q(answered_at=None, raised_at__lt=clock.now() - days)
    return raised_in(period).filter(late)


def waiting() -> QuerySet[Idea]:
    """Ideas that are neither adopted nor dropped."""
    return ideas().filter(state__in=OPEN)


def _decided(period: Period) -> QuerySet[Idea]:
    return ideas().filter(decided_at__gte=period.start, decided_at__lt=period.end)
