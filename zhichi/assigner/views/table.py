"""The table of rules, the switches of teams, the numbers behind the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.assigner import definitions, policies, selectors, services
from zhichi.assigner.forms import RuleForm, rule_initial
from zhichi.assigner.rule_words import conditions, effects, names_now
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import may, requires
from zhichi.records.selectors import histories, policy, sentence
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.assigner.models import RoutingRule

FORM_PAGE = "assigner/rule.html"
HISTORY, ALERTS = 30, 10


@require_safe
@requires(policies.VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Which teams are on, the table in its order, the numbers, and what asks for a supervisor."""
    rules, switches = selectors.rules(), selectors.switches()
    names = names_now()
    context = {
        "teams": [(team, switches.get(team.pk)) for team in accounts.teams()],
        "rules": [(row, conditions(row, names), effects(row, names)) for row in rules],
        "values": [(item, policy(item.key)) for item in definitions.POLICIES],
        **_asks(request),
        "may_edit": policies.MANAGE.allows(request.user, None),
        "may_value": may(request.user, "handbook.edit"),
    }
    return render(request, "assigner/overview.html", context)


@require_safe
@requires(policies.VIEW)
def asks(request: HttpRequest) -> HttpResponse:
    """What routing asks of this person, for the home page: offers to answer, and for leaders what is passed around."""
    return render(request, "assigner/_asks.html", _asks(request))


def _asks(request: HttpRequest) -> dict[str, Any]:
    leads = policies.MANAGE.allows(request.user, None)
    return {
        "offers": selectors.offers_to(request.user, at=clock.now()),
        "alerts": list(selectors.open_alerts(request.user)[:ALERTS]) if leads else [],
    }


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def rule_new(request: HttpRequest) -> HttpResponse:
    """A new rule at the end of the table."""
    form = RuleForm(request.POST or None, person=request.user)
    return _form(request, form, None, {"title": _("New routing rule")})


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def rule(request: HttpRequest, key: int) -> HttpResponse:
    """Change a rule; its history below."""
    row = selectors.rule(key)
    if row is None:
        raise Http404
    form = RuleForm(request.POST or None, person=request.user, initial=rule_initial(row))
    timeline = [(sentence(event), event) for event in histories([row.stream], limit=HISTORY)]
    return _form(request, form, row, {"title": row.title, "row": row, "timeline": timeline})


def _form(request: HttpRequest, form: RuleForm, row: RoutingRule | None, context: dict[str, Any]) -> HttpResponse:
    def act(_data: dict[str, Any], by: Actor, at: datetime) -> RoutingRule:
        return services.save_rule(rule_id=row.pk if row else None, data=form.data_of(), by=by, at=at)

    return submit(
        request, form, act, lambda saved: _back(request, _("The rule “%s” was saved.") % saved.name),
        template=FORM_PAGE, context=context,
    )  # fmt: skip


@require_POST
@requires(policies.MANAGE)
def rule_switch(request: HttpRequest, key: int) -> HttpResponse:
    """Let a rule count or not."""
    is_on = request.POST.get("is_on") == "1"
    return _do(
        request, lambda by, at: services.switch_rule(rule_id=key, is_on=is_on, by=by, at=at),
        _("The rule counts now.") if is_on else _("The rule does not count any more."),
    )  # fmt: skip


@require_POST
@requires(policies.MANAGE)
def rule_move(request: HttpRequest, key: int) -> HttpResponse:
    """Read a rule earlier or later."""
    up = request.POST.get("to") == "up"
    return _do(
        request, lambda by, at: services.move_rule(rule_id=key, up=up, by=by, at=at), _("The order was changed.")
    )


@require_POST
@requires(policies.MANAGE)
def rule_remove(request: HttpRequest, key: int) -> HttpResponse:
    """Take a rule off the table."""
    return _do(request, lambda by, at: services.remove_rule(rule_id=key, by=by, at=at), _("The rule was removed."))


@require_POST
@requires(policies.MANAGE)
def team_switch(request: HttpRequest, team_id: int) -> HttpResponse:
    """Assign a team's tickets by themselves, or by hand."""
    is_on = request.POST.get("is_on") == "1"
    return _do(
        request, lambda by, at: services.switch_team(team_id=team_id, is_on=is_on, by=by, at=at),
        _("Automatic assignment is on.") if is_on else _("Automatic assignment is off: people assign by hand."),
    )  # fmt: skip


def _do(request: HttpRequest, act: Any, done: str) -> HttpResponse:
    try:
        act(Actor.of(request.user), clock.now())
    except DomainError as error:
        return _back(request, str(error), kind="bad")
    return _back(request, done)


def _back(request: HttpRequest, words: str, *, kind: str = "ok") -> HttpResponse:
    return go(request, reverse("assigner:overview"), Toast(words, kind=kind))
