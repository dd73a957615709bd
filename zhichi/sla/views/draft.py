"""Write the next version: rules in order, what differs from what is in force, publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.sla import level_reads, policies, services
from zhichi.sla.forms import PublishForm, RuleForm
from zhichi.sla.views.levels import rules_context
from zhichi.ui.registry import ready_tabs
from zhichi.ui.respond import Toast, go, is_fragment, with_toast
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from zhichi.sla.levels import Rule
    from zhichi.sla.models import LevelVersion


@require_safe
@requires(policies.VIEW)
def draft(request: HttpRequest) -> HttpResponse:
    """The draft; before anybody changed anything it shows what is in force."""
    return render(request, "sla/draft.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    row, newest = level_reads.draft(), level_reads.newest_version()
    rules, in_force = _rules(), level_reads.rules_of(newest)
    return {
        **rules_context(rules),
        "tabs": ready_tabs(request.user, "calendars", "levels"),
        "draft": row,
        "edition": _edition(),
        "newest": newest,
        "changes": level_reads.changes(in_force, rules),
        "may_edit": policies.MANAGE.allows(request.user, None),
        "is_draft": True,
    }


def _rules() -> list[Rule]:
    row = level_reads.draft()
    return level_reads.rules_of(row if row is not None else level_reads.newest_version())


def _edition() -> int:
    row = level_reads.draft()
    return row.edition if row else services.NO_DRAFT


def _posted_edition(request: HttpRequest) -> int:
    typed = request.POST.get("edition", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else -1


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def rule_new(request: HttpRequest) -> HttpResponse:
    """Add a rule at the end of the draft."""
    return _rule_page(request, None)


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def rule_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a rule of the draft."""
    rule = next((item for item in _rules() if item.key == key), None)
    if rule is None:
        raise Http404
    return _rule_page(request, rule)


def _rule_page(request: HttpRequest, rule: Rule | None) -> HttpResponse:
    given: dict[str, Any] = {"person": request.user, "rule": rule, "edition": _edition()}
    form = RuleForm(request.POST or None, **given)
    context = {
        "title": _("Edit %s") % rule.said if rule else _("New rule"),
        "verb": _("Save in the draft"),
        "back": reverse("levels:draft"),
    }
    if request.POST.get("do") == "add":
        form.is_valid()
        if form.errors.keys() & set(form.adders):
            return render(request, "sla/rule.html", {**context, "form": form}, status=422)
        again = RuleForm(**given, initial=form.with_added())
        return render(request, "sla/rule.html", {**context, "form": again})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Rule:
        key = rule.key if rule else ""
        return services.save_rule(data=form.data_of(), key=key, edition=data["edition"], by=by, at=at)

    def done(saved: Rule) -> HttpResponse:
        return go(request, reverse("levels:draft"), Toast(_("Saved in the draft: %s") % saved.said))

    return submit(request, form, act, done, template="sla/rule.html", context=context)


@require_POST
@requires(policies.MANAGE)
def rule_move(request: HttpRequest, key: str) -> HttpResponse:
    """Let a rule be asked earlier (`to` is up) or later."""
    is_up = request.POST.get("to") == "up"

    def act(edition: int, by: Actor, at: datetime) -> Toast:
        rule = services.move_rule(key=key, is_up=is_up, edition=edition, by=by, at=at)
        return Toast(_("Moved: %s") % rule.said)

    return _change(request, act)


@require_POST
@requires(policies.MANAGE)
def rule_remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a rule out of the draft."""

    def act(edition: int, by: Actor, at: datetime) -> Toast:
        rule = services.remove_rule(key=key, edition=edition, by=by, at=at)
        return Toast(_("Removed from the draft: %s") % rule.said)

    return _change(request, act)


@require_POST
@requires(policies.MANAGE)
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""

    def act(edition: int, by: Actor, at: datetime) -> Toast:
        services.discard_draft(edition=edition, by=by, at=at)
        return Toast(_("The draft is gone. What is in force stays."))

    return _change(request, act)


def _change(request: HttpRequest, act: Callable[[int, Actor, datetime], Toast]) -> HttpResponse:
    """Carry out one small step and show the draft as it is now, also when somebody was faster."""
    try:
        toast = act(_posted_edition(request), Actor.of(request.user), clock.now())
    except DomainError as error:
        toast = Toast(str(error), kind="bad")
    if is_fragment(request):
        return with_toast(render(request, "sla/_draft.html", _context(request)), toast)
    return go(request, reverse("levels:draft"), toast)


@require_POST
@requires(policies.MANAGE)
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Make the draft a copy of an earlier version."""
    if level_reads.version(number) is None:
        raise Http404
    try:
        services.take_up(number=number, edition=_posted_edition(request), by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, reverse("levels:version", args=[number]), Toast(str(error), kind="bad"))
    return go(request, reverse("levels:draft"), Toast(_("The draft is a copy of version %s now.") % number))


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def publish(request: HttpRequest) -> HttpResponse:
    """Put the draft in force, with the reason, for new tickets and on request for open ones."""
    form = PublishForm(request.POST or None, initial={"edition": _edition()})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> LevelVersion:
        return services.publish(
            reason=data["reason"], with_open=data["with_open"], edition=data["edition"], by=by, at=at
        )

    def done(row: LevelVersion) -> HttpResponse:
        return go(request, reverse("levels:table"), Toast(_("Version %s is in force.") % row.number))

    return submit(request, form, act, done, template="sla/publish.html", context=_context(request))
