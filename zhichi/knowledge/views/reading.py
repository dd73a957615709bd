"""An article as its readers see it: customers, guests and staff, each no more than they may (6.3.2, 6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhichi.core.rights import public
from zhichi.knowledge import selectors
from zhichi.knowledge.views.lists import dress

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article


@require_safe
@public("the article's own visibility decides; what may not be read is a 404")
def article(request: HttpRequest, article_id: int, slug: str = "") -> HttpResponse:
    """The published version, by its number; an old or missing slug leads to the present one."""
    row = selectors.find(request.user, article_id)
    shown = selectors.shown(row, request.user) if row else None
    if row is None or shown is None:
        raise Http404
    if slug != _slug(row):
        return redirect(row.reader_url)
    dress(row)
    context = {
        "row": row,
        "shown": shown,
        "variants": [one for one in selectors.variants_of(row, request.user) if one.live_id],
        "bonds": [bond for bond in selectors.bonds_of(row, request.user) if bond.other.live_id and bond.is_outward],
    }
    return render(request, "knowledge/reading.html", context)


def _slug(row: Article) -> str:
    return row.slug
