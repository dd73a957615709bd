"""Words by which the log of mail is searched: who wrote to whom, and about what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.channels.email.models import ReceivedIndex, SentIndex
from zhichi.search import services as search

if TYPE_CHECKING:
    from zhichi.channels.email.models import MailLog
    from zhichi.outbound.models import OutboundMail

SHOWN_ADDRESSES = 50  # of one mail: a letter to everybody is found by the first ones


def index_received(row: MailLog) -> None:
    """Make a line of incoming mail findable, in the transaction that writes it."""
    people = [row.from_address, *row.to, *row.cc][:SHOWN_ADDRESSES]
    search.index_own(ReceivedIndex._meta.db_table, [(row.pk, "\n".join([*people, row.subject]))])


def index_sent(mail: OutboundMail) -> None:
    """Make an outgoing mail findable, in the transaction that queues it."""
    people = [mail.mailbox, *mail.to, *mail.cc][:SHOWN_ADDRESSES]
    search.index_own(SentIndex._meta.db_table, [(mail.pk, "\n".join([*people, mail.subject]))])
