"""Files sent with a form: stored at once, so that a refused form does not lose them; it names them until accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from zhichi.core.errors import DomainError
from zhichi.files import selectors, services
from zhichi.portal.forms import FILES

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from zhichi.core.actors import Actor
    from zhichi.files.models import Attachment


def token_of(request: HttpRequest) -> str:
    """The form's signed token as sent, or a fresh one when it is missing, forged or older than a day."""
    token = request.POST.get("form_token", "")
    return token if selectors.upload_key(token) else selectors.new_upload_token()


def collect(request: HttpRequest, token: str, *, by: Actor, at: datetime) -> list[Attachment]:
    """What the form carries: files kept from before and those sent now. What is too large is left out."""
    kept = selectors.uploads(request.POST.getlist("kept"), user=request.user, upload_token=token)
    fresh = [_store(upload, token, by, at) for upload in request.FILES.getlist("attachments")[:FILES]]
    return [*kept[:FILES], *(row for row in fresh if row is not None)]


def _store(upload: object, token: str, by: Actor, at: datetime) -> Attachment | None:
    size = getattr(upload, "size", None) or 0
    if size > settings.MAX_ATTACHMENT_BYTES:
        return None
    try:
        return services.store(
            content=upload.chunks(),  # type: ignore[attr-defined]
            filename=getattr(upload, "name", "") or "",
            claimed_type=getattr(upload, "content_type", "") or "",
            by=by,
            at=at,
            upload_token=selectors.upload_key(token),
        )
    except DomainError:
        return None
