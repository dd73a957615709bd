"""How these views answer: scoped rows or 404, forms as sheets over the ticket or as pages of their own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import selectors as tickets
from zhichi.ui.respond import Toast, go, is_fragment, with_event, with_toast
from zhichi.visits import selectors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.core.rights import Right
    from zhichi.tickets.models import Ticket
    from zhichi.visits.models import Visit


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form that opens over the ticket, or as a page of its own where there is no script. See tickets/_sheet.html."""

    title: str
    verb: str
    action: str
    back: str
    body: str = "tickets/_form_fields.html"
    is_wide: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)


def find_ticket(request: HttpRequest, number: str, right: Right = ticket_rights.DESK_VIEW) -> Ticket:
    """The ticket that the signed-in person sees under this number, else 404; refuses without `right` to it."""
    ticket = tickets.by_number(request.user, number)
    if ticket is None:
        raise Http404
    right.check(request.user, ticket)
    return ticket


def find(request: HttpRequest, visit_id: int, right: Right) -> Visit:
    """The visit that the signed-in person sees, else 404; refuses without `right` to it."""
    visit = selectors.visit(request.user, visit_id)
    if visit is None:
        raise Http404
    right.check(request.user, visit)
    return visit


def ticket_url(ticket: Ticket) -> str:
    """The ticket's page."""
    return reverse("tickets:detail", args=[ticket.number])


def url_of(visit: Visit) -> str:
    """The visit's page."""
    return reverse("visits:visit", args=[visit.pk])


def sheet(request: HttpRequest, wanted: Sheet, form: Any) -> HttpResponse:
    """Show a form. A refused one (422) comes back as the fields only, so that the open dialog stays."""
    status = 422 if form.is_bound else 200
    context = {"sheet": wanted, "form": form, **wanted.context}
    if not is_fragment(request):
        return render(request, "tickets/sheet_page.html", context, status=status)
    template = wanted.body if request.method == "POST" else "tickets/_sheet.html"
    return render(request, template, context, status=status)


def done(request: HttpRequest, ticket: Ticket, toast: Toast, *, url: str) -> HttpResponse:
    """After a write: the open ticket refreshes its parts; a page without script goes to `url`."""
    if not is_fragment(request):
        return go(request, url, toast)
    response = with_event(HttpResponse(status=204), f"live:{ticket.stream}", {"own": True})
    return with_toast(with_event(response, "ticket:done"), toast)


def new_key() -> str:
    """A key for a form that must not be carried out twice."""
    return uuid.uuid4().hex
