"""Reads of mail that became no request: the shelves, how many there are, a safe look at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from zhichi.channels.email.anchors import Anchor, anchors_of
from zhichi.channels.email.choices import STOPPED, Done, Shelf
from zhichi.channels.email.definitions import KEPT_DAYS
from zhichi.channels.email.models import ListEntry, MailLog
from zhichi.channels.email.parsing import parse
from zhichi.files import selectors as files
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.channels.email.parsing import Attachment

NEWEST = ("-at", "-id")
TEXT_SHOWN = 20_000  # characters
COUNTED = 100_000  # lines: nobody reads a larger number, and counting them would cost
ON_SHELF = {
    Shelf.HELD: Done.HELD,
    Shelf.REFUSED: Done.REFUSED,
    Shelf.RELEASED: Done.RELEASED,
    Shelf.DISCARDED: Done.DISCARDED,
}


@dataclass(frozen=True)
class Counts:
    """How many mails wait for a look, how many of them are new, and how many were refused since then."""

    held: int
    fresh: int
    refused: int


@dataclass(frozen=True)
class Preview:
    """What is in a mail, as text: no picture is fetched, no link leads anywhere, nothing is run."""

    text: str
    is_cut: bool
    links: tuple[Anchor, ...]
    files: tuple[Attachment, ...]
    reply_to: tuple[str, ...]
    sender_name: str


def shelf(name: str) -> QuerySet[MailLog]:
    """The mails of one shelf, with their mailboxes and what stopped them, to be paged by `NEWEST`."""
    rows = MailLog.objects.filter(done=ON_SHELF[Shelf(name)])
    return rows.select_related("mailbox", "entry", "ticket")


def waiting() -> int:
    """How many mails wait for a look. One query by an index."""
    return MailLog.objects.filter(done=Done.HELD).count()


def counts(*, since: datetime) -> Counts:
    """How many are held, and how many were held or refused since then (aware). Two queries by an index."""
    rows = MailLog.objects.filter(done=Done.HELD).aggregate(all=Count("pk"), fresh=Count("pk", filter=Q(at__gte=since)))
    refused = MailLog.objects.filter(done=Done.REFUSED, at__gte=since)[:COUNTED].count()
    return Counts(rows["all"], rows["fresh"], refused)


def row(key: int) -> MailLog | None:
    """A mail that was stopped at one time, whatever became of it since."""
    found = MailLog.objects.select_related("mailbox", "entry", "ticket", "original")
    return found.filter(pk=key, done__in=[*STOPPED, Done.RELEASED]).first()


def over(before: datetime) -> QuerySet[MailLog]:
    """Mails stopped before then (aware) whose originals are still there, the oldest first."""
    rows = MailLog.objects.filter(done__in=STOPPED, at__lt=before, original__isnull=False)
    return rows.order_by("at", "pk")


def gone_at(mail: MailLog) -> datetime:
    """When its original is deleted, as the handbook has it now."""
    return mail.at + timedelta(days=int(policy(KEPT_DAYS)))


def preview(mail: MailLog) -> Preview | None:
    """What a mail says, read from its original; None where that is gone."""
    if mail.original is None:
        return None
    try:
        with files.read_for_machine(mail.original) as content:
            found = parse(content.read())
    except FileNotFoundError:
        return None
    return Preview(
        text=found.text[:TEXT_SHOWN],
        is_cut=len(found.text) > TEXT_SHOWN,
        links=anchors_of(found.html, found.text),
        files=found.attachments,
        reply_to=found.reply_to,
        sender_name=found.from_name,
    )


def entries(*, verdict: str, query: str = "", gone: bool = False) -> QuerySet[ListEntry]:
    """The entries of a list, narrowed to some words, with those who made them; the ones taken out only with `gone`."""
    rows = ListEntry.objects.filter(verdict=verdict, removed_at__isnull=not gone).select_related("created_by")
    if query:
        rows = rows.filter(Q(value__icontains=query) | Q(why__icontains=query) | Q(header__icontains=query))
    return rows


def entry(key: int) -> ListEntry | None:
    """One entry, whether it stands or not."""
    return ListEntry.objects.select_related("created_by").filter(pk=key).first()
