"""Send what waits in the outgoing queue (5.2.1), each mailbox over one connection as long as it holds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhichi.channels.email import selectors, signing
from zhichi.channels.email.connections import smtp_config
from zhichi.channels.email.services import _writing, mailboxes
from zhichi.channels.email.services.tokens import doubt
from zhichi.channels.email.transport import (
    PermanentFailure,
    SignInFailure,
    SmtpConfig,
    SmtpSender,
    TransportFailure,
)
from zhichi.outbound import selectors as outbound
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Fate, Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.transport import Refusal
    from zhichi.outbound.models import OutboundMail

log = logging.getLogger(__name__)
AT_ONCE = 10
CLOSING = 421
SCAN_TAKES = timedelta(seconds=5)
DOWN_FOR = timedelta(seconds=30)
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

        Appends the events of the queue.
        """
        if not outbound.due(at=self.now()).exists():
            return 0
        boxes = selectors.senders()
        if not boxes:
            return 0
        mails = queue.claim(limit=AT_ONCE, at=self.now())
        ways = _ways(mails, boxes)
        suppressed = outbound.suppressed(address for mail in mails for address in (*mail.to, *mail.cc))
        for place, mail in enumerate(mails):
            if self.stop.is_set():
                queue.release(mail_ids=[rest.pk for rest in mails[place:]], at=self.now())
                return place
            self._deliver_one(mail, ways[mail.pk], suppressed)
        return len(mails)

    def rest(self) -> None:
        """Nothing to do: hang up."""
        while self._lines:
            self._lines.popitem()[1].close()

    def _deliver_one(self, mail: OutboundMail, box: Mailbox, suppressed: Collection[str]) -> None:
        until, reason = self._down.get(box.pk, (self.now(), ""))
        if until > self.now():
            queue.postponed(mail_id=mail.pk, error=reason, at=self.now())
            return
        wanted = outbound.pending(mail)
        # Who asks for a sign-in link at this moment may have mended the address a moment ago.
        dead = [each for each in wanted if each.lower() in suppressed and mail.purpose != Purpose.SIGN_IN]
        if dead:
            wanted = queue.withheld(mail_id=mail.pk, addresses=dead, at=self.now())
        if not wanted:
            return
        turn = mailboxes.take_turn(mailbox_id=box.pk, at=self.now()) if box.smtp_per_minute else None
        if turn is not None:
            queue.release(mail_ids=[mail.pk], at=turn)
            return
        # The others follow at once, in a part of their own: a crash in between sends nothing twice.
        part = wanted[: box.smtp_recipients]
        names: dict[str, str] = {}
        try:
            names = _writing.recipients(part)
            self._send(mail, box, names)
        except _writing.NotYet:
            queue.release(mail_ids=[mail.pk], at=self.now() + SCAN_TAKES)
        except _writing.Unsendable as failure:
            queue.refused(mail_id=mail.pk, error=str(failure), at=self.now())
        except PermanentFailure as failure:
            verdicts = _verdicts(failure.refused, names)
            queue.refused(mail_id=mail.pk, error=str(failure), at=self.now(), verdicts=verdicts, among=part)
        except TransportFailure as failure:
            self._not_now(mail, box, failure, _verdicts(failure.refused, names))
        except Exception as error:  # one mail that breaks us must not hold up the others; it is given up in time
            log.exception("mail %s could not be sent", mail.pk)
            queue.postponed(mail_id=mail.pk, error=repr(error), at=self.now())

    def _send(self, mail: OutboundMail, box: Mailbox, names: dict[str, str]) -> None:
        raw = signing.signed(_writing.write(mail, box), box, sender=_writing.sender_of(mail, box).address)
        result = self._line(box).send(raw, sender=box.address, recipients=list(names))
        at = self.now()
        verdicts = {names[each]: queue.Verdict(Fate.ACCEPTED, result.answer) for each in result.accepted}
        verdicts |= _verdicts(result.refused, names)
        queue.delivered(mail_id=mail.pk, at=at, verdicts=verdicts, among=list(names.values()))
        mailboxes.note_sent(mailbox_id=box.pk, at=at)

    def _not_now(
        self, mail: OutboundMail, box: Mailbox, failure: TransportFailure, verdicts: dict[str, queue.Verdict]
    ) -> None:
        """Try later. When the server itself is away, the other mails of this mailbox wait too, without a try each."""
        at = self.now()
        queue.postponed(mail_id=mail.pk, error=str(failure), at=at, verdicts=verdicts)
        if isinstance(failure, SignInFailure) or failure.code in {0, CLOSING}:
            mailboxes.note_send_failure(mailbox_id=box.pk, error=str(failure), at=at)
            if isinstance(failure, SignInFailure):
                doubt(box.pk)
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
    by_address = {alias: box for box in boxes for alias in box.aliases.split()} | {box.address: box for box in boxes}
    by_key = {box.pk: box for box in boxes}
    tickets = {mail.pk: _ticket_of(mail) for mail in mails}
    through = selectors.mailboxes_of({key for key in tickets.values() if key})
    return {
        mail.pk: by_address.get(mail.mailbox) or by_key.get(through.get(tickets[mail.pk], 0)) or boxes[0]
        for mail in mails
    }


def _ticket_of(mail: OutboundMail) -> int:
    kind, _, key = mail.stream.partition(":")
    return int(key) if kind == "ticket" else 0


def _verdicts(refused: Mapping[str, Refusal], names: dict[str, str]) -> dict[str, queue.Verdict]:
    """What the server said to single recipients, by our form of their addresses."""
    return {
        names[address]: queue.Verdict(
            Fate.REFUSED if refusal.is_permanent else Fate.DEFERRED, f"{refusal.code} {refusal.answer}"
        )
        for address, refusal in refused.items()
        if address in names
    }
