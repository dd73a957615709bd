"""The search page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhichi.accounts.policies import DESK
from zhichi.core.rights import requires
from zhichi.desk import finding
from zhichi.ui.respond import page_or_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.search.selectors import ShownHit

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
    found = finding.ticket_hits(request.user, text, limit=SHOWN) if text else []
    context = {
        "query": text,
        "hits": [_result(shown, words) for shown in found],
        "customers": finding.customer_hits(request.user, text, limit=6),
    }
    return page_or_fragment(request, "desk/search.html", "desk/_results.html", context)


def _result(shown: ShownHit, words: list[str]) -> dict[str, Any]:
    """A hit with its title marked and the places in its text; the title is not said twice."""
    title = shown.row.title
    places = [place for place in shown.hit.highlights if "".join(piece for piece, _is_hit in place) != title]
    return {"row": shown.row, "title": finding.marked(title, words), "places": places[:2]}
