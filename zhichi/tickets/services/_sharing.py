"""Files of a letter: those that fit go with it, the largest of the others go as links that expire (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.files import selectors as files
from zhichi.files import services as file_services
from zhichi.tickets import mails, registry
from zhichi.tickets.services import _outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Ticket


def parted(ticket: Ticket, attachments: Sequence[Attachment], *, at: datetime) -> tuple[Sequence[Attachment], str]:
    """What a letter carries of these files, and the words about those that it links to ("" for none)."""
    if not attachments or not _outgoing.recipients_of(ticket)[0]:
        return attachments, ""
    mailed, linked = files.apart(attachments, registry.most_bytes(ticket.team_id))
    if not linked:
        return mailed, ""
    links = [file_services.share(attachment=item, stream=ticket.stream, at=at) for item in linked]
    return mailed, mails.linked_files(ticket, links)
