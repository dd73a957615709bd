"""Reviews as lists: one's own results, what one has to review, all of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.handbook.selectors import parse_period, rows_url
from zhichi.reviews import drill, policies, spans
from zhichi.reviews.choices import ReviewState
from zhichi.reviews.selectors import figures
from zhichi.reviews.selectors import reviews as reads

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from zhichi.handbook.registry import Period


CLAUSE = "3.2.1"


def tabs_of(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What the tabs of every page here need."""
    return {
        "tab": tab,
        "oversees": policies.OVERSEE.allows(request.user, None),
        "reviews_others": policies.WRITE.allows(request.user, None),
        "may_manage": policies.MANAGE.allows(request.user, None),
    }


@require_safe
@requires(policies.VIEW)
def mine(request: HttpRequest) -> HttpResponse:
    """The results of one's own conversations."""
    rows = list(reads.mine(request.user, at=clock.now())[: reads.PAGE])
    scored = [row.score for row in rows if row.score is not None]
    context = {"rows": rows, "mean": sum(scored) / len(scored) if scored else None, **tabs_of(request, "mine")}
    return render(request, "reviews/mine.html", context)


@require_safe
@requires(policies.WRITE)
def to_do(request: HttpRequest) -> HttpResponse:
    """What one has to review."""
    context = {"rows": list(reads.to_do(request.user)), "now": clock.now(), **tabs_of(request, "to_do")}
    return render(request, "reviews/to_do.html", context)


@require_safe
@requires(policies.OVERSEE)
def all_reviews(request: HttpRequest) -> HttpResponse:
    """The reviews of a period: figures, by person, one by one."""
    at = clock.now()
    period, error = _period(request, at)
    state = request.GET.get("state", "")
    state = state if state in {*ReviewState.values, "waiting"} else ""
    context = {
        "period": period,
        "error": error,
        "sheet": figures.sheet(period),
        "behind": _behind(period),
        "people": [
            {**row, "url": rows_url(drill.reviews(person_id=row["subject_id"]), period, CLAUSE)}
            for row in reads.by_person(request.user, period)
        ],
        "rows": reads.reviews(request.user, state=state, period=period),
        "waiting": reads.waiting_count(),
        "state": state,
        "states": [*ReviewState.choices, ("waiting", _("Nobody may review"))],
        "periods": _offered(at),
        **tabs_of(request, "all"),
    }
    return render(request, "reviews/all.html", context)


def _behind(period: Period) -> dict[str, str]:
    """Where the records behind each tile are listed."""
    lists = {"score": drill.reviews(), "planned": drill.reviews("planned"), "failed": drill.reviews("failed"),
             "objected": drill.reviews("objected"), "words": drill.words()}  # fmt: skip
    return {name: rows_url(rows, period, CLAUSE) for name, rows in lists.items()}


def _period(request: HttpRequest, at: datetime) -> tuple[Period, str]:
    try:
        code = request.GET.get("period", "")
        return (parse_period(code) if code.strip() else spans.month_of(spans.today(at))), ""
    except DomainError as refusal:
        return spans.month_of(spans.today(at)), str(refusal)


def _offered(at: datetime) -> list[tuple[str, str]]:
    this_week = spans.week_of(spans.today(at))
    this_month = spans.month_of(spans.today(at))
    return [
        (this_week.code, _("This week")),
        (spans.week_of(this_week.first_day - timedelta(days=7)).code, _("Last week")),
        (this_month.code, _("This month")),
        (spans.last_month(at).code, _("Last month")),
    ]
