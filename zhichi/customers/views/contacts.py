"""The list of contacts and their file pages (5.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.phones import shown
from zhichi.core.rights import requires
from zhichi.customers import policies, registry, selectors, services
from zhichi.customers.forms import ContactForm, option_of
from zhichi.customers.views.organisations import lines
from zhichi.records import selectors as records
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go, page_or_fragment
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.customers.models import Contact

FORM_PAGE = "customers/form.html"


@require_safe
@requires(policies.BROWSE)
def contact_list(request: HttpRequest) -> HttpResponse:
    """Contacts by name, with search by name, pinyin, address, phone and organisation."""
    query = request.GET.get("q", "")[:100]
    rows = selectors.with_ways(selectors.contacts(request.user, query=query))
    context = {
        "query": query,
        "page": keyset_page(rows, order=("sort_key", "pk"), cursor=request.GET.get("cursor")),
        "may_edit": policies.EDIT.allows(request.user, None),
    }
    return page_or_fragment(request, "customers/contacts.html", "customers/_contacts.html", context)


@require_safe
@requires(policies.BROWSE)
def contact(request: HttpRequest, key: int) -> HttpResponse:
    """One contact: how to reach them, what other parts know, history; where a merged one went."""
    file = selectors.contact_file(request.user, key, at=clock.now())
    if file is None:
        raise Http404
    erasure = records.erasure(f"contact:{key}")
    context = {
        "file": file,
        "row": file.contact,
        "heir": selectors.heir(file.contact) if file.contact.merged_into else None,
        "phones": [(row, shown(row.number, row.extension)) for row in file.phones],
        "timeline": lines(file.timeline),
        "panels": registry.panels_for(request.user, "contact", key),
        "may_edit": policies.EDIT.allows(request.user, file.contact) and erasure is None,
        "erasure": erasure,
        "may_erase": erasure is None and file.contact.merged_into is None and policies.ERASE.allows(request.user, None),
    }
    return render(request, "customers/contact.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT)
def contact_new(request: HttpRequest) -> HttpResponse:
    """Open a contact's file, for an organisation when the address names one."""
    form = ContactForm(request.POST or None, initial=_initial(request), person=request.user)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Contact:
        return services.create_contact(data=form.data_of(), by=by, at=at)

    context = {"title": _("New contact"), "verb": _("Open the file"), "back": reverse("customers:contacts")}
    return submit(request, form, act, lambda row: to(request, row), template=FORM_PAGE, context=context)


@require_http_methods(["GET", "POST"])
@requires(policies.EDIT)
def contact_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change a contact's file."""
    row = find(request, key)
    form = ContactForm(request.POST or None, initial=ContactForm.initial_of(row), person=request.user)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Contact:
        return services.update_contact(contact_id=row.pk, data=form.data_of(), by=by, at=at)

    context = {
        "title": _("Edit %s") % row.display_name,
        "verb": _("Save changes"),
        "back": reverse("customers:contact", args=[key]),
    }
    done = Toast(_("Saved."))
    return submit(request, form, act, lambda saved: to(request, saved, done), template=FORM_PAGE, context=context)


@require_POST
@requires(policies.EDIT)
def contact_confirm(request: HttpRequest, key: int) -> HttpResponse:
    """Note that the file was checked with the contact."""
    row = find(request, key)
    services.confirm_file(row=row, by=Actor.of(request.user), at=clock.now())
    return to(request, row, Toast(_("The file of %s counts as current now.") % row.display_name))


def find(request: HttpRequest, key: int) -> Contact:
    """The contact that the signed-in person may see, merged ones left out, else 404."""
    row: Contact | None = selectors.contacts(request.user, active=None).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def to(request: HttpRequest, row: Contact, toast: Toast | None = None) -> HttpResponse:
    """Go to the contact's page."""
    return go(request, reverse("customers:contact", args=[row.pk]), toast)


def _initial(request: HttpRequest) -> dict[str, Any]:
    named = request.GET.get("organisation", "")
    if not (named.isascii() and named.isdigit()) or len(named) > 18:
        return {}
    row = selectors.organisations(request.user, active=None).filter(pk=int(named)).first()
    if row is None:
        return {}
    return {"organisation": option_of(row), "language": row.language, "time_zone": row.time_zone}
