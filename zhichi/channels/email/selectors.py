"""Reads of the mail channel: mailboxes, the log of what came in, and how all of it fares."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import Max

from zhichi.channels.email.choices import Done
from zhichi.channels.email.mime.authentication import Verdict, header_verdicts
from zhichi.channels.email.mime.notes import MAX_HEADER_BYTES
from zhichi.channels.email.models import Consent, Door, HookEvent, Mailbox, MailLog, TeamSender
from zhichi.channels.email.reply_tokens import bare
from zhichi.customers import selectors as customers
from zhichi.files import selectors as files
from zhichi.outbound import selectors as outbound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from zhichi.files.models import Attachment
    from zhichi.outbound.models import OutboundMail
    from zhichi.outbound.selectors import Health

LOOKED_BACK = 50  # mails in which the checking server's name is looked for


DOOR_LASTS = timedelta(seconds=60)


@dataclass(frozen=True)
class MailHealth:
    """How mail fares at one moment."""

    mailboxes: list[Mailbox]
    queue: Health
    needs_a_look: int
    doors: list[Door]
    at: datetime

    @property
    def reads(self) -> bool:
        """Whether any mailbox is read, or mail servers hand their mail over."""
        return bool(settings.MAIL_RECEIVER) or any(box.reads for box in self.mailboxes)

    @property
    def sends(self) -> bool:
        """Whether any mailbox sends."""
        return any(box.sends for box in self.mailboxes)

    @property
    def place(self) -> str:
        """Where mail servers hand their mail over; empty for nowhere."""
        return str(settings.MAIL_RECEIVER)

    @property
    def open_doors(self) -> list[Door]:
        """Doors that listen there now, as their workers say."""
        return [door for door in self.doors if door.opened_at and not door.error and self.is_fresh(door)]

    def is_fresh(self, door: Door) -> bool:
        """Whether its worker has spoken of a door lately."""
        return self.at - door.seen_at < DOOR_LASTS

    @property
    def is_well(self) -> bool:
        """Whether nothing asks for somebody."""
        broken = any(box.is_active and (box.fetch_error or box.send_error) for box in self.mailboxes)
        is_shut = bool(self.place) and not self.open_doors
        return self.reads and self.sends and not (broken or is_shut or self.needs_a_look or self.queue.failed)


def addresses_for_customers() -> list[str]:
    """Where customers may write to: the mailboxes that are read, the default first."""
    rows = Mailbox.objects.filter(is_active=True).order_by("-is_default", "address")
    return [row.address for row in rows if row.reads or settings.MAIL_RECEIVER]


def mailboxes() -> list[Mailbox]:
    """All mailboxes, those in use first, the default one on top."""
    return list(Mailbox.objects.order_by("-is_active", "-is_default", "address"))


def mailbox(key: int) -> Mailbox | None:
    """One mailbox."""
    return Mailbox.objects.filter(pk=key).first()


def mailbox_by_address(address: str) -> Mailbox | None:
    """The mailbox with this address, whatever its case."""
    return Mailbox.objects.filter(address=address.strip().lower()).first()


def consent_of(mailbox: Mailbox) -> Consent | None:
    """The permission that a mailbox has or asks for."""
    return Consent.objects.select_related("mailbox").filter(mailbox=mailbox).first()


def mailbox_for(address: str) -> Mailbox | None:
    """The active mailbox that this recipient's mail belongs to: by address, alias or answer address."""
    wanted = address.strip().lower()
    for box in Mailbox.objects.filter(is_active=True).order_by("-is_default", "pk"):
        known = {box.address, *box.aliases.split()}
        if wanted in known or (box.plus_addresses and bare(wanted) in known):
            return box
    return None


def own_addresses() -> frozenset[str]:
    """The addresses of all our mailboxes and their aliases, those out of use too. One query."""
    return frozenset(address for box in Mailbox.objects.all() for address in box.addresses)


def own_domains() -> frozenset[str]:
    """The domains of those addresses, but those in which anybody can have one. One query."""
    found = {address.rpartition("@")[2] for address in own_addresses()}
    return frozenset(domain for domain in found if not customers.is_public_domain(domain))


@dataclass(frozen=True)
class Known:
    """What is known before a message is looked at: earlier deliveries, its sender's last hour, who we are."""

    earlier_id: int | None  # log row that handled this message before
    same_id: int | None  # log row in which the sender said the same words a moment ago
    answers: int  # automatic answers the sender got since
    opened: int  # requests that the sender opened since
    busy: frozenset[int]  # requests to which the sender wrote as often as one may
    suppression_id: int | None  # of the sender's address, to which we send nothing
    own: frozenset[str]  # addresses of our mailboxes and their aliases, those out of use too: mail may still come back


