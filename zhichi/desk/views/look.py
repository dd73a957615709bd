"""The reading pane beside search results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhichi.accounts.policies import DESK
from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.desk import looking
from zhichi.ui.respond import is_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@requires(DESK)
def look(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """A hit with the words of `?q=` marked (`?exact=1`: without synonyms); outside the pane its own page.

    `?from=` is the ticket that the search was opened from: an article can be put into its reply.

    Whoever may not read the thing gets 404, as from its own page.
    """
    found = looking.look(request.user, kind, key, at=clock.now())
    if found is None:
        raise Http404
    if not is_fragment(request):
        return HttpResponseRedirect(found["url"])
    query = request.GET.get("q", "")
    title, *bodies = looking.marked(found["markups"], query, synonyms=request.GET.get("exact") != "1")
    said = list(zip(found.get("entries", ()), bodies, strict=False))
    beside = looking.beside(request.user, request.GET.get("from", ""), found, at=clock.now())
    return render(request, found["template"], {**found, **beside, "title": title, "bodies": bodies, "said": said})
