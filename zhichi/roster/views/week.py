"""The week of a team: people by days, quick entry, copy, publish."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records.selectors import histories, sentence
from zhichi.roster import policies, selectors, services
from zhichi.roster.forms.plan import AUTO, NOBODY, CellForm, PutForm
from zhichi.roster.views.shared import chosen_monday, chosen_team, day_of, tabs, today, week_url
from zhichi.ui.respond import Toast, go, is_fragment, with_toast

if TYPE_CHECKING:
    from zhichi.accounts.models import Team
    from zhichi.roster.models import Shift

HISTORY = 20


@require_safe
@requires(policies.VIEW)
def week(request: HttpRequest) -> HttpResponse:
    """A team's week; planners enter shifts in it."""
    team, teams = chosen_team(request, request.GET)
    context = grid_context(request, team, chosen_monday(request.GET))
    return render(request, "roster/week.html", {**context, "teams": teams, "tabs": tabs(request, "week", team.pk)})


def grid_context(request: HttpRequest, team: Team, monday: date) -> dict[str, Any]:
    """What the grid shows."""
    grid = selectors.week_grid(team.pk, monday, for_user=request.user)
    may_plan = policies.PLAN.allows(request.user, None)
    stream = [grid.week.stream] if grid.week and (may_plan or grid.is_published) else []
    return {
        "team": team,
        "team_text": str(team.pk),
        "week_text": monday.isoformat(),
        "reason": request.POST.get("reason", ""),
        "grid": grid,
        "today": today(),
        "before": week_url(team.pk, monday - timedelta(days=7)),
        "after": week_url(team.pk, monday + timedelta(days=7)),
        "this_week": week_url(team.pk, today()),
        "may_plan": may_plan,
        "shows": may_plan or grid.is_published,
        "timeline": [(sentence(event), event) for event in histories(stream, limit=HISTORY)] if stream else [],
        "last_day": grid.days[-1],
    }


@require_POST
@requires(policies.PLAN)
def put(request: HttpRequest) -> HttpResponse:
    """Plan one person's day: quick entry, the form of a cell, and undo (which asks by the address alone)."""
    data = request.POST if "day" in request.POST else request.GET
    form = PutForm(data)
    team, _teams = chosen_team(request, data)
    if not form.is_valid():
        raise DomainError("put", _("This cannot be planned. Load the page again."))
    asked = form.cleaned_data
    before = selectors.shift_on(request.user, asked["person"], asked["day"])
    reason = asked["reason"] or (_("undone") if request.GET.get("undo") else "")
    try:
        _carry_out(asked, before, reason, Actor.of(request.user))
    except DomainError as error:
        if request.POST.get("source") == "cell":
            return _cell(request, team, asked["person"], asked["day"], error)
        return _refused(request, team, asked["day"], error)
    toast = Toast(_said(asked), undo_url="" if request.GET.get("undo") else _undo_url(asked, before, team))
    return _grid(request, team, asked["day"], toast)


def _carry_out(asked: dict[str, Any], before: Shift | None, reason: str, by: Actor) -> None:
    if asked["kind"]:
        role = asked["role"] or AUTO
        plan = services.Plan(
            person_id=asked["person"],
            kind_id=asked["kind"],
            day=asked["day"],
            role_id=int(role) if role.isdigit() else None,
            picks_role=role == AUTO,
        )
        services.set_shift(plan=plan, by=by, at=clock.now(), reason=reason)
    elif before is not None:
        services.drop_shift(shift_id=before.pk, by=by, at=clock.now(), reason=reason)


def _said(asked: dict[str, Any]) -> str:
    names = accounts.staff_names([asked["person"]])
    kind = selectors.kind(asked["kind"]) if asked["kind"] else None
    words = {"name": names.get(asked["person"], ""), "day": asked["day"].isoformat()}
    if kind is None:
        return _("%(name)s is free on %(day)s") % words
    return _("%(name)s: %(kind)s on %(day)s") % {**words, "kind": kind.title}


def _undo_url(asked: dict[str, Any], before: Shift | None, team: Team) -> str:
    role = str(before.duty_role_id or NOBODY) if before else AUTO
    kind = before.kind_id if before else 0
    query = {"team": team.pk, "person": asked["person"], "day": asked["day"], "kind": kind, "role": role, "undo": 1}
    return f"{reverse('roster:put')}?{urlencode(query)}"


