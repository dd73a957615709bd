"""Fill weeks by a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_http_methods

from zhichi.core.rights import requires
from zhichi.roster import policies, selectors, services
from zhichi.roster.forms.plan import PatternForm
from zhichi.roster.views.shared import chosen_monday, chosen_team, tabs, week_url
from zhichi.roster.views.week import filled_toast
from zhichi.ui.respond import go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from zhichi.core.actors import Actor


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN)
def fill(request: HttpRequest) -> HttpResponse:
    """Repeat a pattern over people and weeks."""
    team, _teams = chosen_team(request, request.GET)
    monday, kinds = chosen_monday(request.GET), selectors.kinds_of(team.pk)
    initial = {"start": monday, "weeks": 1, "shift_by": 7}
    form = PatternForm(request.POST or None, initial=initial, team_id=team.pk, kinds=kinds)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> services.Result:
        pattern = services.Pattern(
            keys=data["pattern"],
            person_ids=[int(key) for key in data["people"]],
            start=data["start"],
            weeks=data["weeks"],
            shift_by=data["shift_by"],
        )
        return services.fill_pattern(team_id=team.pk, pattern=pattern, by=by, at=at, reason=data["reason"])

    def done(result: services.Result) -> HttpResponse:
        first = form.cleaned_data["start"]
        return go(request, week_url(team.pk, first), filled_toast(result))

    back = week_url(team.pk, monday)
    context = {"team": team, "back": back, "kinds": kinds, "tabs": tabs(request, "week", team.pk)}
    return submit(request, form, act, done, template="roster/fill.html", context=context)
