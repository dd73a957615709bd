"""Take a request in on the phone (2.1): known or new customer, product, symptom, the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import selectors as customers
from zhichi.customers import services as customer_services
from zhichi.records import services as records
from zhichi.records.choices import LinkKind
from zhichi.tickets import policies, selectors, services
from zhichi.tickets.choices import Channel
from zhichi.tickets.forms.intake import IntakeForm
from zhichi.tickets.views.answers import new_key, url_of
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from zhichi.customers.models import Contact
    from zhichi.tickets.models import Ticket

CONTACT_FIELDS = {"display_name": "new_name", "addresses": "new_address", "phones": "new_phone"}
INHERITED = ("product", "asset", "version", "type", "urgency", "contact")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.REGISTER)
def new(request: HttpRequest) -> HttpResponse:
    """The form; a request that follows from another one takes over customer and product (`?from=number`)."""
    source = selectors.by_number(request.user, request.GET.get("from", "") or request.POST.get("source", ""))
    form = _form(request, source)
    if request.method == "POST" and form.is_valid():
        by, at = Actor.of(request.user), clock.now()
        try:
            ticket = services.once(
                key=form.cleaned_data["key"], deed=lambda: _register(form, source, by=by, at=at), by=by, at=at
            )
            return _registered(request, ticket)
        except DomainError as error:
            form.refuse(_at_fields(error))
    context = {"form": form, "picked": _picked(form), "source": source}
    return render(request, "tickets/new.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires(policies.REGISTER)
def organisations(request: HttpRequest) -> HttpResponse:
    """Companies for what was typed, as suggestions of the company field."""
    query = request.GET.get("new_organisation", "").strip()
    rows = customers.organisations(request.user, query=query)[:10] if query else []
    return render(request, "tickets/_organisation_choices.html", {"organisations": rows})


@require_safe
@requires(policies.REGISTER)
def assets(request: HttpRequest) -> HttpResponse:
    """The assets of the chosen customer's company, as choices of the asset field."""
    contact = customers.contacts_by_ids(_ids(request.GET.get("contact", ""))).values()
    organisation = next((row.organisation for row in contact), None)
    rows = customers.assets(request.user, organisation=organisation) if organisation else []
    return render(request, "tickets/_asset_choices.html", {"assets": rows})


def _form(request: HttpRequest, source: Ticket | None) -> IntakeForm:
    person = request.user
    initial: dict[str, Any] = {"key": new_key()}
    if source is not None:
        initial |= {name: getattr(source, name) for name in INHERITED} | {"source": source.number}
    return IntakeForm(
        request.POST or None,
        initial=initial,
        contacts=customers.contacts(person),
        products=customers.products(),
        assets=customers.assets(person),
    )


def _register(form: IntakeForm, source: Ticket | None, *, by: Actor, at: datetime) -> Ticket:
    data = form.cleaned_data
    contact = data["contact"] or _new_contact(data, by=by, at=at)
    addresses = customers.mail_addresses(contact)
    call = {
        "call_direction": data["direction"],
        "call_answered": True,
        "call_seconds": (data["minutes"] or 0) * 60,
        "call_number": data["number"],
    }
    wanted = services.Request(
        channel=Channel.PHONE,
        subject=data["subject"],
        message=services.Incoming(text=data["text"], channel=Channel.PHONE, contact=contact, call=call),
        contact=contact,
        language=contact.language,
        answer_to=addresses[0] if addresses and data["acknowledge"] else "",
        **{name: data[name] for name in ("product", "asset", "version", "type", "urgency", "occurred_at", "affected")},
    )
    ticket, _message = services.register(request=wanted, by=by, at=at)
    if source is not None:
        records.link(source=ticket.stream, target=source.stream, kind=LinkKind.RELATED, by=by, at=at)
    return ticket


def _new_contact(data: dict[str, Any], *, by: Actor, at: datetime) -> Contact:
    wanted = customer_services.ContactData(
        display_name=data["new_name"],
        organisation_id=_organisation_id(data["new_organisation"], by=by, at=at),
        addresses=[data["new_address"]] if data["new_address"] else [],
        phones=[customer_services.PhoneData(number=data["new_phone"])] if data["new_phone"] else [],
    )
    return customer_services.create_contact(data=wanted, by=by, at=at)


def _organisation_id(name: str, *, by: Actor, at: datetime) -> int | None:
    """The company with exactly this name, opened when nobody knows it; None without a name."""
    if not name:
        return None
    known = customers.organisations(by.user, query=name, active=None).filter(name__iexact=name).first()
    if known is not None:
        return known.pk
    wanted = customer_services.OrganisationData(name=name)
    return customer_services.create_organisation(data=wanted, by=by, at=at).pk


def _at_fields(error: DomainError) -> DomainError:
    """A refusal of the customer's file, pointed at the fields of this form."""
    fields = {CONTACT_FIELDS.get(name, name): message for name, message in error.fields.items()}
    return DomainError(error.code, error.message, error.hint, fields=fields)


def _registered(request: HttpRequest, ticket: Ticket | None) -> HttpResponse:
    if ticket is None:
        return go(request, "/desk/tickets/?view=open", Toast(_("This ticket was registered already"), "info"))
    return go(request, url_of(ticket), Toast(_("Registered as #%s") % ticket.number))


def _picked(form: IntakeForm) -> Contact | None:
    if not form.is_bound:
        found: Contact | None = form.initial.get("contact")
        return found
    return next(iter(customers.contacts_by_ids(_ids(form.data.get("contact", ""))).values()), None)


def _ids(text: str) -> list[int]:
    return [int(text)] if text.isdecimal() and len(text) < 19 else []
