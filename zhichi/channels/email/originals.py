"""Originals of messages: who may read them, as they may say more than the request shows, and where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import selectors
from zhichi.files.registry import Place
from zhichi.tickets.policies import DESK_VIEW

if TYPE_CHECKING:
    from collections.abc import Collection

    from zhichi.files.models import Attachment


def may_read(request: Any, attachment: Attachment) -> bool:
    """Staff who see the message's request; without one, who looks after the product. Never a customer."""
    row = selectors.log_of_original(attachment)
    if row is None:
        return False
    if row.ticket is not None:
        return bool(DESK_VIEW.allows(request.user, row.ticket))
    return bool(CONFIGURE.allows(request.user, None))


def places_of(files: Collection[Attachment]) -> dict[int, Place]:
    """The line of the mail log of each original, by the file's key. One query."""
    return {
        row.original_id: Place(
            stream=f"mail:{row.pk}",
            label=row.subject or row.from_address,
            url=reverse("channels_email:mail", args=[row.pk]),
            sender=row.from_address,
        )
        for row in selectors.logs_of_originals(files)
        if row.original_id is not None
    }
