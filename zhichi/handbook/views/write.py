"""Change the handbook: a number, the charter; and say that one has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.accounts import services as account_services
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.handbook import policies, selectors, services
from zhichi.handbook.codes import Unit
from zhichi.handbook.forms import CharterForm, ValueForm
from zhichi.handbook.registry import what_moves
from zhichi.handbook.views.trials import choices, last_month
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.handbook.models import CharterVersion, HandbookVersion


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT)
def value(request: HttpRequest, clause_id: str, key: str) -> HttpResponse:
    """Put a new value in force, with a reason."""
    view = next((item for item in selectors.values_of(clause_id) if item.key == key), None)
    if view is None:
        raise Http404
    unit = str(Unit(view.definition.unit).label) if view.definition.unit in Unit.values else ""
    form = ValueForm(request.POST or None, definition=view.definition, unit=unit, initial={"value": view.value})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> HandbookVersion:
        return services.change_policy(key=key, value=data["value"], reason=data["reason"], by=by, at=at)

    def done(version: HandbookVersion) -> HttpResponse:
        toast = Toast(_("Version %s of the handbook is in force.") % version.number)
        return go(request, reverse("handbook:clause", args=[clause_id]), toast)

    context = {
        "view": view,
        "clause_id": clause_id,
        "history": selectors.value_versions(key),
        "can_try": selectors.can_try(key),
        "periods": choices(last_month()),
        "moves_url": reverse(what_moves.get(key), args=[key]) if key in what_moves else "",
    }
    return submit(request, form, act, done, template="handbook/value.html", context=context)


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT_CHARTER)
def charter_edit(request: HttpRequest) -> HttpResponse:
    """Write the next version of the service charter."""
    initial = {"text_zh": selectors.charter("zh-hans").text, "text_en": selectors.charter("en").text}
    form = CharterForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> CharterVersion:
        return services.set_charter(by=by, at=at, **data)

    def done(row: CharterVersion) -> HttpResponse:
        toast = Toast(_("Version %s of the charter is on the portal.") % row.number)
        return go(request, reverse("handbook:charter"), toast)

    return submit(request, form, act, done, template="handbook/charter_edit.html")


@require_http_methods(["GET", "POST"])
@requires(policies.READ)
def acknowledge(request: HttpRequest) -> HttpResponse:
    """Show what changed since the last version one has read; POST says that one has read it (1.2)."""
    current = selectors.current_version()
    if request.method == "POST":
        # The version that stood on the page, so that nobody acknowledges what came in the meantime.
        shown = request.POST.get("version", "")
        if shown == str(current):
            account_services.acknowledge_handbook(version=current, by=Actor.of(request.user), at=clock.now())
            return go(request, reverse("home"), Toast(_("Thank you. You have read version %s.") % current))
    read = accounts.acknowledged_version(request.user.pk or 0)
    context = {"version": current, "read": read, "changes": selectors.changes_since(max(read, 1))}
    return render(request, "handbook/acknowledge.html", context, status=409 if request.method == "POST" else 200)


@require_safe
@requires(policies.READ)
def acknowledgements(request: HttpRequest) -> HttpResponse:
    """Who has not read the version in force yet (1.2)."""
    version = selectors.current_version()
    context = {
        "version": version,
        "waiting": accounts.not_acknowledged(version),
        "staff": accounts.active_staff_count(),
        "read": accounts.acknowledged_count(version),
    }
    return render(request, "handbook/acknowledgements.html", context)
