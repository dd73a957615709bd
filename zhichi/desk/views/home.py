"""The desk's home page by post, and its cards that load by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhichi.accounts.policies import DESK
from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.desk import selectors
from zhichi.desk.charts import bars_of
from zhichi.desk.first_steps import steps_for
from zhichi.handbook import selectors as handbook
from zhichi.handbook.choices import ClauseState
from zhichi.tickets import selectors as tickets
from zhichi.ui.respond import is_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest

HIDDEN = "zhichi_first_steps"  # a cookie: what somebody does not want to see again in this browser
YEAR = 365 * 24 * 3600  # seconds


@require_safe
@requires(DESK)
def home(request: HttpRequest) -> HttpResponse:
    """What one's post needs first."""
    at = clock.now()
    return render(request, "desk/home.html", {"home": selectors.home_of(request.user, at=at), "now": at})


@require_safe
@requires(DESK)
def flow(request: HttpRequest) -> HttpResponse:
    """Requests that came in and went out in the last fourteen days."""
    days = tickets.flow(request.user, at=clock.now())
    came, went = sum(day.came for day in days), sum(day.went for day in days)
    context = {"days": days, "chart": bars_of(days), "came": came, "went": went, "more": came - went}
    return render(request, "desk/_flow.html", context)


@require_safe
@requires(DESK)
def load(request: HttpRequest) -> HttpResponse:
    """Open requests by team and by person."""
    owners = tickets.open_by_owner(request.user)
    context = {
        "teams": tickets.open_by_team(request.user),
        "owners": owners,
        "most": max((total for _person, total, _waiting in owners), default=1),
    }
    return render(request, "desk/_load.html", context)


@require_safe
@requires(DESK)
def goals(request: HttpRequest) -> HttpResponse:
    """The headline goals of the service charter (1.1) in this month."""
    return render(request, "desk/_goals.html", {"goals": handbook.goals(handbook.this_month())})


@require_safe
@requires(DESK)
def states(request: HttpRequest) -> HttpResponse:
    """How many clauses of the handbook are kept, at risk, broken, without data, or not built yet (this month)."""
    counts = handbook.states(handbook.this_month())
    rows = [(code, ClauseState(code).label, count) for code, count in counts.items() if count]
    return render(request, "desk/_states.html", {"rows": rows})


@require_safe
@requires(DESK)
def first_steps(request: HttpRequest) -> HttpResponse:
    """What a new installation still needs, for those who set it up; nothing once it is done or hidden."""
    steps = [] if HIDDEN in request.COOKIES else steps_for(request.user, at=clock.now())
    context = {"steps": steps, "total": len(steps), "done": sum(step.is_done for step in steps)}
    return render(request, "desk/_first_steps.html", context)


@require_POST
@requires(DESK)
def hide_first_steps(request: HttpRequest) -> HttpResponse:
    """Do not show the first steps any more in this browser."""
    answer = HttpResponse() if is_fragment(request) else redirect("desk:home")
    answer.set_cookie(HIDDEN, "hidden", max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return answer
