"""Small steps on one ticket: state, urgency, details, tags, following it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import selectors as customers
from zhichi.tickets import policies, selectors, services
from zhichi.tickets.choices import State, Urgency
from zhichi.tickets.forms.work import DetailsForm, TagsForm
from zhichi.tickets.views.answers import Sheet, done, find, sheet, url_of
from zhichi.ui.respond import Toast

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.tickets.models import Ticket

FIELDS = ("subject", "type", "urgency", "contact", "product", "asset", "version", "occurred_at", "affected")
PICKED = 8
LONGEST_KEY = 19  # digits: longer numbers are no key of a row


@require_POST
@requires(policies.WORK)
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Take one of the steps that the state menu offers."""
    ticket = find(request, number, policies.WORK)
    moved = services.step(ticket_id=ticket.pk, name=name, by=Actor.of(request.user), at=clock.now())
    return done(request, moved, Toast(_("The state is now “%s”") % State(moved.state).label))


@require_POST
@requires(policies.WORK)
def urgency(request: HttpRequest, number: str) -> HttpResponse:
    """Set the urgency from the header's menu."""
    ticket = find(request, number, policies.WORK)
    changes = services.Changes(urgency=request.POST.get("urgency", ""))
    changed = services.change(ticket_id=ticket.pk, changes=changes, by=Actor.of(request.user), at=clock.now())
    return done(request, changed, Toast(_("The urgency is now “%s”") % Urgency(changed.urgency).label))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.WORK)
def details(request: HttpRequest, number: str) -> HttpResponse:
    """Complete and correct the basics (2.1)."""
    ticket = find(request, number, policies.WORK, whole=True)
    form = _details_form(request, ticket)
    if request.method == "POST" and form.is_valid():
        changes = services.Changes(**{name: form.cleaned_data[name] for name in FIELDS})
        try:
            services.change(ticket_id=ticket.pk, changes=changes, by=Actor.of(request.user), at=clock.now())
            return done(request, ticket, Toast(_("The details were saved")))
        except DomainError as error:
            form.refuse(error)
    return sheet(request, _details_sheet(ticket, form), status=422 if form.is_bound else 200)


def _details_form(request: HttpRequest, ticket: Ticket) -> DetailsForm:
    person = request.user
    return DetailsForm(
        request.POST or None,
        initial={name: getattr(ticket, name) for name in FIELDS},
        contacts=customers.contacts(person, active=None),
        products=customers.products(),
        assets=customers.assets(person, organisation=ticket.organisation) if ticket.organisation else
        customers.assets(person).none(),
    )  # fmt: skip


def _details_sheet(ticket: Ticket, form: DetailsForm) -> Sheet:
    return Sheet(
        title=_("Details of ticket #%s") % ticket.number,
        verb=_("Save the details"),
        body="tickets/_details.html",
        action=reverse("tickets:details", args=[ticket.number]),
        back=url_of(ticket),
        is_wide=True,
        context={"form": form, "ticket": ticket, "picked": _picked(form, ticket)},
    )


def _picked(form: DetailsForm, ticket: Ticket) -> Any:
    """The contact that the form holds now: what was chosen last, else the ticket's own."""
    if not form.is_bound:
        return ticket.contact
    chosen = form.data.get("contact", "")
    is_key = chosen.isdecimal() and len(chosen) < LONGEST_KEY
    return customers.contacts_by_ids([int(chosen)]).get(int(chosen)) if is_key else None


@require_safe
@requires(policies.WORK)
def contacts(request: HttpRequest) -> HttpResponse:
    """Contacts for what was typed: name, pinyin, mail address, phone number, company."""
    query = request.GET.get("who", "").strip()
    found = customers.with_ways(customers.contacts(request.user, query=query))[:PICKED] if query else []
    return render(request, "tickets/_contacts.html", {"contacts": found, "query": query})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.NOTE)
def tags(request: HttpRequest, number: str) -> HttpResponse:
    """Edit the tags."""
    ticket = find(request, number, policies.NOTE)
    present = selectors.tags_of(ticket)
    form = TagsForm(request.POST or None, initial={"tags": ", ".join(present)})
    if request.method == "POST" and form.is_valid():
        names = form.cleaned_data["tags"]
        services.set_tags(ticket_id=ticket.pk, names=names, by=Actor.of(request.user), at=clock.now())
        return done(request, ticket, Toast(_("The tags were saved")))
    wanted = Sheet(
        title=_("Tags of ticket #%s") % ticket.number,
        verb=_("Save the tags"),
        body="tickets/_tags.html",
        action=reverse("tickets:tags", args=[ticket.number]),
        back=url_of(ticket),
        context={"form": form, "known": selectors.known_tags()},
    )
    return sheet(request, wanted, status=422 if form.is_bound else 200)


@require_POST
@requires(policies.DESK_VIEW)
def watch(request: HttpRequest, number: str) -> HttpResponse:
    """Follow the ticket, or stop following it."""
    ticket = find(request, number)
    by, at = Actor.of(request.user), clock.now()
    if selectors.is_watching(request.user, ticket):
        services.unwatch(ticket_id=ticket.pk, by=by, at=at)
        return done(request, ticket, Toast(_("You no longer follow this ticket")))
    services.watch(ticket_id=ticket.pk, by=by, at=at)
    return done(request, ticket, Toast(_("You follow this ticket")))
