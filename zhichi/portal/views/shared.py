"""The page behind the link to a file that was too large for a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.rights import public
from zhichi.files import selectors as files
from zhichi.portal import limits
from zhichi.tickets import registry
from zhichi.tickets import selectors as tickets
from zhichi.ui.timing import zoned_words

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket


@require_safe
@public("whoever holds the signed link may fetch this one file")
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What the file is and until when it can be fetched; once it cannot (410), whom to ask. Says nothing of the request
    but its number: a link is passed on more easily than a letter.
    """
    if wait := limits.too_often(request, limits.GUEST):
        return limits.refusal(request, wait)
    link = files.link_by_token(token)
    if link is None:
        raise Http404
    holds = link.holds(clock.now())
    ticket = _ticket(link.stream)
    context = {
        "link": link,
        "file": link.attachment,
        "holds": holds,
        "token": token,
        "until": zoned_words(link.expires_at, tickets.zone_of(ticket) if ticket else ZoneInfo(settings.TIME_ZONE)),
        "number": ticket.number if ticket else "",
        "sender": registry.sender_shown(ticket) if ticket and not holds else None,
    }
    response = render(request, "portal/shared.html", context, status=200 if holds else 410)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _ticket(stream: str) -> Ticket | None:
    kind, _sep, key = stream.partition(":")
    return tickets.by_id(int(key)) if kind == "ticket" and key.isdigit() else None
