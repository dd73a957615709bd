"""The shifts of the teams: early, late, night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.core.rights import requires
from zhichi.roster import policies, selectors, services
from zhichi.roster.choices import Tone
from zhichi.roster.forms.kinds import KindForm, kind_initial
from zhichi.roster.views.shared import chosen_team, tabs
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.roster.models import ShiftKind

FORM_PAGE = "roster/form.html"


@require_safe
@requires(policies.PLAN)
def kind_list(request: HttpRequest) -> HttpResponse:
    """Every team with its shifts."""
    teams = list(accounts.teams())
    rows: dict[int, list[ShiftKind]] = {team.pk: [] for team in teams}
    for row in selectors.all_kinds():
        rows.setdefault(row.team_id, []).append(row)
    context = {"teams": [(team, rows[team.pk]) for team in teams], "tabs": tabs(request, "kinds")}
    return render(request, "roster/kinds.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN)
def kind_new(request: HttpRequest) -> HttpResponse:
    """A new kind of shift of a team."""
    team, _teams = chosen_team(request, request.GET)
    initial = {"time_zone": settings.TIME_ZONE, "weekdays": list("01234"), "needed": 1, "tone": Tone.ACCENT}
    form = KindForm(request.POST or None, initial={**initial, "is_active": True}, team_id=team.pk)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> ShiftKind:
        return services.create_kind(team_id=team.pk, data=form.data_of(), by=by, at=at)

    context = {"title": _("New shift of %s") % team.title, "verb": _("Create the shift")}
    return _answer(request, form, act, context)


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN)
def kind_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a kind of shift; planned shifts ahead get the new hours."""
    row = selectors.kind(key)
    if row is None:
        raise Http404
    form = KindForm(request.POST or None, initial=kind_initial(row), team_id=row.team_id)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> ShiftKind:
        return services.update_kind(kind_id=key, data=form.data_of(), by=by, at=at)

    return _answer(request, form, act, {"title": _("Edit %s") % row.name, "verb": _("Save changes")})


def _answer(request: HttpRequest, form: Any, act: Any, context: dict[str, Any]) -> HttpResponse:
    back = reverse("roster:kinds")
    return submit(
        request, form, act, lambda _row: go(request, back, Toast(_("Saved."))),
        template=FORM_PAGE, context={**context, "back": back, "tabs": tabs(request, "kinds")},
    )  # fmt: skip
