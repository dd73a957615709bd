"""Who may read the original of a message: what it says may be more than the request shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import selectors
from zhichi.tickets.policies import DESK_VIEW

if TYPE_CHECKING:
    from zhichi.files.models import Attachment


def may_read(request: Any, attachment: Attachment) -> bool:
    """Staff who see the message's request; without one, who looks after the product. Never a customer."""
    row = selectors.log_of_original(attachment)
    if row is None:
        return False
    if row.ticket is not None:
        return bool(DESK_VIEW.allows(request.user, row.ticket))
    return bool(CONFIGURE.allows(request.user, None))
