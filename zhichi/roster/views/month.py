"""A month of a team at a glance."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhichi.core.rights import requires
from zhichi.roster import policies, selectors
from zhichi.roster.views.shared import chosen_team, day_of, tabs, today


@require_safe
@requires(policies.VIEW)
def month(request: HttpRequest) -> HttpResponse:
    """Which shifts are manned on which day, and by whom."""
    team, teams = chosen_team(request, request.GET)
    first = _first(request.GET.get("month", ""))
    weeks = selectors.month_of(team.pk, first, for_user=request.user)
    now, after = today(), (first + timedelta(days=32)).replace(day=1)
    missing = sum(
        item.missing for days in weeks for day, items in days if first <= day < after and day >= now for item in items
    )
    context = {
        "team": team,
        "teams": teams,
        "first": first,
        "month_text": f"{first:%Y-%m}",
        "weeks": weeks,
        "missing": missing,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": after,
        "today": now,
        "may_plan": policies.PLAN.allows(request.user, None),
        "tabs": tabs(request, "month", team.pk),
    }
    return render(request, "roster/month.html", context)


def _first(asked: str) -> date:
    if not asked:
        return today().replace(day=1)
    if len(asked) != 7:
        raise Http404
    return day_of(f"{asked}-01")
