"""Tell a customer that a file of theirs was kept back (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.records import services as records
from zhichi.tickets import mails, registry
from zhichi.tickets.events import SenderTold
from zhichi.tickets.models import Message
from zhichi.tickets.services._outgoing import mail_ids
from zhichi.tickets.services._write import lock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor

TOLD = "told-kept"  # code of the notice on the message


@transaction.atomic(savepoint=False)
def tell_kept_back(*, message_id: int, address: str, names: Sequence[str], by: Actor, at: datetime) -> bool:
    """Queue the letter "kept_back" to who sent the message, in its request's language; False when they were told.

    Once per message, which notes it. Whether they may be written to at all is for the channel to judge. Appends
    tickets.sender_told. `names` are those of the files.
    """
    message = Message.objects.select_for_update(of=("self",)).select_related("contact", "original").get(pk=message_id)
    if any(str(code).startswith(TOLD) for code in message.notices):
        return False
    ticket = lock(message.ticket_id, by=by)
    said = ", ".join(names)
    letter = mails.kept_back(ticket, message.contact.display_name if message.contact else address, said)
    references = mail_ids(ticket)
    mail = outbound.queue(
        purpose=Purpose.NOTICE,
        sender=registry.sender_of_team(ticket.team_id),
        to=[address],
        subject=letter.subject,
        text=letter.text,
        language=ticket.language,
        stream=ticket.stream,
        key=f"kept-back:{message.pk}",
        in_reply_to=message.mail_id,
        references=[*(each for each in references if each != message.mail_id), *filter(None, [message.mail_id])],
        by=by,
        at=at,
    )
    message.notices = [*message.notices, f"{TOLD}:{said}"]
    message.save(update_fields=("notices",))
    event = SenderTold(message_id=message.pk, mail=mail.pk, names=list(names), to=address)
    records.append_many(ticket.stream, [event], by=by, at=at)
    return True
