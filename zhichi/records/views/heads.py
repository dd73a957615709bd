"""Signed heads of the record: the list, and the file to keep elsewhere (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhichi.core.rights import requires
from zhichi.records import policies, selectors
from zhichi.ui.paging import keyset_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@require_safe
@requires(policies.VIEW)
def heads(request: HttpRequest) -> HttpResponse:
    """Every signed head, the newest first, and the key in use."""
    page = keyset_page(selectors.signed_heads(), order=("-number",), cursor=request.GET.get("cursor", ""))
    newest = selectors.signed_heads().first()
    context = {
        "page": page,
        "newest": newest,
        "waiting": selectors.events_after(newest.last_event if newest else 0),
        "tab": "heads",
    }
    return render(request, "records/heads.html", context)


@require_safe
@requires(policies.VIEW)
def download(_request: HttpRequest) -> HttpResponseBase:
    """All signed heads with the public keys, as JSON."""
    name = f"zhichi-heads-{timezone.localdate():%Y-%m-%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(selectors.heads_file(), content_type="application/json", headers=headers)
