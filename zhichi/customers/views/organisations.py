"""The list of organisations and their file pages (5.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.customers import policies, registry, selectors, services
from zhichi.customers.forms import ACTIVITY, OrganisationFilter, OrganisationForm, option_of
from zhichi.records.selectors import sentence
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go, page_or_fragment
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.customers.models import Organisation
    from zhichi.records.registry import Recorded

FORM_PAGE = "customers/form.html"


@require_safe
@requires(policies.BROWSE)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Organisations by name, with search by name, pinyin, initials and mail domain."""
    form = OrganisationFilter(request.GET)
    wanted, now = form.wanted(), clock.now()
    rows = selectors.organisations(
        request.user, query=wanted["q"], standing=wanted["standing"], active=ACTIVITY[wanted["activity"]]
    )
    if wanted["currency"]:
        rows = selectors.stale(rows, at=now)
    page = keyset_page(selectors.with_contact_counts(rows), order=("sort_key", "pk"), cursor=request.GET.get("cursor"))
    context = {
        "form": form,
        "filters": [form[name] for name in ("standing", "activity", "currency")],
        "page": page,
        "current": {row.pk for row in page.rows if selectors.is_current(row, at=now)},
        "may_edit": policies.EDIT.allows(request.user, None),
    }
    return page_or_fragment(request, "customers/organisations.html", "customers/_organisations.html", context)


@require_safe
@requires(policies.BROWSE)
def options(request: HttpRequest) -> HttpResponse:
    """Names that fit what is being typed into an organisation field.

    Browsers drop options that do not hold the typed text, so a name that fits by its pinyin carries it as a label.
    """
    typed = request.GET.get("organisation", "")
    rows = selectors.organisations(request.user, query=typed, active=None)[:15] if typed.strip() else []
    return render(request, "customers/_options.html", {"options": [option_of(row) for row in rows], "typed": typed})


@require_safe
@requires(policies.BROWSE)
def organisation(request: HttpRequest, key: int) -> HttpResponse:
    """The file: basics, contacts, assets, what other parts know, history."""
    file = selectors.organisation_file(request.user, key, at=clock.now())
    if file is None:
        raise Http404
    context = {
        "file": file,
        "row": file.organisation,
        "timeline": lines(file.timeline),
        "panels": registry.panels_for(request.user, "organisation", key),
        "contracts": selectors.contract_lines(key, at=clock.now()),
        "may_edit": policies.EDIT.allows(request.user, file.organisation),
        "may_contract": policies.CONTRACTS.allows(request.user, None),
    }
    return render(request, "customers/organisation.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT)
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Open a file."""
    form = OrganisationForm(request.POST or None)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Organisation:
        return services.create_organisation(data=form.data_of(), by=by, at=at)

    context = {"title": _("New organisation"), "verb": _("Open the file"), "back": reverse("customers:list")}
    return submit(request, form, act, lambda row: _to(request, row), template=FORM_PAGE, context=context)


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT)
def organisation_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a file."""
    row = find(request, key)
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.initial_of(row))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Organisation:
        return services.update_organisation(organisation_id=row.pk, data=form.data_of(), by=by, at=at)

    context = {
        "title": _("Edit %s") % row.name,
        "verb": _("Save changes"),
        "back": reverse("customers:organisation", args=[key]),
    }
    done = Toast(_("Saved."))
    return submit(request, form, act, lambda saved: _to(request, saved, done), template=FORM_PAGE, context=context)


@require_POST
@requires(policies.EDIT)
def organisation_confirm(request: HttpRequest, key: int) -> HttpResponse:
    """Note that the file was checked with the customer."""
    row = find(request, key)
    services.confirm_file(row=row, by=Actor.of(request.user), at=clock.now())
    return _to(request, row, Toast(_("The file of %s counts as current now.") % row.name))


def find(request: HttpRequest, key: int) -> Organisation:
    """The organisation that the signed-in person may see, else 404."""
    row: Organisation | None = selectors.organisations(request.user, active=None).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def lines(events: Iterable[Recorded]) -> list[tuple[str, Recorded]]:
    """A history for people: each event with its sentence."""
    return [(sentence(event), event) for event in events]


def _to(request: HttpRequest, row: Organisation, toast: Toast | None = None) -> HttpResponse:
    return go(request, reverse("customers:organisation", args=[row.pk]), toast)
