"""Contracts on an organisation's page (5.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import policies, registry, selectors, services
from zhichi.customers.forms import ContractForm, EndForm
from zhichi.customers.views.organisations import find as find_organisation
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.customers.models import Contract

FORM_PAGE = "customers/contract_form.html"


@require_http_methods(["GET", "POST"])
@requires(policies.CONTRACTS)
def contract_new(request: HttpRequest, key: int) -> HttpResponse:
    """Add a contract."""
    organisation = find_organisation(request, key)
    today = clock.now().astimezone(ZoneInfo(organisation.time_zone)).date()
    form = ContractForm(request.POST or None, initial={"starts_on": today})

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Contract:
        return services.create_contract(organisation_id=organisation.pk, data=form.data_of(), by=by, at=at)

    title = _("New contract of %s") % organisation.name
    return _form(request, form, act, organisation.pk, {"title": title, "verb": _("Add the contract")})


@require_http_methods(["GET", "POST"])
@requires(policies.CONTRACTS)
def contract_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a contract; open requests under it are reckoned anew."""
    row = _find(key)
    form = ContractForm(request.POST or None, known=row, initial=ContractForm.initial_of(row))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Contract:
        return services.update_contract(contract_id=row.pk, data=form.data_of(), by=by, at=at)

    return _form(request, form, act, row.organisation_id, {"title": _("Edit %s") % row, "verb": _("Save changes")})


@require_http_methods(["GET", "POST"])
@requires(policies.CONTRACTS)
def contract_end(request: HttpRequest, key: int) -> HttpResponse:
    """End a contract before its last day, with the reason."""
    row = _find(key)
    form = EndForm(request.POST or None)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Contract:
        return services.end_contract(contract_id=row.pk, reason=data["reason"], by=by, at=at)

    return _form(request, form, act, row.organisation_id, {"title": _("End %s") % row, "verb": _("End the contract")})


@require_POST
@requires(policies.CONTRACTS)
def contract_resume(request: HttpRequest, key: int) -> HttpResponse:
    """Take back that it was ended."""
    row = services.resume_contract(contract_id=_find(key).pk, by=Actor.of(request.user), at=clock.now())
    return go(request, _page(row.organisation_id), Toast(_("In force again: %s") % row))


def _find(key: int) -> Contract:
    row = selectors.contract(key)
    if row is None:
        raise Http404
    return row


def _page(organisation_id: int) -> str:
    return reverse("customers:organisation", args=[organisation_id])


def _form(request: HttpRequest, form: Any, act: Any, organisation_id: int, words: dict[str, str]) -> HttpResponse:
    back = _page(organisation_id)
    context = {**words, "back": back, "foresees": len(registry.contract_foreseers) > 0}
    if request.method == "POST" and request.POST.get("do") == "preview":
        found = _foreseen(form, act, organisation_id, Actor.of(request.user))
        context |= {"form": form, "foreseen": [(each.template, preview) for each, preview in found]}
        return render(request, FORM_PAGE, context, status=200 if form.is_valid() else 422)

    def done(row: Contract) -> HttpResponse:
        return go(request, back, Toast(_("Saved: %s") % row))

    return submit(request, form, act, done, template=FORM_PAGE, context=context)


def _foreseen(form: Any, act: Any, organisation_id: int, by: Actor) -> list[tuple[registry.ContractForeseer, Any]]:
    """What the form would move; nothing where the service refuses it, or it is not filled in: the form then says so."""
    if not form.is_valid():
        return []
    at = clock.now()
    try:
        return services.foresee_contract(
            organisation_id=organisation_id, change=lambda: act(form.cleaned_data, by, at), at=at
        )
    except DomainError as error:
        form.refuse(error)
        return []
