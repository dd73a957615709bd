"""The whole record of a ticket as one document (3.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.tickets import policies, selectors
from zhichi.tickets.lines import lines_of
from zhichi.tickets.services import describe
from zhichi.tickets.views.answers import find

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@requires(policies.DESK_VIEW)
def document(request: HttpRequest, number: str) -> HttpResponse:
    """Facts, conversation, confirmations, solutions, follow-ups, attachments, and every event with its hash."""
    ticket = find(request, number, whole=True)
    lines = [line for line in lines_of(selectors.conversation(ticket), reader=request.user) if line.message is not None]
    context = {
        "ticket": ticket,
        "lines": lines,
        "files": [item for line in lines for item in line.files],
        "confirmations": selectors.confirmations(ticket),
        "solutions": [(row, describe(row).splitlines()) for row in selectors.solutions(ticket)],
        "follow_ups": selectors.follow_ups(ticket),
        "parts": selectors.record_parts(ticket),
        "tags": selectors.tags_of(ticket),
        "events": [
            {"recorded": event, "hash": digest, "text": records.sentence(event)}
            for event, digest in records.chain(ticket.stream)
        ],
        "verification": records.last_verification(),
        "printed_at": clock.now(),
        "back": reverse("tickets:detail", args=[ticket.number]),
    }
    return render(request, "tickets/print.html", context)