def _grid(request: HttpRequest, team: Team, day: date, toast: Toast) -> HttpResponse:
    monday = day - timedelta(days=day.weekday())
    if not is_fragment(request) or request.GET.get("undo") or request.POST.get("source") == "cell":
        return go(request, week_url(team.pk, monday), toast)
    return with_toast(render(request, "roster/_grid.html", grid_context(request, team, monday)), toast)


def _refused(request: HttpRequest, team: Team, day: date, error: DomainError) -> HttpResponse:
    if not is_fragment(request) or request.GET.get("undo"):
        raise error
    context = grid_context(request, team, day - timedelta(days=day.weekday()))
    context |= {"refusal": error}
    return render(request, "roster/_grid.html", context, status=422)


@require_safe
@requires(policies.PLAN)
def cell(request: HttpRequest, person_id: int, iso: str) -> HttpResponse:
    """One person's day as a form, for fingers and for readers."""
    team, _teams = chosen_team(request, request.GET)
    return _cell(request, team, person_id, day_of(iso))


def _cell(
    request: HttpRequest, team: Team, person_id: int, day: date, error: DomainError | None = None
) -> HttpResponse:
    """The form of a day; with `error` as it was typed, inside the dialog that is open."""
    person = accounts.active_staff([person_id]).get(person_id)
    if person is None:
        raise Http404
    monday = day - timedelta(days=day.weekday())
    grid = selectors.week_grid(team.pk, monday, for_user=request.user)
    found = next((cell for row in grid.rows if row.person == person for cell in row.cells if cell.day == day), None)
    standing = found.shift if found else None
    initial = {
        "kind": str(standing.kind_id) if standing else "0",
        "role": str(standing.duty_role_id or NOBODY) if standing else AUTO,
    }
    data = request.POST if error is not None else None
    form = CellForm(data, initial=initial, kinds=grid.kinds, team_id=team.pk, is_published=grid.is_published)
    if error is not None:
        form.refuse(error)
    context = {"form": form, "person": person, "day": day, "team": team, "cell": found}
    context["back"] = week_url(team.pk, monday)
    fragment = "roster/_cell.html" if error is None else "roster/_cell_fields.html"
    template = fragment if is_fragment(request) else "roster/cell.html"
    return render(request, template, context, status=200 if error is None else error.status)


@require_POST
@requires(policies.PLAN)
def copy(request: HttpRequest) -> HttpResponse:
    """Plan the week like the one before."""
    team, _teams = chosen_team(request, request.POST)
    monday, reason = chosen_monday(request.POST), request.POST.get("reason", "")
    result = services.copy_week(
        team_id=team.pk, monday=monday, by=Actor.of(request.user), at=clock.now(), reason=reason
    )
    return go(request, week_url(team.pk, monday), filled_toast(result))


def filled_toast(result: services.Result) -> Toast:
    """What came of planning many shifts at once; what did not fit is named."""
    done = ngettext("%s shift was planned.", "%s shifts were planned.", result.count) % result.count
    if not result.problems:
        return Toast(done)
    shown = "; ".join(result.problems[:5])
    left = _("%s did not fit:") % len(result.problems)
    return Toast(f"{done} {left} {shown}", kind="bad" if not result.count else "warn")


@require_POST
@requires(policies.PLAN)
def publish(request: HttpRequest) -> HttpResponse:
    """Let the people see the week."""
    team, _teams = chosen_team(request, request.POST)
    monday = chosen_monday(request.POST)
    row = services.publish(team_id=team.pk, day=monday, by=Actor.of(request.user), at=clock.now())
    toast = Toast(_("The week is published."), undo_url=reverse("roster:withdraw", args=[row.pk]))
    return go(request, week_url(team.pk, monday), toast)


@require_POST
@requires(policies.PLAN)
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Make the week a draft again."""
    if selectors.week_by_id(key) is None:
        raise Http404
    row = services.withdraw_publication(week_id=key, by=Actor.of(request.user), at=clock.now())
    return go(request, week_url(row.team_id, row.monday), Toast(_("The week is a draft again.")))
