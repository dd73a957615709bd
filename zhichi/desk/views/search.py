"""The search page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from zhichi.accounts.policies import DESK
from zhichi.core import clock
from zhichi.core.rights import may, requires
from zhichi.desk import finding, looking
from zhichi.guidance import services as guidance
from zhichi.guidance.choices import Place
from zhichi.ui.respond import is_fragment, page_or_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.search.selectors import ShownHit

SHOWN = 30


@require_safe
@requires(DESK)
def search(request: HttpRequest) -> HttpResponse:
    """Find by number, words, person, phone or address; a number that names a ticket leads straight to it.

    `?exact=1` leaves synonyms out; `kind`, `state` and `days` narrow; `from` is the ticket it was opened from.
    """
    text = request.GET.get("q", "").strip()
    ticket = finding.ticket_by_number(request.user, text) if text else None
    if ticket is not None and not request.headers.get("HX-Request"):  # while somebody types, 1001 may become 10017
        return HttpResponseRedirect(reverse("tickets:detail", args=[ticket.number]))
    is_exact = request.GET.get("exact") == "1"
    choice = finding.Choice.of(request.GET.dict())
    source = looking.source(request.user, request.GET.get("from", ""))
    answer = finding.found(request.user, text, limit=SHOWN, synonyms=not is_exact, choice=choice)
    found = answer.hits
    if text and ticket is None:
        # Only staff ask here, and a question for a number names one thing that is there or not.
        guidance.note_question(
            words=text, place=Place.DESK, language=get_language() or "zh-hans", hits=len(found), by=request.user,
            at=clock.now(),
        )  # fmt: skip
    whole = [_result(shown) for shown in found if shown.hit.is_whole]
    context = {
        "query": text,
        "named": ticket,
        "is_exact": is_exact,
        "hits": whole,
        "source": source,
        "parts": [_result(shown) for shown in found if not shown.hit.is_whole and not shown.hit.by_meaning],
        "similar": [_result(shown) for shown in found if shown.hit.by_meaning],
        "synonyms": finding.also_looked_for(text) if whole and not is_exact else [],
        "meant": finding.meant(request.user, text) if text and not whole else None,
        "customers": finding.customer_hits(request.user, text, limit=6),
        "choice": choice,
        "keep": (f"&{choice.address}" if choice.address else "") + (f"&from={source.number}" if source else ""),
        "states": answer.states,
        "spans": finding.SPANS,
        "kinds": answer.kinds,
        "is_fragment": is_fragment(request),
        "may_edit_synonyms": may(request.user, "search.edit_synonyms"),
    }
    return page_or_fragment(request, "desk/search.html", "desk/_results.html", context)


def _result(shown: ShownHit) -> dict[str, Any]:
    """A hit with its title marked and the places in its text; the title is not said twice."""
    title = finding.title_of(shown)
    hit = shown.hit
    return {
        "row": shown.row,
        "look": reverse("desk:look", args=[hit.kind, hit.object_id]) if hit.kind in looking.LOOKS else "",
        "title": title,
        "places": [place for place in shown.hit.highlights if list(place) != title][:2],
    }
