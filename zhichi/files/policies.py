"""Who may read a file: whoever may see what it hangs on; a fresh upload only the one who sent it. The quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post
from zhichi.core.rights import define
from zhichi.files import registry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from zhichi.files.models import Attachment

# Sees what is locked, takes it out for a look, releases it or deletes it. A content belongs to no team.
QUARANTINE = define("files.quarantine", by_post(Post.MANAGER, Post.ADMINISTRATOR))


def may_read(request: HttpRequest, attachment: Attachment) -> bool:
    """Ask the gate of the holder's kind. No gate, no reading."""
    if attachment.holder_id is None:
        return request.user.is_authenticated and attachment.uploaded_by_id == request.user.pk
    allows = registry.gates.find(attachment.holder_kind)
    return allows is not None and allows(request, attachment)
