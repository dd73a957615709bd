"""Reads of the mail channel: mailboxes, the log of what came in, and how all of it fares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, QuerySet

from zhichi.channels.email.models import Mailbox, MailLog
from zhichi.outbound import selectors as outbound
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.files.models import Attachment
    from zhichi.outbound.models import OutboundMail
    from zhichi.outbound.selectors import Health


@dataclass(frozen=True)
class LogFilter:
    """What the mail log is narrowed to; empty means all. `query` is an address, a subject or a request's number."""

    query: str = ""
    done: str = ""
    mailbox_id: int | None = None


@dataclass(frozen=True)
class MailHealth:
    """How mail fares at one moment."""

    mailboxes: list[Mailbox]
    queue: Health
    needs_a_look: int

    @property
    def reads(self) -> bool:
        """Whether any mailbox is read."""
        return any(box.reads for box in self.mailboxes)

    @property
    def sends(self) -> bool:
        """Whether any mailbox sends."""
        return any(box.sends for box in self.mailboxes)

    @property
    def is_well(self) -> bool:
        """Whether nothing asks for somebody."""
        broken = any(box.is_active and (box.fetch_error or box.send_error) for box in self.mailboxes)
        return self.reads and self.sends and not (broken or self.needs_a_look or self.queue.failed)


def mailboxes() -> list[Mailbox]:
    """All mailboxes, those in use first, the default one on top."""
    return list(Mailbox.objects.order_by("-is_active", "-is_default", "address"))


def mailbox(key: int) -> Mailbox | None:
    """One mailbox."""
    return Mailbox.objects.filter(pk=key).first()


def mailbox_by_address(address: str) -> Mailbox | None:
    """The mailbox with this address, whatever its case."""
    return Mailbox.objects.filter(address=address.strip().lower()).first()


@dataclass(frozen=True)
class Known:
    """What is known before a message is looked at: its earlier delivery, what its sender was answered, who we are."""

    earlier_id: int | None  # row of the log
    answers: int
    own: frozenset[str]  # addresses of our mailboxes, those out of use too, since mail of ours may still come back


def known(*, fingerprint: str, sender: str, since: datetime) -> Known:
    """Whether a message came before, and how many automatic answers `sender` (lower case) got since `since` (aware)."""
    # Every message asks this, so it is one statement, written out: the ORM takes ten times as long to build it.
    moment = connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [fingerprint, sender, moment, True])
        rows = cursor.fetchall()
    facts = {what: value for what, value in rows if what != "own"}
    earlier = facts.get("earlier")
    return Known(int(earlier) if earlier else None, int(facts["answers"]), frozenset(v for k, v in rows if k == "own"))


_KNOWN = (
    "SELECT 'earlier', CAST(id AS text) FROM channels_email_maillog WHERE fingerprint = %s "
    "UNION ALL SELECT 'answers', CAST(COUNT(*) AS text) FROM channels_email_maillog "
    "WHERE from_address = %s AND at > %s AND acknowledged = %s "
    "UNION ALL SELECT 'own', address FROM channels_email_mailbox"
)


def readable() -> list[Mailbox]:
    """The mailboxes that are read."""
    return list(Mailbox.objects.filter(is_active=True).exclude(imap_host="").order_by("pk"))


def senders() -> list[Mailbox]:
    """The mailboxes that send, the one for mail that names none first."""
    return list(Mailbox.objects.filter(is_active=True).exclude(smtp_host="").order_by("-is_default", "pk"))


def mailboxes_of(ticket_ids: set[int]) -> dict[int, int]:
    """Through which mailbox each ticket's mail came last: ticket → mailbox. One query."""
    rows = MailLog.objects.filter(ticket_id__in=ticket_ids, mailbox__isnull=False).order_by("pk")
    return dict(rows.values_list("ticket_id", "mailbox_id"))


def log(wanted: LogFilter) -> QuerySet[MailLog]:
    """The log of incoming mail, to be read newest first by ("-at", "-id")."""
    rows = MailLog.objects.select_related("mailbox", "ticket", "original")
    if wanted.done:
        rows = rows.filter(done=wanted.done)
    if wanted.mailbox_id:
        rows = rows.filter(mailbox_id=wanted.mailbox_id)
    query = wanted.query.strip()
    if not query:
        return rows
    if "@" in query:
        return rows.filter(Q(from_address__contains=query.lower()) | Q(mail_id__contains=query))
    named = tickets.id_of(query)
    words = Q(subject__icontains=query) | Q(from_address__contains=query.lower())
    return rows.filter(words if named is None else words | Q(ticket_id=named))


def needs_a_look() -> QuerySet[MailLog]:
    """Messages that could not be handled and that nobody has dealt with, the longest waiting first."""
    rows = MailLog.objects.filter(look_since__isnull=False).select_related("mailbox", "original")
    return rows.order_by("look_since", "pk")


def handled(key: int) -> MailLog:
    """A line of the log with the request and the message that came of it."""
    return MailLog.objects.select_related("ticket", "message").get(pk=key)


def log_row(key: int) -> MailLog | None:
    """One line of the log."""
    return MailLog.objects.select_related("mailbox", "ticket", "original").filter(pk=key).first()


def log_of_original(attachment: Attachment) -> MailLog | None:
    """The line of the log whose original message this file is."""
    return MailLog.objects.select_related("ticket").filter(original=attachment).order_by("pk").first()


def failed_mails(*, limit: int = 50) -> list[OutboundMail]:
    """Outgoing mail that was refused for good, newest first."""
    return list(outbound.failed()[:limit])


def waiting_mails(*, limit: int = 20) -> list[OutboundMail]:
    """Outgoing mail that waits for another try, the longest waiting first."""
    return list(outbound.unsettled()[:limit])


def health(*, at: datetime) -> MailHealth:
    """Everything the health page, the navigation and `zhichi doctor` say about mail. At `at` (aware)."""
    return MailHealth(mailboxes(), outbound.health(at=at), needs_a_look().count())
