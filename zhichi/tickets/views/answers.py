"""How these views answer: a scoped ticket or 404, forms as dialogs or pages, "done" without losing what is typed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhichi.tickets import policies, selectors
from zhichi.ui.respond import Toast, go, is_fragment, with_event, with_toast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.core.rights import Right
    from zhichi.tickets.models import Ticket


# Every address below a ticket's page that takes nothing but its number.
LINKED = (
    "head", "thread", "presence", "print", "send", "sender", "draft", "draft_check", "assign", "people", "take",
    "urgency", "details", "tags", "watch", "confirm", "propose", "solution_parts", "follow_up", "no_answer", "close",
    "undo_close", "reopen", "link", "unlink", "snooze", "wake", "report", "report_prompt", "agree", "undo_agree",
    "merge", "split",
)  # fmt: skip

STAND_IN = "987654321987654321"  # a number that no ticket has: where the true one goes in an address


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form that opens as a dialog over the page, or as a page of its own where there is no script."""

    title: str
    verb: str
    body: str  # template with the fields
    action: str
    back: str
    is_wide: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)


def find(request: HttpRequest, number: str, right: Right = policies.DESK_VIEW, *, whole: bool = False) -> Ticket:
    """The ticket that the signed-in person sees under this number, else 404; refuses without `right` to it.

    With `whole` customer, product and asset come along; without it only their names do.
    """
    ticket = (selectors.by_number if whole else selectors.for_page)(request.user, number)
    if ticket is None:
        raise Http404
    right.check(request.user, None)  # the row itself is visible, so the post decides
    return ticket


def addresses(ticket: Ticket) -> dict[str, str]:
    """The addresses below the ticket's page by name ("assign", "panel_customer"): a page links thirty of them."""
    base = url_of(ticket)
    return {name: f"{base}{ending}" for name, ending in _endings().items()}


@cache
def _endings() -> dict[str, str]:
    """Name → what stands behind the ticket's own address."""
    base = reverse("tickets:detail", args=["0"])
    return {name: reverse(f"tickets:{name}", args=["0"]).removeprefix(base) for name in LINKED}


def address_of(url_name: str, ticket: Ticket) -> str:
    """The address of a page that takes nothing but the ticket's number, of whatever part."""
    return _pattern(url_name).replace(STAND_IN, ticket.number)


@cache
def _pattern(url_name: str) -> str:
    return reverse(url_name, args=[STAND_IN])


def url_of(ticket: Ticket) -> str:
    """The ticket's page."""
    return reverse("tickets:detail", args=[ticket.number])


def sheet(request: HttpRequest, wanted: Sheet, *, status: int = 200) -> HttpResponse:
    """Show a form. A refused one (422) comes back as the fields only, so that the open dialog stays."""
    context = {"sheet": wanted, **wanted.context}
    if not is_fragment(request):
        return render(request, "tickets/sheet_page.html", context, status=status)
    template = wanted.body if request.method == "POST" else "tickets/_sheet.html"
    return render(request, template, context, status=status)


def done(request: HttpRequest, ticket: Ticket, toast: Toast, *, url: str = "") -> HttpResponse:
    """After a write: the open page refreshes its parts and keeps what is typed; without script, back to the ticket.

    When the person does not see the ticket any more, or `url` names another place, the browser goes there.
    """
    if not is_fragment(request):
        return go(request, url or url_of(ticket), toast)
    if url or selectors.for_page(request.user, ticket.number) is None:
        return go(request, url or reverse("tickets:queue"), toast)
    response = with_event(HttpResponse(status=204), f"live:{ticket.stream}", {"own": True})
    return with_toast(with_event(response, "ticket:done"), toast)


def new_key() -> str:
    """A key for a form that must not be carried out twice."""
    return uuid.uuid4().hex