def known(*, fingerprint: str, sender: str, digest: str, since: datetime, same_since: datetime, most: int) -> Known:
    """What there is to know about a message of `sender` (lower case). Times are aware.

    `since` is how far back answers, requests and mails are counted, `same_since` how far back the same words (`digest`,
    "" for none) are looked for, `most` how many mails to one request make it a busy one.
    """
    # Every message asks this, so it is one statement, written out: the ORM takes ten times as long to build it.
    moment, recent = map(connection.ops.adapt_datetimefield_value, (since, same_since))
    window = [sender, moment]
    values = [fingerprint, *window, True, *window, *window, most, sender, recent, digest or "-", sender]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, values)
        rows = cursor.fetchall()
    facts = {what: value for what, value in rows if what not in {"own", "busy"}}
    earlier, same, suppression = facts.get("earlier"), facts.get("same"), facts.get("suppression")
    return Known(
        earlier_id=int(earlier) if earlier else None,
        same_id=int(same) if same else None,
        answers=int(facts["answers"]),
        opened=int(facts["opened"]),
        busy=frozenset(int(value) for what, value in rows if what == "busy"),
        suppression_id=int(suppression) if suppression else None,
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
    f"UNION ALL SELECT 'suppression', ({outbound.SUPPRESSED_AS_TEXT}) "
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


def checking_servers(mailbox: Mailbox) -> list[tuple[str, int]]:
    """Who wrote the topmost Authentication-Results of the mailbox's last mails: name ("-": unnamed) and how often."""
    last = MailLog.objects.filter(mailbox=mailbox).order_by("-at", "-pk").values_list("authserv", flat=True)
    return Counter(name for name in last[:LOOKED_BACK] if name).most_common(3)


def readable() -> list[Mailbox]:
    """The mailboxes that are read."""
    rows = Mailbox.objects.filter(is_active=True).exclude(imap_host="").select_related("consent")
    return list(rows.order_by("pk"))


def is_known_event(provider: str, event_id: str) -> bool:
    """Whether this event of a provider's webhook was dealt with."""
    return bool(event_id) and HookEvent.objects.filter(provider=provider, event_id=event_id[:200]).exists()


def last_events() -> dict[str, datetime]:
    """When each provider's webhook was heard of last. One query."""
    rows = HookEvent.objects.values("provider").annotate(last=Max("at"))
    return dict(rows.values_list("provider", "last"))


def senders() -> list[Mailbox]:
    """The mailboxes that send, the one for mail that names none first."""
    return list(Mailbox.objects.filter(is_active=True).exclude(smtp_host="").order_by("-is_default", "pk"))


def team_senders() -> list[TeamSender]:
    """The senders of all teams that have one of their own, with their mailboxes. One query."""
    return list(TeamSender.objects.select_related("mailbox").order_by("pk"))


def senders_of(mailbox: Mailbox) -> list[TeamSender]:
    """The senders of teams that use this mailbox, with their teams. One query."""
    return list(TeamSender.objects.filter(mailbox=mailbox).select_related("team").order_by("team__order", "pk"))


def mailboxes_of(ticket_ids: set[int]) -> dict[int, int]:
    """Through which mailbox each ticket's mail came last: ticket → mailbox. One query."""
    rows = MailLog.objects.filter(ticket_id__in=ticket_ids, mailbox__isnull=False).order_by("pk")
    return dict(rows.values_list("ticket_id", "mailbox_id"))


def needs_a_look() -> QuerySet[MailLog]:
    """Messages that could not be handled and that nobody has dealt with, the longest waiting first."""
    rows = MailLog.objects.filter(look_since__isnull=False).select_related("mailbox", "original")
    return rows.order_by("look_since", "pk")


def waits_already(row: MailLog) -> MailLog | None:
    """A message in "needs a look" with the same bytes and the same Message-ID: it was delivered once more."""
    rows = MailLog.objects.filter(look_since__isnull=False, mail_id=row.mail_id, size=row.size)
    return rows.filter(original__blob=row.original.blob).first() if row.original else None


def handled(key: int) -> MailLog:
    """A line of the log with the request and the message that came of it."""
    return MailLog.objects.select_related("ticket", "message").get(pk=key)


def log_row(key: int) -> MailLog | None:
    """One line of the log."""
    return MailLog.objects.select_related("mailbox", "ticket", "original").filter(pk=key).first()


def log_of_message(original_id: int) -> int | None:
    """The line of the log about the message that keeps this original."""
    return MailLog.objects.filter(original_id=original_id).order_by("pk").values_list("pk", flat=True).first()


def log_of_original(attachment: Attachment) -> MailLog | None:
    """The line of the log whose original message this file is."""
    return MailLog.objects.select_related("ticket").filter(original=attachment).order_by("pk").first()


def logs_of_originals(attachments: Iterable[Attachment]) -> list[MailLog]:
    """The lines of the log whose original messages these files are."""
    return list(MailLog.objects.filter(original__in=attachments).order_by("pk"))


def failed_mails(*, limit: int = 50) -> list[OutboundMail]:
    """Outgoing mail that was refused for good, newest first."""
    return list(outbound.failed()[:limit])


def waiting_mails(*, limit: int = 20) -> list[OutboundMail]:
    """Outgoing mail that waits for another try, the longest waiting first."""
    return list(outbound.unsettled()[:limit])


def health(*, at: datetime) -> MailHealth:
    """Everything the health page, the navigation and `zhichi doctor` say about mail. At `at` (aware)."""
    doors = list(Door.objects.filter(place=settings.MAIL_RECEIVER).order_by("holder")) if settings.MAIL_RECEIVER else []
    return MailHealth(mailboxes(), outbound.health(at=at), needs_a_look().count(), doors, at)


def verdicts_on(row: MailLog) -> tuple[Verdict, ...]:
    """What receiving servers found out about the sender of a message, read again from the header of its original."""
    if row.original is None:
        return ()
    try:
        with files.read_for_machine(row.original) as content:
            head = content.read(MAX_HEADER_BYTES)
    except FileNotFoundError:
        return ()
    return header_verdicts(head)
