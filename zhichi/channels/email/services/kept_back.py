"""Whether a sender hears that a file of theirs was kept back (6.4.1), when it comes and when a virus is found later.

Only somebody whom the receiving server confirmed: a letter about a virus to a forged sender would reach whoever the
address belongs to. Never automatic mail and lists, and within the bounds of all automatic answers.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.channels.email.choices import SenderCheck
from zhichi.channels.email.definitions import TELL_OF_KINDS, TELL_OF_VIRUSES
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.services import _arrival, _letters
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.files import selectors as files
from zhichi.files.choices import Standing
from zhichi.records.selectors import policy
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import HOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.channels.email.selectors import Known
    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Message

log = logging.getLogger(__name__)
BY = Actor.system("mail")
MOST_NAMES = 10
LONGEST_NAME = 100
MOST_MAILS = 20  # of one request that are looked at when a virus is found


def of_kinds(attachments: Iterable[Attachment]) -> list[str]:
    """The names of files that the handbook holds back for what they are. Asks nothing of the database."""
    return _names(item for item in attachments if item.standing.code == Standing.HELD)


def tell_of_kinds(*, arrival: Arrival, message: Message, known: Known, held: list[str]) -> bool:
    """Tell whoever sent a message that files of it are held back; whether they were told. Appends tickets.sender_told.

    Asks only about messages with such files.
    """
    if not held or not policy(TELL_OF_KINDS):
        return False
    return _tell(arrival, message.pk, message.ticket_id, known, held)


@transaction.atomic
def tell_of_virus(*, ticket_id: int, at: datetime) -> int:
    """Tell those whose mails in this request hold a file with a virus and who were not told; how many were.

    Appends tickets.sender_told.
    """
    if not policy(TELL_OF_VIRUSES):
        return 0
    rows = MailLog.objects.filter(ticket_id=ticket_id, message__isnull=False, verdict=SenderCheck.PROVEN)
    rows = rows.select_related("mailbox", "original").order_by("-pk")[:MOST_MAILS]
    return sum(_tell_one(row, at) for row in rows)


def _tell_one(row: MailLog, at: datetime) -> bool:
    message_id = row.message_id or 0
    attached = files.of(HOLDER, [message_id]).get(message_id, [])
    names = _names(item for item in attached if item.standing.code == Standing.INFECTED)
    if not names:
        return False
    try:
        arrival = _arrival.of_row(row, at=at)
    except (DomainError, OSError) as error:
        log.warning("nobody is told of a virus in mail %s: its original cannot be read: %s", row.pk, error)
        return False
    told = _tell(arrival, message_id, row.ticket_id or 0, _letters.known_about(arrival), names)
    if told:
        MailLog.objects.filter(pk=row.pk).update(acknowledged=True)  # counts among the automatic answers
    return told


def _tell(arrival: Arrival, message_id: int, ticket_id: int, known: Known, names: list[str]) -> bool:
    if arrival.judgement.verdict != SenderCheck.PROVEN or _letters.refusal(arrival, known) is not None:
        return False
    if _letters.refusal_about(ticket_id, arrival) is not None:
        return False
    address = arrival.mail.from_address
    return tickets.tell_kept_back(message_id=message_id, address=address, names=names, by=BY, at=arrival.at)


def _names(attachments: Iterable[Attachment]) -> list[str]:
    return [item.filename[:LONGEST_NAME] for item in attachments][:MOST_NAMES]
