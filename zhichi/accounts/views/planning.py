"""Who belongs where, knows what, works when and is away (4.1, 4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.accounts import policies, services
from zhichi.accounts.forms.planning import AbsenceForm, HoursForm, SkillsForm, TeamsForm, hours_initial, skills_initial
from zhichi.accounts.views.people import FORM_PAGE, find, page_of
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import User


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def person_teams(request: HttpRequest, person_id: int) -> HttpResponse:
    """Choose the teams."""
    user = find(request, person_id)
    form = TeamsForm(request.POST or None, initial={"teams": [team.pk for team in user.teams.all()]})
    if request.method == "POST":
        form = TeamsForm(request.POST)  # no team at all is an answer too

    def act(data: dict[str, Any], by: Actor, at: datetime) -> User:
        return services.set_teams(person_id=user.pk, team_ids=map(int, data["teams"]), by=by, at=at)

    return _form(request, user, form, act, _("Teams of %s") % user.display_name)


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def person_skills(request: HttpRequest, person_id: int) -> HttpResponse:
    """Choose a level for each skill."""
    user = find(request, person_id)
    form = SkillsForm(request.POST if request.method == "POST" else None, initial=skills_initial(user))

    def act(data: dict[str, Any], by: Actor, at: datetime) -> User:
        return services.set_skills(person_id=user.pk, levels=form.levels(), by=by, at=at)

    return _form(request, user, form, act, _("Skills of %s") % user.display_name)


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def person_hours(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write the week."""
    user = find(request, person_id)
    form = HoursForm(request.POST if request.method == "POST" else None, initial=hours_initial(user))

    def act(data: dict[str, Any], by: Actor, at: datetime) -> User:
        return services.set_working_hours(person_id=user.pk, intervals=data["intervals"], by=by, at=at)

    lead = _("In the person's own time zone (%s). Several stretches a day are divided by commas.") % user.time_zone
    return _form(request, user, form, act, _("Working hours of %s") % user.display_name, lead=lead)


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def absence_add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Note an absence."""
    user = find(request, person_id)
    form = AbsenceForm(request.POST or None, initial={"kind": "leave"})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.add_absence(person_id=user.pk, by=by, at=at, **data)

    return _form(request, user, form, act, _("Absence of %s") % user.display_name, verb=_("Note absence"))


@require_POST
@requires(policies.PLAN_WORK)
def absence_remove(request: HttpRequest, person_id: int, absence_id: int) -> HttpResponse:
    """Take an absence back."""
    user = find(request, person_id)
    if absence_id not in {row.pk for row in user.absences.all()}:
        raise Http404
    services.remove_absence(absence_id=absence_id, by=Actor.of(request.user), at=clock.now())
    return go(request, page_of(user), Toast(_("The absence was removed.")))


def _form(
    request: HttpRequest, user: User, form: Any, act: Any, title: str, *, lead: str = "", verb: str = ""
) -> HttpResponse:
    context = {"title": title, "verb": verb or _("Save changes"), "lead": lead, "person": user, "back": page_of(user)}
    toast = Toast(_("Saved."))
    return submit(
        request, form, act, lambda _result: go(request, page_of(user), toast), template=FORM_PAGE, context=context
    )
