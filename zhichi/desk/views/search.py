"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhichi.accounts.policies import DESK
from zhichi.core.rights import requires
from zhichi.desk import finding
from zhichi.ui.respond import page_or_fragment

SHOWN = 30


@require_safe
@requires(DESK)
def search(request: HttpRequest) -> HttpResponse:
    """Find by number, words, person, phone or address; a number that names a ticket leads straight to it."""
    text = request.GET.get("q", "").strip()
    ticket = finding.ticket_by_number(request.user, text) if text else None
    if ticket is not None:
        return HttpResponseRedirect(reverse("tickets:detail", args=[ticket.number]))
    words = text.split()
    context = {
        "query": text,
        "hits": [
            (shown, finding.marked(shown.row.title, words))
            for shown in finding.ticket_hits(request.user, text, limit=SHOWN)
        ]
        if text
        else [],
        "customers": finding.customer_hits(request.user, text, limit=6),
    }
    return page_or_fragment(request, "desk/search.html", "desk/_results.html", context)
