"""The quarantine: what is locked, from whom and where; releasing, deleting, looking at it; how the scanner fares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.files import checks, selectors, services
from zhichi.files.choices import Shelf
from zhichi.files.forms import ReasonForm
from zhichi.files.policies import QUARANTINE
from zhichi.records.selectors import history, sentence
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from zhichi.files.models import Blob

DEEDS = ("release", "lock", "delete")


@requires(QUARANTINE)
@require_GET
def shelf(request: HttpRequest, name: str = Shelf.LOCKED) -> HttpResponse:
    """One list of the quarantine, newest first, below what the scanner says of itself."""
    if name not in Shelf.values:
        raise Http404
    page = keyset_page(selectors.on_shelf(name), order=("-stored_at", "-id"), cursor=request.GET.get("cursor"))
    context = {
        "page": page,
        "rows": selectors.quarantined(page.rows),
        "shelf": name,
        "shelves": Shelf,
        "locked": selectors.on_shelf(Shelf.LOCKED).count(),
        "findings": checks.check_scanner(),
    }
    return render(request, "files/quarantine.html", context)


@requires(QUARANTINE)
@require_GET
def content(request: HttpRequest, blob_id: int) -> HttpResponse:
    """One content: its files and where they hang, what was found, what was done."""
    return _page(request, _blob(blob_id), {deed: ReasonForm(auto_id=f"{deed}-%s") for deed in (*DEEDS, "take")})


@requires(QUARANTINE)
@require_POST
def act(request: HttpRequest, blob_id: int, deed: str) -> HttpResponse:
    """Release a content, lock it again, or delete it; each with a reason."""
    blob, form = _blob(blob_id), ReasonForm(request.POST, auto_id=f"{deed}-%s")
    services_of = {"release": services.release, "lock": services.lock_again, "delete": services.delete_content}
    words = {
        "release": _("The file can be opened again."),
        "lock": _("The file is locked."),
        "delete": _("The content is deleted."),
    }
    if deed not in services_of:
        raise Http404
    if not form.is_valid():
        others = {name: ReasonForm(auto_id=f"{name}-%s") for name in (*DEEDS, "take")}
        return _page(request, blob, others | {deed: form}, status=422)
    reason, by = form.cleaned_data["reason"], Actor.of(request.user)
    services_of[deed](blob_id=blob.pk, reason=reason, by=by, at=clock.now())
    return go(request, reverse("files:content", args=[blob.pk]), Toast(words[deed]))


@requires(QUARANTINE)
@require_POST
def take(request: HttpRequest, blob_id: int) -> HttpResponseBase:
    """The bytes of a locked content, under a name that no program opens by itself."""
    blob, form = _blob(blob_id), ReasonForm(request.POST, auto_id="take-%s")
    if not form.is_valid():
        others = {name: ReasonForm(auto_id=f"{name}-%s") for name in DEEDS}
        return _page(request, blob, others | {"take": form}, status=422)
    reason, by = form.cleaned_data["reason"], Actor.of(request.user)
    try:
        found = services.take_out(blob_id=blob.pk, reason=reason, by=by, at=clock.now())
    except FileNotFoundError:
        raise Http404 from None
    name = f"{blob.sha256[:16]}.quarantined"
    response = FileResponse(found, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


@requires(QUARANTINE)
@require_POST
def again(request: HttpRequest, blob_id: int) -> HttpResponse:
    """Ask the scanner once more."""
    services.scan_again(blob_id=_blob(blob_id).pk, by=Actor.of(request.user), at=clock.now())
    address = reverse("files:content", args=[blob_id])
    return go(request, address, Toast(_("The file is scanned again in a moment.")))


def _page(request: HttpRequest, blob: Blob, forms: Mapping[str, ReasonForm], status: int = 200) -> HttpResponse:
    context = {
        "row": selectors.quarantined([blob])[0],
        "blob": blob,
        "forms": forms,
        "said": [(sentence(item), item.at) for item in reversed(history(f"file:{blob.pk}"))],
    }
    return render(request, "files/content.html", context, status=status)


def _blob(blob_id: int) -> Blob:
    blob = selectors.blob(blob_id)
    if blob is None:
        raise Http404
    return blob
