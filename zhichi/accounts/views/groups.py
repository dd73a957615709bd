"""Teams, skills and duty roles (3.3.1, 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.accounts import policies, selectors, services
from zhichi.accounts.forms.groups import DutyRoleForm, SkillForm, TeamForm
from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import Act, submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

TEAM_FIELDS = ("name", "name_en", "lead", "order", "is_active")
ROLE_FIELDS = ("name", "name_en", "team", "holder", "is_intake", "is_active")


@require_safe
@requires(policies.DESK)
def teams(request: HttpRequest) -> HttpResponse:
    """All teams with lead and size."""
    return _list(request, "accounts/teams.html", teams=selectors.teams(only_active=False))


@require_safe
@requires(policies.DESK)
def skills(request: HttpRequest) -> HttpResponse:
    """All skills with the number of people who have them."""
    return _list(request, "accounts/skills.html", skills=selectors.skills())


@require_safe
@requires(policies.DESK)
def duty_roles(request: HttpRequest) -> HttpResponse:
    """All duty roles with team and whoever answers for them now."""
    duties = selectors.duties_at(clock.now(), selectors.duty_roles(only_active=False))
    return _list(request, "accounts/duty_roles.html", duties=duties)


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def team_new(request: HttpRequest) -> HttpResponse:
    """A new team."""
    form = TeamForm(request.POST or None, for_user=request.user)
    form.fields.pop("is_active")

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.create_team(by=by, at=at, **data)

    return _form(request, form, act, title=_("Add a team"), back="accounts:teams")


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def team_edit(request: HttpRequest, team_id: int) -> HttpResponse:
    """Change a team."""
    team = _found(selectors.team(team_id))
    initial = {name: getattr(team, name) for name in TEAM_FIELDS}
    form = TeamForm(request.POST or None, initial=initial, for_user=request.user)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.update_team(team_id=team_id, changes=services.TeamChanges(**data), by=by, at=at)

    return _form(request, form, act, title=_("Edit %s") % team.title, back="accounts:teams")


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def skill_new(request: HttpRequest) -> HttpResponse:
    """A new skill."""
    form = SkillForm(request.POST or None)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.create_skill(by=by, at=at, **data)

    return _form(request, form, act, title=_("Add a skill"), back="accounts:skills")


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def skill_edit(request: HttpRequest, skill_id: int) -> HttpResponse:
    """Rename a skill."""
    skill = _found(selectors.skill(skill_id))
    form = SkillForm(request.POST or None, initial={"name": skill.name, "name_en": skill.name_en})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.update_skill(skill_id=skill_id, by=by, at=at, **data)

    return _form(request, form, act, title=_("Edit %s") % skill.title, back="accounts:skills")


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def duty_role_new(request: HttpRequest) -> HttpResponse:
    """A new duty role."""
    form = DutyRoleForm(request.POST or None, for_user=request.user)
    form.fields.pop("is_active")

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.create_duty_role(by=by, at=at, **data)

    return _form(request, form, act, title=_("Add a duty role"), back="accounts:duty_roles")


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN_WORK)
def duty_role_edit(request: HttpRequest, role_id: int) -> HttpResponse:
    """Change a duty role, above all who holds it."""
    role = _found(selectors.duty_role(role_id))
    initial = {name: getattr(role, name) for name in ROLE_FIELDS}
    form = DutyRoleForm(request.POST or None, initial=initial, for_user=request.user)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.update_duty_role(role_id=role_id, changes=services.DutyRoleChanges(**data), by=by, at=at)

    return _form(request, form, act, title=_("Edit %s") % role.title, back="accounts:duty_roles")


def _list(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    may_plan = policies.PLAN_WORK.allows(request.user, None)
    return render(request, template, {**context, "may_plan": may_plan})


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


def _form(request: HttpRequest, form: Any, act: Act, *, title: str, back: str) -> HttpResponse:
    url = reverse(back)
    context = {"title": title, "verb": _("Save changes"), "back": url}
    toast = Toast(_("Saved."))
    return submit(request, form, act, lambda _row: go(request, url, toast), template=FORM_PAGE, context=context)


FORM_PAGE = "accounts/form.html"
