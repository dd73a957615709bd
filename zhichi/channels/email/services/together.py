"""Take many waiting messages in (2.1), at less cost than one by one.

On PostgreSQL two at a time, those that belong together one after the other: while the database answers for one message,
the next is prepared. SQLite has one writer and waits for the disk at each commit, so there some share a transaction and
their files reach the disk together before its end.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction

from zhichi.channels.email.services.receive import take
from zhichi.files import services as files
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.channels.email.services._marks import Mark
    from zhichi.channels.email.services.receive import Receipt

AT_ONCE = 2  # a third would only wait for the interpreter
AHEAD = 8  # messages that may be done before one that takes long is
AHEAD_BYTES = 32 * 1024 * 1024  # of them together
ALONE = 6  # so few are done sooner than two connections are opened
SHARING = 8  # messages of one transaction on SQLite: others wait for it some 50 ms
SHARING_BYTES = 2 * 1024 * 1024  # of them together

Waiting = tuple["Arrival", "Mark | None"]


@dataclass(frozen=True)
class _AtWork:
    """A message that somebody handles now, and what tells which others belong to it."""

    arrival: Arrival
    mark: Mark | None  # stands for all marks before it
    keys: frozenset[str]
    receipt: Future[Receipt]


def receive_together(messages: Iterable[Waiting]) -> Iterator[Receipt]:
    """Handle each message exactly once and give the receipts in the order of the messages.

    A message whose Message-IDs, sender, words or quoted number also stand in one at work waits for it, so that an
    answer finds the ticket that the mail before it opened. The mark beside a message is noted with it, or, where
    two are at work, once all before it are done: a crash leaves nothing out, and what comes again is recognised.
    Raises what `receive` raises, at the place of the message it happened to; later ones may be done already.
    """
    waiting = iter(messages)
    if connection.vendor == "sqlite":
        for some in _portions(waiting):
            yield from _sharing(some)
        return
    for arrival, mark in islice(waiting, ALONE):
        yield take(arrival, mark)
    first = next(waiting, None)
    if first is None:
        return
    opened: list[BaseDatabaseWrapper] = []
    hands = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="intake", initializer=lambda: opened.append(_connection()))
    try:
        yield from _by(hands, first, waiting)
    finally:
        hands.shutdown(cancel_futures=True)
        for each in opened:
            each.close()


def _portions(waiting: Iterator[Waiting]) -> Iterator[list[Waiting]]:
    """Messages that go together. What was read before the source broke off is handed over first."""
    some: list[Waiting] = []
    try:
        for arrival, mark in waiting:
            some.append((arrival, mark))
            if len(some) == SHARING or sum(len(each.raw) for each, _mark in some) > SHARING_BYTES:
                yield some
                some = []
    except Exception:
        if some:
            yield some
        raise
    if some:
        yield some


def _sharing(some: list[Waiting]) -> Iterator[Receipt]:
    """All in one transaction, each undone alone when it fails. If that breaks, nothing was done: then one by one."""
    done: list[Receipt] = []
    if len(some) > 1:
        with suppress(OperationalError, OSError), transaction.atomic(), files.durable_together():
            done = [take(arrival, mark) for arrival, mark in some]
    if done:
        yield from done
        return
    for arrival, mark in some:
        yield take(arrival, mark)


def _connection() -> BaseDatabaseWrapper:
    """The connection of a thread, which is closed by another one."""
    own = connections[DEFAULT_DB_ALIAS]
    own.inc_thread_sharing()
    return own


def _by(hands: ThreadPoolExecutor, first: Waiting, rest: Iterator[Waiting]) -> Iterator[Receipt]:
    pending: deque[_AtWork] = deque()
    done: list[_AtWork] = []  # whose mark is not noted yet
    waiting: Waiting | None = first
    try:
        while waiting is not None:
            arrival, mark = waiting
            keys = _belongs_to(arrival)
            wait([each.receipt for each in pending if each.keys & keys])
            pending.append(_AtWork(arrival, mark, keys, hands.submit(take, arrival)))
            while pending and (pending[0].receipt.done() or _is_enough(pending)):
                yield pending[0].receipt.result()
                done.append(pending.popleft())
            if len(done) >= AHEAD:
                _note(done)
            waiting = next(rest, None)
        while pending:
            yield pending[0].receipt.result()
            done.append(pending.popleft())
    finally:
        _note(done)


def _is_enough(pending: deque[_AtWork]) -> bool:
    return len(pending) > AHEAD or sum(len(each.arrival.raw) for each in pending) > AHEAD_BYTES


def _note(done: list[_AtWork]) -> None:
    """How far the mailbox was read. What was read is handled, and a later failure changes nothing about it."""
    if done:
        mark = done[-1].mark
        if mark is not None:
            mark.note()
        done.clear()


def _belongs_to(arrival: Arrival) -> frozenset[str]:
    """What tells that two messages are about one thing."""
    mail = arrival.mail
    signs, quoted = mail.signs, tickets.quoted_in_subject(mail.subject)
    said = {mail.message_id, mail.in_reply_to, *mail.references, *signs.tokens, signs.thread_root}
    known = {arrival.fingerprint, arrival.digest, arrival.sender, f"#{quoted.ticket_id}" if quoted else ""}
    return frozenset(said | known) - {""}
