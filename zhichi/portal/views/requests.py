"""My requests: the list by tab, one request with its conversation, answers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.portal import policies, selectors
from zhichi.portal.views import conversation
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import FollowUpMethod
from zhichi.ui.policy import pictures_asked_for, with_foreign_pictures

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket

PAGE = "portal/request.html"


@require_safe
@requires(policies.USE, sign_in=policies.SIGN_IN)
def index(request: HttpRequest) -> HttpResponse:
    """The list alone."""
    return render(request, "portal/requests.html", {"listing": _listing(request, request.GET.get("tab", ""))})


@require_safe
@requires(policies.USE, sign_in=policies.SIGN_IN)
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One request beside the list it stands in; htmx asks for what changes while one reads.

    A merged one leads to the request under which it goes on.
    """
    ticket = _ticket(request, number)
    if (home := tickets.home_for(request.user, ticket)).pk != ticket.pk:
        return redirect("portal:request", home.number)
    if request.headers.get("HX-Request"):
        return render(request, "portal/_live.html", _context(request, ticket))
    response = render(request, PAGE, _with_list(request, ticket))
    return with_foreign_pictures(response) if pictures_asked_for(request) else response


@require_POST
@requires(policies.ANSWER, sign_in=policies.SIGN_IN)
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Add information; the page again with the text when it is refused."""
    ticket = _ticket(request, number)
    return conversation.answer(request, ticket, _with_list(request, ticket), page=PAGE)


@require_POST
@requires(policies.CONFIRM, sign_in=policies.SIGN_IN)
def outcome(request: HttpRequest, number: str) -> HttpResponse:
    """Say whether it is solved (2.4)."""
    ticket = _ticket(request, number)
    policies.CONFIRM.check(request.user, ticket)
    return conversation.outcome(request, ticket, _with_list(request, ticket), page=PAGE)


def _ticket(request: HttpRequest, number: str) -> Ticket:
    ticket = tickets.by_number(request.user, number)
    if ticket is None:
        raise Http404
    return ticket


def _listing(request: HttpRequest, tab: str) -> selectors.Listing:
    query, cursor = request.GET.get("q", ""), request.GET.get("cursor", "")
    return selectors.listing(request.user, tab=tab, query=query, cursor=cursor)


def _with_list(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """The request beside the list it stands in."""
    tab = request.GET.get("tab") or selectors.tab_of(request.user, ticket)
    return _context(request, ticket) | {"listing": _listing(request, tab)}


def _context(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    contact = policies.contact_of(request.user)
    viewer = conversation.Viewer(
        by=Actor.of(request.user),
        contact=contact,
        may_answer=True,
        may_confirm=policies.CONFIRM.allows(request.user, ticket),
        method=FollowUpMethod.PORTAL,
    )
    urls = {name: reverse(f"portal:{name}", args=[ticket.number]) for name in ("request", "answer", "outcome")}
    return conversation.context(request, ticket, viewer, urls)
