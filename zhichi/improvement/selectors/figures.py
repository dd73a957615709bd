"""Ideas counted for the handbook: raised, decided, measured, waiting (3.3.3, 10.4). One query for a period."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet

from zhichi.core import clock
from zhichi.improvement.choices import Answer, Direction, IdeaState
from zhichi.improvement.definitions import ANSWER_DAYS
from zhichi.improvement.models import Idea
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period

QUARTER = timedelta(days=91)
RAISED, LATELY, ADOPTED, DROPPED, BETTER, LATE = "raised", "lately", "adopted", "dropped", "better", "late"
COUNTED = (RAISED, LATELY, ADOPTED, DROPPED, BETTER, LATE)


def sheet(period: Period) -> dict[str, int]:
    """How many ideas each of COUNTED, each direction and each state (now) has, and "all". One query, once a period."""
    return period.share("improvement.sheet", lambda: _count(period))


def counted(what: str, period: Period) -> QuerySet[Idea]:
    """The ideas behind one number of COUNTED, with their authors."""
    return ideas().filter(_conditions(period)[what])


def standing(state: str) -> QuerySet[Idea]:
    """Ideas that stand there now."""
    return ideas().filter(state=state)


def ideas() -> QuerySet[Idea]:
    """All ideas, as lists behind figures show them."""
    return Idea.objects.select_related("author")


def _count(period: Period) -> dict[str, int]:
    conditions = _conditions(period)
    raised = conditions[RAISED]
    asked = {
        **conditions,
        **{direction.value: raised & Q(direction=direction) for direction in Direction},
        **{f"{state.value}_now": Q(state=state) for state in IdeaState},
    }
    found = Idea.objects.aggregate(
        every=Count("pk"), **{f"n_{name}": Count("pk", filter=condition) for name, condition in asked.items()}
    )
    return {"all": found["every"], **{name: found[f"n_{name}"] for name in asked}}


def _conditions(period: Period) -> dict[str, Q]:
    """What each number counts. "lately": the thirteen weeks up to the end of the period, or to now while it runs."""
    now, days = clock.now(), timedelta(days=policy(ANSWER_DAYS))
    end = min(period.end, now + timedelta(seconds=1))
    raised = Q(raised_at__gte=period.start, raised_at__lt=period.end)
    decided = Q(decided_at__gte=period.start, decided_at__lt=period.end)
    late = Q(answered_at__gt=F("raised_at") + days) | Q(answered_at=None, raised_at__lt=now - days)
    adopted = decided & Q(state=IdeaState.ADOPTED)
    return {
        RAISED: raised,
        LATELY: Q(raised_at__gte=end - QUARTER, raised_at__lt=end),
        ADOPTED: adopted,
        DROPPED: decided & Q(state=IdeaState.DROPPED),
        BETTER: adopted & Q(answer=Answer.BETTER),
        LATE: raised & late,
    }
