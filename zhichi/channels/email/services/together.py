"""Take many waiting messages in (2.1), at less cost than one by one.

Some share a transaction, and their files reach the disk together before its end: a commit waits for the disk. On
PostgreSQL three portions at a time, those that belong together one after the other: while the database answers for one
message, another is prepared. SQLite has one writer, so there one portion follows the other.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections, transaction

from zhichi.channels.email.services.receive import take, take_inside
from zhichi.files import services as files
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.channels.email.services._marks import Mark
    from zhichi.channels.email.services.receive import Receipt

AT_ONCE = 3  # one prepares while the others wait for the database and its disk
AHEAD = 4  # portions that may be done before one that takes long is
AHEAD_BYTES = 32 * 1024 * 1024  # of them together
ALONE = 6  # so few are done sooner than connections are opened
SHARING = {"sqlite": 16, "postgresql": 8}  # messages of one transaction: others wait for SQLite's some 100 ms
SHARING_BYTES = 2 * 1024 * 1024  # of them together

Waiting = tuple["Arrival", "Mark | None"]


@dataclass(frozen=True)
class _Outcome:
    """What became of a portion: receipts in order, and what broke at the place after the last of them."""

    receipts: list[Receipt]
    failure: Exception | None = None


@dataclass(frozen=True)
class _AtWork:
    """A portion that somebody handles now, and what tells which others belong to it."""

    some: list[Waiting]
    keys: frozenset[str]
    outcome: Future[_Outcome]


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
            yield from _told(_together(some))
        return
    for arrival, mark in islice(waiting, ALONE):
        yield take(arrival, mark)
    portions = _portions(waiting)
    first = next(portions, None)
    if first is None:
        return
    opened: list[BaseDatabaseWrapper] = []
    hands = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="intake", initializer=lambda: opened.append(_connection()))
    try:
        yield from _by(hands, first, portions)
    finally:
        hands.shutdown(cancel_futures=True)
        for each in opened:
            each.close()


def _portions(waiting: Iterator[Waiting]) -> Iterator[list[Waiting]]:
    """Messages that go together. What was read before the source broke off is handed over first."""
    some: list[Waiting] = []
    most = SHARING[connection.vendor]
    try:
        for arrival, mark in waiting:
            some.append((arrival, mark))
            if len(some) == most or sum(len(each.raw) for each, _mark in some) > SHARING_BYTES:
                yield some
                some = []
    except Exception:
        if some:
            yield some
        raise
    if some:
        yield some


def _together(some: list[Waiting]) -> _Outcome:
    """All in one transaction. If anything breaks, nothing of it was done: then one by one, each undone alone."""
    if len(some) > 1:
        with suppress(Exception), transaction.atomic(), files.durable_together():
            return _Outcome([take_inside(arrival, mark) for arrival, mark in some])
    receipts: list[Receipt] = []
    try:
        for arrival, mark in some:
            receipts.append(take(arrival, mark))
    except (DatabaseError, InterfaceError, OSError) as failure:
        return _Outcome(receipts, failure)
    return _Outcome(receipts)


def _told(outcome: _Outcome) -> Iterator[Receipt]:
    yield from outcome.receipts
    if outcome.failure is not None:
        raise outcome.failure


def _connection() -> BaseDatabaseWrapper:
    """The connection of a thread, which is closed by another one."""
    own = connections[DEFAULT_DB_ALIAS]
    own.inc_thread_sharing()
    return own


def _by(hands: ThreadPoolExecutor, first: list[Waiting], rest: Iterator[list[Waiting]]) -> Iterator[Receipt]:
    pending: deque[_AtWork] = deque()
    done: list[Mark | None] = []  # not noted yet
    some: list[Waiting] | None = first
    try:
        while some is not None:
            keys = frozenset().union(*(_belongs_to(arrival) for arrival, _mark in some))
            wait([each.outcome for each in pending if each.keys & keys])
            unmarked: list[Waiting] = [(arrival, None) for arrival, _mark in some]
            pending.append(_AtWork(some, keys, hands.submit(_together, unmarked)))
            while pending and (pending[0].outcome.done() or _is_enough(pending)):
                yield from _taken(pending.popleft(), done)
                _note(done)
            some = next(rest, None)
        while pending:
            yield from _taken(pending.popleft(), done)
    finally:
        _note(done)


def _taken(work: _AtWork, done: list[Mark | None]) -> Iterator[Receipt]:
    """The receipts of the portion that was begun first; what is done counts even where the next one broke."""
    outcome = work.outcome.result()
    done += [mark for _arrival, mark in work.some[: len(outcome.receipts)]]
    yield from _told(outcome)


def _is_enough(pending: deque[_AtWork]) -> bool:
    bytes_ahead = sum(len(arrival.raw) for each in pending for arrival, _mark in each.some)
    return len(pending) > AHEAD or bytes_ahead > AHEAD_BYTES


def _note(done: list[Mark | None]) -> None:
    """How far the mailbox was read. What was read is handled, and a later failure changes nothing about it."""
    if done:
        mark = done[-1]  # stands for all marks before it
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
