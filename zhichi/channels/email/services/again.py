"""Send a letter again that did not reach everybody, after somebody mended the cause (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.files import services as files
from zhichi.outbound import selectors as outbound
from zhichi.outbound import services as queue

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def send_again(*, mail_id: int, by: Actor, at: datetime, lifts: bool = True) -> bool:
    """Queue it once more; the files that it links to can be fetched again, their addresses stay the same.

    False when there is nobody to send it to, see `outbound.requeue`. Appends outbound.requeued, files.link_renewed.
    """
    if not queue.requeue(mail_id=mail_id, by=by, at=at, lifts=lifts):
        return False
    mail = outbound.mail(mail_id)
    if mail is not None and mail.stream:
        files.renew_expired(text=mail.text, stream=mail.stream, by=by, at=at)
    return True
