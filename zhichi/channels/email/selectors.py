"""Reads of the mail channel: mailboxes, the log of what came in, and how all of it fares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, QuerySet

from zhichi.channels.email.choices import Done
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
    """What is known before a message is looked at: earlier deliveries, its sender's last hour, who we are."""

    earlier_id: int | None  # log row that handled this message before
    same_id: int | None  # log row in which the sender said the same words a moment ago
    answers: int  # automatic answers the sender got since
    opened: int  # requests that the sender opened since
    busy: frozenset[int]  # requests to which the sender wrote as often as one may
    own: frozenset[str]  # addresses of our mailboxes and their aliases, those out of use too: mail may still come back


def known(*, fingerprint: str, sender: str, digest: str, since: datetime, same_since: datetime, most: int) -> Known:
    """What there is to know about a message of `sender` (lower case). Times are aware.

    `since` is how far back answers, requests and mails are counted, `same_since` how far back the same words (`digest`,
    "" for none) are looked for, `most` how many mails to one request make it a busy one.
    """
    # Every message asks this, so it is one statement, written out: the ORM takes ten times as long to build it.
    moment, recent = map(connection.ops.adapt_datetimefield_value, (since, same_since))
    window = [sender, moment]
    values = [fingerprint, *window, True, *window, *window, most, sender, recent, digest or "-"]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, values)
        rows = cursor.fetchall()
    facts = {what: value for what, value in rows if what not in {"own", "busy"}}
    earlier, same = facts.get("earlier"), facts.get("same")
    return Known(
        earlier_id=int(earlier) if earlier else None,
        same_id=int(same) if same else None,
        answers=int(facts["answers"]),
        opened=int(facts["opened"]),
        busy=frozenset(int(value) for what, value in rows if what == "busy"),
        own=frozenset(address for what, value in rows if what == "own" for address in value.split()),
    )


_SENDER = "FROM channels_email_maillog WHERE from_address = %s AND at > %s"
_KNOWN = (
    "SELECT 'earlier', CAST(id AS text) FROM channels_email_maillog WHERE fingerprint = %s "  # noqa: S608 - constants
    f"UNION ALL SELECT 'answers', CAST(COUNT(*) AS text) {_SENDER} AND acknowledged = %s "
    f"UNION ALL SELECT 'opened', CAST(COUNT(*) AS text) {_SENDER} AND done IN ('new', 'follows') "
    f"UNION ALL SELECT 'busy', CAST(ticket_id AS text) {_SENDER} AND ticket_id IS NOT NULL "
    "GROUP BY ticket_id HAVING COUNT(*) >= %s "
    f"UNION ALL SELECT 'same', CAST(MAX(id) AS text) {_SENDER} AND words_digest = %s AND message_id IS NOT NULL "
    "UNION ALL SELECT 'own', address || ' ' || aliases FROM channels_email_mailbox"
)


def newest_ticket_of(sender: str, *, since: datetime) -> int | None:
    """The request that `sender` (lower case) opened last since then."""
    rows = MailLog.objects.filter(from_address=sender, at__gt=since, done__in=(Done.NEW, Done.FOLLOWS))
    return rows.order_by("-at", "-pk").values_list("ticket_id", flat=True).first()


def answers_about(ticket_id: int, *, since: datetime) -> int:
    """How many automatic answers left about a request since then."""
    return MailLog.objects.filter(ticket_id=ticket_id, acknowledged=True, at__gt=since).count()


def conversation(root: str) -> MailLog | None:
    """The newest message of an Outlook conversation that is in a request."""
    rows = MailLog.objects.filter(thread_root=root, ticket__isnull=False).exclude(thread_root="")
    return rows.order_by("-pk").first()


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
