"""The command palette: what to do with the open ticket, tickets, customers, where to go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhichi.accounts.policies import DESK
from zhichi.core import clock
from zhichi.core.rights import may, requires
from zhichi.desk import finding
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import State
from zhichi.ui.registry import nav_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

OPEN_TICKET = re.compile(r"^/desk/tickets/(\d+)/")
SHOWN = 6
ARTICLES = 4
COMMANDS = 10


@dataclass(frozen=True)
class Command:
    """Something to do; `is_sheet` opens a dialog over the page instead of leaving it."""

    label: str
    url: str
    icon: str
    key: str = ""
    is_sheet: bool = False


@require_safe
@requires(DESK)
def palette(request: HttpRequest) -> HttpResponse:
    """The fragment that the palette shows for `?q=`; `?at=` is the path of the page it was opened on."""
    text = request.GET.get("q", "").strip()[: finding.LONGEST]
    match = OPEN_TICKET.match(request.GET.get("at", ""))
    ticket = tickets.by_number(request.user, match[1]) if match else None
    context = {
        "query": text,
        "ticket": ticket,
        "commands": [item for item in _commands(request.user, ticket) if finding.fits(item.label, text)][:COMMANDS],
        "tickets": _tickets(request.user, text),
        "articles": _found(request.user, text, "article", ARTICLES),
        "customers": finding.customer_hits(request.user, text, limit=3),
        "places": [item for item in _places(request) if finding.fits(item.label, text)][:8],
    }
    return render(request, "desk/_palette.html", context)


def _commands(person: Any, ticket: Any) -> list[Command]:
    if ticket is None:
        return []
    commands = [Command(_("Print the record"), reverse("tickets:print", args=[ticket.number]), "printer")]
    if may(person, "knowledge.write"):
        write = reverse("guidance:write", args=[ticket.number])
        commands.append(Command(_("Write an article from this ticket"), write, "file-pen"))
    if may(person, "ideas.raise"):
        idea = f"{reverse('improvement:new')}?from={ticket.number}"
        commands.append(Command(_("Raise an idea from this ticket"), idea, "lightbulb"))
    if not may(person, "tickets.work"):
        return commands
    names = _closed_names() if ticket.state == State.CLOSED else _open_names(ticket.state == State.RESOLVED)
    sheets = [
        Command(label, reverse(f"tickets:{name}", args=[ticket.number]), icon, key, is_sheet=True)
        for label, name, icon, key in names
    ]
    linked = Command(_("New linked ticket"), f"{reverse('tickets:new')}?from={ticket.number}", "copy-plus")
    return [*sheets, *commands, linked]


def _open_names(is_solved: bool) -> list[tuple[str, str, str, str]]:  # noqa: FBT001 - one flag of a private table
    last = (
        [(_("Record the follow-up"), "follow_up", "phone-outgoing", ""), (_("Close"), "close", "circle-check", "")]
        if is_solved
        else [(_("Propose a solution"), "propose", "lightbulb", "")]
    )
    return [
        (_("Assign or transfer"), "assign", "user-check", "T"),
        (_("Record the cause"), "confirm", "search-check", ""),
        *last,
        (_("Edit the details"), "details", "pencil", ""),
        (_("Edit the tags"), "tags", "tag", ""),
        (_("Link to another ticket"), "link", "link", ""),
    ]


def _closed_names() -> list[tuple[str, str, str, str]]:
    return [(_("Reopen"), "reopen", "rotate-ccw", ""), (_("Edit the tags"), "tags", "tag", "")]


def _tickets(person: Any, text: str) -> list[dict[str, Any]]:
    """The ticket with this number, else those that hold the words, else one's own newest."""
    if not text:
        mine = tickets.queue(person, tickets.Filters(owner="me"), at=clock.now(), size=5).rows
        return [
            _row(
                tickets.number_of(row.id),
                row.subject,
                row.organisation__name or row.contact__display_name or "",
                row.state,
            )
            for row in mine
        ]
    named = finding.ticket_by_number(person, text)
    if named is not None:
        who = str(named.organisation or named.contact or "")
        return [_row(named.number, named.subject, who, named.state)]
    return _found(person, text, "ticket", SHOWN)


def _found(person: Any, text: str, kind: str, limit: int) -> list[dict[str, Any]]:
    """What holds the words; nothing without any."""
    return [
        {"pieces": finding.title_of(shown), "note": shown.row.subtitle, "url": shown.row.url, "icon": shown.row.icon}
        for shown in finding.whole_hits(person, text, kind, limit=limit)
    ]


def _row(number: str, subject: str, who: str, state: str) -> dict[str, Any]:
    return {
        "pieces": [(subject, False)],
        "note": f"{who} #{number}",
        "url": reverse("tickets:detail", args=[number]),
        "state": state,
    }


def _places(request: HttpRequest) -> list[Command]:
    places = []
    if may(request.user, "tickets.register"):
        places.append(Command(_("New ticket"), reverse("tickets:new"), "plus", "C"))
    for group in ("main", "foot", "menu"):
        for entry in nav_for(request.user, request, group):
            key = f"G {entry.key.upper()}" if entry.key else ""
            places.append(Command(_("Open %s") % entry.label, entry.url, entry.icon, key))
    return places
