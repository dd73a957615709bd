"""Visits and remote sessions as customers meet them: the report to read and print, their consent (2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError, Refused
from zhichi.core.rights import public, requires
from zhichi.portal import limits, policies
from zhichi.portal.views.conversation import STAFF_WORDS
from zhichi.portal.views.guest import author_by_link, ticket_by_link
from zhichi.tickets import selectors as tickets
from zhichi.tickets import services as ticket_services
from zhichi.ui.respond import Toast, go
from zhichi.visits import selectors as visits
from zhichi.visits import services

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket


@require_safe
@requires(policies.USE, sign_in=policies.SIGN_IN)
def report(request: HttpRequest, number: str, visit_id: str) -> HttpResponse:
    """The report of a visit, to read and print."""
    return _report(request, _own(request, number), visit_id, reverse("portal:request", args=[number]))


@require_safe
@public("whoever holds the link of a request reads the reports of its visits")
def guest_report(request: HttpRequest, public_id: str, visit_id: str) -> HttpResponse:
    """The report by the link of the mail; customers who may see it anyway go to their own page of it."""
    if wait := limits.too_often(request, limits.GUEST):
        return limits.refusal(request, wait)
    ticket = ticket_by_link(request, public_id)
    if policies.ANSWER.allows(request.user, ticket):
        return redirect("portal:visit", ticket.number, visit_id)
    ticket_services.remember_guest(request, ticket.public_id)
    response = _report(request, ticket, visit_id, reverse("portal:guest", args=[ticket.public_id]))
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@requires(policies.ANSWER, sign_in=policies.SIGN_IN)
def consent(request: HttpRequest, number: str, session_id: int) -> HttpResponse:
    """Agree to a remote session, or not."""
    ticket = _own(request, number)
    return _answer(request, ticket, session_id, by=Actor.of(request.user), back="portal:request", key=ticket.number)


@require_POST
@public("whoever holds the link of a request was asked to agree to its remote sessions")
def guest_consent(request: HttpRequest, public_id: str, session_id: int) -> HttpResponse:
    """Agree to a remote session by the link, or not."""
    if wait := limits.too_often(request, limits.ANSWER):
        return limits.refusal(request, wait)
    ticket = ticket_by_link(request, public_id)
    if getattr(request.user, "is_staff_member", False):
        raise Refused("staff", STAFF_WORDS)
    by = author_by_link(ticket)
    return _answer(request, ticket, session_id, by=by, back="portal:guest", key=ticket.public_id)


def _own(request: HttpRequest, number: str) -> Ticket:
    ticket = tickets.by_number(request.user, number)
    if ticket is None:
        raise Http404
    return ticket


def _report(request: HttpRequest, ticket: Ticket, visit_id: str, back: str) -> HttpResponse:
    visit = visits.reported(ticket, visit_id)
    if visit is None:
        raise Http404
    context = {"visit": visit, "ticket": ticket, "printed_at": clock.now(), "is_customer": True, "back": back}
    return render(request, "visits/print.html", context)


def _answer(request: HttpRequest, ticket: Ticket, session_id: int, *, by: Actor, back: str, key: str) -> HttpResponse:
    if visits.session_of(ticket, session_id) is None:
        raise Http404
    agrees = request.POST.get("answer") == "agree"
    if not agrees and request.POST.get("answer") != "refuse":
        raise DomainError("answer", _("Say whether you agree."))
    words = _("Thank you. Our engineer can connect now.") if agrees else _("Noted: we do not connect to your machine.")
    toast = Toast(words)
    name = request.POST.get("name", "")
    try:
        services.answer_consent(session_id=session_id, agrees=agrees, name=name, by=by, at=clock.now())
    except DomainError as error:
        toast = Toast(str(error), kind="bad")
    return go(request, _url(back, key), toast)


def _url(back: str, key: str) -> str:
    return redirect(back, key).url
