"""The calendar of visits: a week or a day of every engineer, an agenda on phones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.visits import lanes, policies, selectors

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SPANS = {"week": 7, "day": 1}
LEGEND = (
    ("work", gettext_lazy("Working time")),
    ("visit", pgettext_lazy("calendar", "Visit")),
    ("travel", pgettext_lazy("calendar", "Way")),
    ("away", pgettext_lazy("calendar", "Away")),
    ("taken", pgettext_lazy("calendar", "Taken")),
)


@require_safe
@requires(policies.BROWSE)
def calendar(request: HttpRequest) -> HttpResponse:
    """Who is where, the way drawn, absence and skills shown; requested visits that wait for a plan; my own ones."""
    user = request.user
    zone = getattr(user, "zone", timezone.get_current_timezone())
    today = clock.now().astimezone(zone).date()
    span = request.GET.get("span", "week")
    span = span if span in SPANS else "week"
    chosen = _day(request.GET.get("day", ""), today)
    first = chosen - timedelta(days=chosen.weekday()) if span == "week" else chosen
    days = [first + timedelta(days=step) for step in range(SPANS[span])]
    rows = selectors.calendar(user, days, zone, only=_number(request.GET.get("engineer", "")))
    context = {
        "sheet": lanes.sheet(rows, days, zone, today=today),
        "span": span,
        "engineer": request.GET.get("engineer", ""),
        "days": days,
        "today": today,
        "before": first - timedelta(days=SPANS[span]),
        "after": first + timedelta(days=SPANS[span]),
        "chosen": chosen,
        "zone": zone,
        "waiting": selectors.waiting(user),
        "mine": selectors.mine(user),
        "may_plan": policies.PLAN.allows(user, None),
        "legend": [(kind, str(word)) for kind, word in LEGEND],
    }
    return render(request, "visits/calendar.html", context)


def _day(typed: str, today: date) -> date:
    """The day asked for; today for whatever is none, or is too far away to be drawn."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return today
    return found if abs(found - today) < timedelta(days=3660) else today


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 18 else None
