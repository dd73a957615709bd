"""Guests: whoever holds the link follows that one request, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhichi.core.actors import Actor
from zhichi.core.errors import Refused
from zhichi.core.limits import address_of
from zhichi.core.rights import public
from zhichi.portal import limits, policies
from zhichi.portal.views import conversation
from zhichi.tickets import selectors as tickets
from zhichi.tickets import services as ticket_services
from zhichi.tickets.choices import FollowUpMethod
from zhichi.ui.policy import pictures_asked_for, with_foreign_pictures

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket


@require_safe
@public("whoever holds the link follows this one request")
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request by its link; customers who may see it anyway go to their own page of it."""
    if wait := limits.too_often(request, limits.GUEST):
        return limits.refusal(request, wait)
    ticket = ticket_by_link(request, public_id)
    if policies.ANSWER.allows(request.user, ticket):
        return redirect("portal:request", ticket.number)
    home = tickets.home_of(ticket)
    if home.pk != ticket.pk and home.contact_id == ticket.contact_id:
        ticket_services.remember_guest(request, home.public_id)
        return redirect("portal:guest", home.public_id)
    ticket_services.remember_guest(request, ticket.public_id)
    template = "portal/_live.html" if request.headers.get("HX-Request") else "portal/guest.html"
    response = _private(render(request, template, _context(request, ticket)))
    return with_foreign_pictures(response) if pictures_asked_for(request) else response


@require_POST
@public("whoever holds the link may add to this one request")
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add information by the link."""
    ticket = ticket_by_link(request, public_id)
    _refuse_staff(request)
    wait = limits.too_often(request, limits.ANSWER)
    return _private(
        conversation.answer(request, ticket, _context(request, ticket), page="portal/guest.html", wait=wait)
    )


@require_POST
@public("whoever holds the link was asked whether this one request is solved")
def outcome(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say by the link whether it is solved (2.4)."""
    if wait := limits.too_often(request, limits.ANSWER):
        return limits.refusal(request, wait)
    ticket = ticket_by_link(request, public_id)
    _refuse_staff(request)
    return _private(conversation.outcome(request, ticket, _context(request, ticket), page="portal/guest.html"))


def ticket_by_link(request: HttpRequest, public_id: str) -> Ticket:
    """The request behind a link. Guessing is counted; raises Http404 when there is none."""
    ticket = tickets.by_public_id(public_id)
    if ticket is None or limits.GUEST_MISS.is_spent(address_of(request)):
        limits.too_often(request, limits.GUEST_MISS)
        raise Http404
    return ticket


def author_by_link(ticket: Ticket) -> Actor:
    """Who acts by a link: the customer, as far as anybody can know."""
    return Actor.guest(ticket.contact.display_name if ticket.contact else _("Guest"))


def _refuse_staff(request: HttpRequest) -> None:
    if request.user.is_authenticated and request.user.is_staff_member:
        raise Refused("staff", conversation.STAFF_WORDS)


def _context(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    is_staff = bool(getattr(request.user, "is_staff_member", False))
    viewer = conversation.Viewer(
        by=author_by_link(ticket),
        contact=None,
        may_answer=not is_staff,
        may_confirm=not is_staff,
        method=FollowUpMethod.PORTAL,
    )
    names = {"request": "guest", "answer": "guest-answer", "outcome": "guest-outcome"}
    urls = {name: reverse(f"portal:{route}", args=[ticket.public_id]) for name, route in names.items()}
    return conversation.context(request, ticket, viewer, urls)


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
