"""Uploads from forms, and files sent back to those who may see what they hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.limits import address_of
from zhichi.core.rights import public
from zhichi.files import policies, selectors, services
from zhichi.files.standing import require_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.files.models import Attachment

CHUNK = 256 * 1024
AT_ONCE = 1024 * 1024
# A file is never a page of ours: no script, no frame, no address of its own.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
@public("the gate of the part that holds the file decides")
def download(request: HttpRequest, public_id: str, filename: str = "") -> HttpResponseBase:
    """The content of one attachment. Pictures show in place, everything else is offered for saving."""
    attachment = selectors.find(public_id)
    if attachment is None or not policies.may_read(request, attachment):
        raise Http404
    require_open(attachment)
    if request.headers.get("If-None-Match") == _etag(attachment):
        return _with_headers(HttpResponse(status=304), attachment)
    try:
        content = selectors.read(attachment)
    except FileNotFoundError:
        raise Http404 from None
    return _with_headers(_body(attachment, content), attachment)


@require_safe
@public("whoever holds the signed link may fetch this one file")
def shared(request: HttpRequest, token: str, filename: str = "") -> HttpResponseBase:
    """The content behind a link; where it does not hold any more, or the file is locked, the page that says so."""
    link, at = selectors.link_by_token(token), clock.now()
    if link is None:
        raise Http404
    if not link.holds(at) or selectors.is_locked(link.attachment):
        return redirect("portal:shared", token)
    try:
        content = selectors.read(link.attachment)
    except FileNotFoundError:
        raise Http404 from None
    response = _with_headers(_body(link.attachment, content), link.attachment, saves=True)
    response["X-Robots-Tag"] = "noindex"
    if request.method == "GET":
        services.note_download(link_id=link.pk, at=at)
    return response


@require_safe
@public("the gate of the part that holds the file decides")
def chip(request: HttpRequest, public_id: str) -> HttpResponse:
    """A file as it stands in a list, asked for again while it is being checked."""
    attachment = selectors.find(public_id)
    if attachment is None or not policies.may_read(request, attachment):
        raise Http404
    return render(request, "files/_file.html", {"file": attachment})


@require_POST
@public("guests upload with the signed token of their form")
def upload(request: HttpRequest) -> HttpResponse:
    """Store one file for a form that is still being written; answers with its id, or with what is wrong with it."""
    sent = request.FILES.get("file")
    try:
        if sent is None:
            raise DomainError("no-file", _("No file arrived."), _("Choose the file again."))
        visitor = _visitor(request)
        by = Actor.of(visitor.account) if visitor.account else Actor.guest(_("Guest"))
        stored = services.receive(upload=sent, visitor=visitor, by=by, at=clock.now())
    except DomainError as error:
        return JsonResponse({"error": str(error), "code": error.code}, status=error.status)
    return JsonResponse({"id": stored.public_id, "name": stored.filename, "size": stored.blob.size}, status=201)


@require_POST
@public("guests take back what they uploaded with the token of their form")
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete one's own fresh upload; nobody else's, and none that was sent."""
    visitor = _visitor(request)
    found = selectors.uploads([public_id], user=visitor.account, upload_token=visitor.upload_token)
    if not found:
        raise Http404
    by = Actor.of(visitor.account) if visitor.account else Actor.guest(_("Guest"))
    services.discard(attachment=found[0], by=by, at=clock.now())
    return HttpResponse(status=204)


def _visitor(request: HttpRequest) -> services.Visitor:
    token = request.POST.get("upload_token", "")
    return services.Visitor(user=request.user, upload_token=token, address=address_of(request))


def _body(attachment: Attachment, content: BinaryIO) -> HttpResponseBase:
    if attachment.blob.size <= AT_ONCE:
        with content:
            return HttpResponse(content.read(), content_type=_served_type(attachment))
    return StreamingHttpResponse(_pieces(content), content_type=_served_type(attachment))


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    # The server asks for one piece after the other and closes this when the client leaves.
    with content:
        while piece := content.read(CHUNK):
            yield piece


def _served_type(attachment: Attachment) -> str:
    return attachment.content_type if attachment.is_picture else "application/octet-stream"


def _etag(attachment: Attachment) -> str:
    return f'"{attachment.blob.sha256}"'


def _with_headers(response: HttpResponseBase, attachment: Attachment, *, saves: bool = False) -> HttpResponseBase:
    disposition = "inline" if attachment.is_picture and not saves else "attachment"
    plain = attachment.filename.encode("ascii", "replace").decode().replace("\\", "_").replace('"', "_")
    exact = quote(attachment.filename, safe="")
    response["Content-Disposition"] = f"{disposition}; filename=\"{plain.replace('?', '_')}\"; filename*=UTF-8''{exact}"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = _etag(attachment)
    if response.status_code == 200:
        response["Content-Length"] = str(attachment.blob.size)
    return response
