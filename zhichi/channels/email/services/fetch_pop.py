"""Fetch what waits on a POP3 server (2.1): known by the names that the server gives (UIDL), left there or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.channels.email.models import Mailbox, PopMessage
from zhichi.channels.email.services import _arrival, mailboxes
from zhichi.channels.email.services._marks import PopMark
from zhichi.channels.email.services.receive import take

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from zhichi.channels.email.transport import PopSource


# A server lists all names in each session and forgets the deletions of one that breaks: sessions end while they are
# short, or a long backlog over a bad line would never shrink.
AT_ONCE = 200


def fetch_pop(source: PopSource, *, mailbox_id: int, now: Callable[[], datetime]) -> int:
    """Take in messages whose names are not known, at most AT_ONCE; how many. `now` gives the present (aware).

    POP3 knows no read mail. Where mail stays on the server, what lies there at the first reading is therefore left
    alone; where it is deleted, everything is taken. Only what is safe in the database is deleted, and never a message
    of which only the header could be kept. The server deletes when the session ends well: a cut brings messages back,
    and their names are known. Raises TransportFailure, and what `receive` raises.
    """
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    listed = source.listed()
    if mailbox.leaves_mail and mailbox.fetched_at is None and not _known(mailbox):
        rows = [PopMessage(mailbox=mailbox, uidl=item.uidl, is_taken=False) for item in listed]
        PopMessage.objects.bulk_create(rows, ignore_conflicts=True)
    known = _known(mailbox)
    waiting = [item for item in listed if item.uidl not in known]
    since = mailbox.waiting_since or now()  # POP3 does not say when a message arrived
    if waiting:
        mailboxes.note_waiting(mailbox_id=mailbox_id, since=since)
    for item in waiting[:AT_ONCE]:
        _take(source, mailbox, item.number, item.uidl, now)
    if not mailbox.leaves_mail:
        _clear(source, mailbox)
    mailboxes.note_fetched(mailbox_id=mailbox_id, at=now())
    if len(waiting) > AT_ONCE:
        mailboxes.note_waiting(mailbox_id=mailbox_id, since=since)
    return min(len(waiting), AT_ONCE)


def _known(mailbox: Mailbox) -> set[str]:
    return set(PopMessage.objects.filter(mailbox=mailbox).values_list("uidl", flat=True))


def _take(source: PopSource, mailbox: Mailbox, number: int, uidl: str, now: Callable[[], datetime]) -> None:
    fetched = source.fetch(number)
    whole = None if fetched.is_complete else fetched.size
    arrival = _arrival.read(fetched.raw, mailbox=mailbox, arrived_at=now(), at=now(), whole_size=whole)
    take(arrival, PopMark(mailbox.pk, uidl))


def _clear(source: PopSource, mailbox: Mailbox) -> None:
    """Have what was taken deleted, and forget the names of what an earlier session deleted."""
    taken = set(PopMessage.objects.filter(mailbox=mailbox, is_taken=True).values_list("uidl", flat=True))
    listed = source.listed()
    for item in listed:
        if item.uidl in taken and item.size <= source.config.max_bytes:
            source.delete(item.number)
    gone = taken - {item.uidl for item in listed}
    PopMessage.objects.filter(mailbox=mailbox, is_taken=True, uidl__in=gone).delete()
