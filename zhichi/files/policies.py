"""Who may read a file: whoever may see what it hangs on; a fresh upload only the one who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.files import registry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from zhichi.files.models import Attachment


def may_read(request: HttpRequest, attachment: Attachment) -> bool:
    """Ask the gate of the holder's kind. No gate, no reading."""
    if attachment.holder_id is None:
        return request.user.is_authenticated and attachment.uploaded_by_id == request.user.pk
    allows = registry.gates.find(attachment.holder_kind)
    return allows is not None and allows(request, attachment)
