"""Send what waits in the outgoing queue (5.2.1), each mailbox over one connection as long as it holds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.channels.email import selectors
from zhichi.channels.email.connections import smtp_config
from zhichi.channels.email.events import RecipientRefused
from zhichi.channels.email.services import _writing, mailboxes
from zhichi.channels.email.transport import (
    PermanentFailure,
    Refusal,
    SignInFailure,
    SmtpConfig,
    SmtpSender,
    TransportFailure,
)
from zhichi.core.actors import Actor
from zhichi.outbound import selectors as outbound
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Purpose
from zhichi.records.services import append

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox
    from zhichi.outbound.models import OutboundMail

log = logging.getLogger(__name__)
AT_ONCE = 10
CLOSING = 421
DOWN_FOR = timedelta(seconds=30)
DELIVERY = Actor.system("mail delivery")
Now = Callable[[], datetime]


class Courier:
    """Takes mails from the queue to the servers. Not for several threads; close it at the end."""

    def __init__(self, *, now: Now, stop: threading.Event | None = None) -> None:
        self.now = now
        self.stop = stop or threading.Event()
        self._lines: dict[int, SmtpSender] = {}
        self._down: dict[int, tuple[datetime, str]] = {}  # mailbox → until when not to try, and why

    def deliver(self) -> int:
        """Try every mail that is due, at most ten; returns how many. Without a mailbox that sends all of them wait.

        Appends the events of the queue, and mail.recipient_refused.
        """
        if not outbound.due(at=self.now()).exists():
            return 0
        boxes = selectors.senders()
        if not boxes:
            return 0
        mails = queue.claim(limit=AT_ONCE, at=self.now())
        ways = _ways(mails, boxes)
        for place, mail in enumerate(mails):
            if self.stop.is_set():
                queue.release(mail_ids=[rest.pk for rest in mails[place:]], at=self.now())
                return place
            self._deliver_one(mail, ways[mail.pk])
        return len(mails)

    def rest(self) -> None:
        """Nothing to do: hang up."""
        while self._lines:
            self._lines.popitem()[1].close()

    def _deliver_one(self, mail: OutboundMail, box: Mailbox) -> None:
        until, reason = self._down.get(box.pk, (self.now(), ""))
        if until > self.now():
            queue.postponed(mail_id=mail.pk, error=reason, at=self.now())
            return
        try:
            self._send(mail, box)
        except (PermanentFailure, _writing.Unsendable) as failure:
            queue.refused(mail_id=mail.pk, error=str(failure), at=self.now())
        except TransportFailure as failure:
            self._not_now(mail, box, failure)
        except Exception as error:  # one mail that breaks us must not hold up the others; it is given up in time
            log.exception("mail %s could not be sent", mail.pk)
            queue.postponed(mail_id=mail.pk, error=repr(error), at=self.now())

    def _send(self, mail: OutboundMail, box: Mailbox) -> None:
        raw = _writing.write(mail, box)
        result = self._line(box).send(raw, sender=box.address, recipients=_writing.recipients(mail))
        at = self.now()
        queue.delivered(mail_id=mail.pk, at=at)
        mailboxes.note_sent(mailbox_id=box.pk, at=at)
        for address, refusal in result.refused.items():
            self._partly(mail, address, refusal, at)

    def _partly(self, mail: OutboundMail, address: str, refusal: Refusal, at: datetime) -> None:
        """One recipient was refused, the others have the mail: told for good refusals, tried on alone for others."""
        if refusal.is_permanent:
            if mail.stream:
                _tell_refused(mail, address, refusal, at)
            return
        queue.queue(
            purpose=Purpose(mail.purpose),
            to=[address],
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            language=mail.language,
            stream=mail.stream,
            key=f"rest-of:{mail.pk}:{address}"[:120],
            mailbox=mail.mailbox,
            reply_to=mail.reply_to,
            in_reply_to=mail.in_reply_to,
            references=mail.references,
            attachments=mail.attachments,
            by=DELIVERY,
            at=at,
        )

    def _not_now(self, mail: OutboundMail, box: Mailbox, failure: TransportFailure) -> None:
        """Try later. When the server itself is away, the other mails of this mailbox wait too, without a try each."""
        at = self.now()
        queue.postponed(mail_id=mail.pk, error=str(failure), at=at)
        if isinstance(failure, SignInFailure) or failure.code in {0, CLOSING}:
            mailboxes.note_send_failure(mailbox_id=box.pk, error=str(failure), at=at)
            self._down[box.pk] = (at + DOWN_FOR, str(failure))

    def _line(self, box: Mailbox) -> SmtpSender:
        config: SmtpConfig = smtp_config(box)
        line = self._lines.get(box.pk)
        if line is None or line.config != config:
            if line is not None:
                line.close()
            line = self._lines[box.pk] = SmtpSender(config)
        return line


def _ways(mails: list[OutboundMail], boxes: list[Mailbox]) -> dict[int, Mailbox]:
    """Which mailbox sends each mail: the one it names, else the one its request came through, else the default one."""
    by_address, by_key = {box.address: box for box in boxes}, {box.pk: box for box in boxes}
    tickets = {mail.pk: _ticket_of(mail) for mail in mails}
    through = selectors.mailboxes_of({key for key in tickets.values() if key})
    return {
        mail.pk: by_address.get(mail.mailbox) or by_key.get(through.get(tickets[mail.pk], 0)) or boxes[0]
        for mail in mails
    }


def _ticket_of(mail: OutboundMail) -> int:
    kind, _, key = mail.stream.partition(":")
    return int(key) if kind == "ticket" else 0


def _tell_refused(mail: OutboundMail, address: str, refusal: Refusal, at: datetime) -> None:
    event = RecipientRefused(mail=mail.pk, address=address, error=f"{refusal.code} {refusal.answer}")
    with transaction.atomic():
        append(mail.stream, event, by=DELIVERY, at=at)
