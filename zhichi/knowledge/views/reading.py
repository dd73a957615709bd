"""An article as its readers see it: customers, guests and staff, each no more than they may (6.3.2, 6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhichi.core import pdf
from zhichi.core.errors import DomainError
from zhichi.core.limits import Limit, address_of
from zhichi.core.rights import public
from zhichi.knowledge import printing, registry, selectors
from zhichi.knowledge.gates import may_read_file
from zhichi.knowledge.views.lists import dress

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article
    from zhichi.knowledge.selectors import Shown

KEPT_SECONDS = 60  # names of modules and links may lag so long; readers and words never do
FEW = 3  # parts: from so many a table of contents helps
LONG = 2_000  # characters of text
PAGE = "knowledge/_reading.html"
DOCUMENTS = Limit("knowledge.pdf", 20, 600)  # each costs a second or two of the processor


@require_safe
@public("the article's own visibility decides; what may not be read is a 404")
def article(request: HttpRequest, article_id: int, slug: str = "") -> HttpResponse:
    """The published version, by its number; an old or missing slug leads to the present one.

    What guests see is kept until any article changes, so a page costs them one query.
    """
    if request.user.is_authenticated:
        found = _made(request, article_id)
    else:
        key = f"kb:{article_id}:{get_language()}:{selectors.last_change()}"
        found = cache.get(key) or _made(request, article_id)
        if found is not None:
            cache.set(key, found, KEPT_SECONDS)
    if found is None:
        raise Http404
    if slug != found["slug"]:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{found['url']}?{query}" if query else found["url"])
    blocks = registry.shown_blocks(registry.reader_blocks, article_id)
    html = mark_safe(found["html"])  # noqa: S308 - a template made it; out of the cache it is plain text again
    return render(request, "knowledge/reading.html", {**found, "html": html, "blocks": blocks})


@require_safe
@public("the article's own visibility decides; what may not be read is a 404")
def document(request: HttpRequest, article_id: int) -> HttpResponse:
    """The published version as PDF, with blocks for staff for staff alone. Says so where PDF cannot be made."""
    row = selectors.find(request.user, article_id)
    shown = selectors.shown(row, request.user) if row else None
    if row is None or shown is None:
        raise Http404
    if DOCUMENTS.wait(address_of(request)):
        words = _("That was too often. Try again in some minutes.")
        return render(request, "knowledge/no_pdf.html", {"row": row, "words": words}, status=429)
    try:
        body = printing.as_pdf(row, shown, lambda attachment: may_read_file(request, attachment))
    except DomainError as error:
        return render(request, "knowledge/no_pdf.html", {"row": row, "words": str(error)}, status=error.status)
    name = f"{row.number} {row.slug or row.language}.pdf"
    response = HttpResponse(body, content_type=pdf.MEDIA)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _made(request: HttpRequest, article_id: int) -> dict[str, Any] | None:
    """Title, address and the article itself as HTML, for this reader; None where there is nothing for them."""
    row = selectors.find(request.user, article_id)
    shown = selectors.shown(row, request.user) if row else None
    if row is None or shown is None:
        return None
    dress(row)
    context = {
        "row": row,
        "shown": shown,
        "variants": [one for one in selectors.variants_of(row, request.user) if one.live_id],
        "bonds": [bond for bond in selectors.bonds_of(row, request.user) if bond.other.live_id and bond.is_outward],
        "has_contents": _is_long(shown),
        "trail": _trail(row),
        "has_pdf": pdf.is_there(),
    }
    html = render_to_string(PAGE, context)
    return {"title": shown.content.title, "slug": row.slug, "url": row.reader_url, "html": html}


def _is_long(shown: Shown) -> bool:
    return len(shown.parts) >= FEW and sum(len(part.html) for part in shown.parts) >= LONG


def _trail(row: Article) -> list[tuple[int, str]]:
    """The modules above the article, the outermost first."""
    module = row.module
    if module is None or not module.is_active:
        return []
    above = [(module.parent.pk, module.parent.title)] if module.parent is not None else []
    return [*above, (module.pk, module.title)]
