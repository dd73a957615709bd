"""Fetch what waits in a mailbox (2.1). Exactly once: how far a folder was read is noted with what reading it did."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.services import _arrival, mailboxes
from zhichi.channels.email.services.together import receive_together
from zhichi.channels.email.transport import FetchedMail, ImapSource, Position, TransportFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from zhichi.channels.email.services.together import Waiting

ALL = 1_000_000


def fetch(source: ImapSource, *, mailbox_id: int, now: Callable[[], datetime]) -> int:
    """Take in every message that waits; how many there were. `now` gives the present (aware) for each of them.

    A folder that is read for the first time, or whose numbers were given anew, is swept: its unread messages count,
    what people have read is theirs. From then on every new message counts, read or not. Raises TransportFailure, and
    what `receive` raises: then the rest is fetched another time.
    """
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    if mailbox.uid_validity == source.uidvalidity:
        count = _take(source, mailbox, source.fetch(Position(source.uidvalidity, mailbox.last_uid), limit=ALL), now)
    else:
        count = _sweep(source, mailbox, now)
    mailboxes.note_fetched(mailbox_id=mailbox_id, at=now())
    return count


def _sweep(source: ImapSource, mailbox: Mailbox, now: Callable[[], datetime]) -> int:
    """The unread messages. Nothing is noted before the end: a crash starts again, and what was taken is recognised."""
    newest = source.newest_uid()
    old = (fetched for fetched in source.fetch(None, limit=ALL) if fetched.uid <= newest)
    count = _take(source, mailbox, old, now, notes=False)
    mailboxes.note_position(mailbox_id=mailbox.pk, uid_validity=source.uidvalidity, last_uid=newest)
    return count


def _take(
    source: ImapSource,
    mailbox: Mailbox,
    messages: Iterator[FetchedMail],
    now: Callable[[], datetime],
    *,
    notes: bool = True,
) -> int:
    reading: deque[FetchedMail] = deque()

    def read() -> Iterator[Waiting]:
        for fetched in messages:
            reading.append(fetched)
            whole = None if fetched.is_complete else fetched.size
            arrival = _arrival.read(
                fetched.raw, mailbox=mailbox, arrived_at=fetched.received_at, at=now(), whole_size=whole
            )
            yield arrival, fetched.position if notes else None

    count = 0
    for _receipt in receive_together(read()):
        # Only a courtesy to people who look into the mailbox; a folder that cannot be marked is read all the same.
        with suppress(TransportFailure):
            source.mark_handled(reading.popleft().uid)
        count += 1
    return count
