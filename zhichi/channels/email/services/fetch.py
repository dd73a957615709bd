"""Fetch what waits in a mailbox (2.1). Exactly once: how far a folder was read is noted with what reading it did."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhichi.channels.email.models import Folder, Mailbox
from zhichi.channels.email.services import _arrival, mailboxes
from zhichi.channels.email.services._marks import FolderMark
from zhichi.channels.email.services.together import receive_together
from zhichi.channels.email.transport import FetchedMail, ImapSource, Position, SignInFailure, TransportFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zhichi.channels.email.services.together import Waiting

ALL = 1_000_000
LATE = timedelta(minutes=1)
NOTED_EVERY = timedelta(minutes=5)  # of the times at which what waits arrived: no write for each message
OVERLAP = timedelta(days=1)  # a server's day may begin elsewhere, and its search knows only days


def fetch(source: ImapSource, *, mailbox_id: int, now: Callable[[], datetime]) -> int:
    """Take in every message that waits in the mailbox's folders; how many there were. `now` gives the present (aware).

    A folder that is read for the first time is swept: its unread messages count, what people have read is theirs. From
    then on every new message counts, read or not. When the server numbers a folder anew, whatever came since shortly
    before it was last read is looked at again, and what was taken is recognised. A folder that cannot be opened keeps
    no other from being read. At the end the first folder that can be opened is the open one. Raises TransportFailure,
    and what `receive` raises: then the rest is fetched another time.
    """
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    count, good, failures = 0, "", []
    for name in mailbox.folder_names:
        try:
            source.select(name)
        except SignInFailure as failure:
            failures.append((name, failure))
            continue
        count += _read_folder(source, mailbox, now)
        good = good or name
    if not good:
        raise failures[0][1]
    if source.folder != good:
        source.select(good)
    if failures:
        words = "; ".join(f"{name}: {failure}" for name, failure in failures)
        mailboxes.note_fetch_failure(mailbox_id=mailbox_id, error=words, at=now())
    else:
        mailboxes.note_fetched(mailbox_id=mailbox_id, at=now())
    return count


@dataclass
class _Lag:
    """Says since when the oldest mail waits, while a backlog is worked off."""

    mailbox_id: int
    noted: datetime | None = None

    def note(self, received_at: datetime, at: datetime) -> None:
        """The message that comes next arrived then; messages come oldest first."""
        if at - received_at > LATE and (self.noted is None or received_at - self.noted > NOTED_EVERY):
            mailboxes.note_waiting(mailbox_id=self.mailbox_id, since=received_at)
            self.noted = received_at


def _read_folder(source: ImapSource, mailbox: Mailbox, now: Callable[[], datetime]) -> int:
    folder, _is_new = Folder.objects.get_or_create(mailbox=mailbox, name=source.folder)
    started = now()
    if folder.uid_validity == source.uidvalidity:
        waiting = source.fetch(Position(source.uidvalidity, folder.last_uid), limit=ALL)
        count = _take(source, mailbox, folder, waiting, now)
    else:
        count = _sweep(source, mailbox, folder, now)
    Folder.objects.filter(pk=folder.pk).update(read_at=started)
    return count


def _sweep(source: ImapSource, mailbox: Mailbox, folder: Folder, now: Callable[[], datetime]) -> int:
    """The unread messages, and after numbers were given anew those that came meanwhile and that a person read first.

    Nothing is noted before the end: a crash starts again, and what was taken is recognised.
    """
    started, newest = now(), source.newest_uid()
    since = folder.read_at - OVERLAP if folder.read_at else None
    waiting = source.fetch(None, limit=ALL, since=since, not_before=folder.since)
    old = (fetched for fetched in waiting if fetched.uid <= newest)
    count = _take(source, mailbox, folder, old, now, notes=False)
    FolderMark(folder.pk, Position(source.uidvalidity, newest)).note()
    Folder.objects.filter(pk=folder.pk, since=None).update(since=started)
    return count


def _take(
    source: ImapSource,
    mailbox: Mailbox,
    folder: Folder,
    messages: Iterator[FetchedMail],
    now: Callable[[], datetime],
    *,
    notes: bool = True,
) -> int:
    reading: deque[FetchedMail] = deque()
    lag = _Lag(mailbox.pk)

    def read() -> Iterator[Waiting]:
        for fetched in messages:
            reading.append(fetched)
            lag.note(fetched.received_at, now())
            whole = None if fetched.is_complete else fetched.size
            arrival = _arrival.read(
                fetched.raw, mailbox=mailbox, arrived_at=fetched.received_at, at=now(), whole_size=whole
            )
            yield arrival, FolderMark(folder.pk, fetched.position) if notes else None

    count = 0
    for _receipt in receive_together(read()):
        # Only a courtesy to people who look into the mailbox; a folder that cannot be marked is read all the same.
        with suppress(TransportFailure):
            source.mark_handled(reading.popleft().uid)
        count += 1
    return count
