"""Take many waiting messages in (2.1): two at a time, those that belong together one after the other.

While the database answers for one message, the next is prepared. SQLite has one writer, so there they go in turn.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connection, connections

from zhichi.channels.email.services.receive import take
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.channels.email.services.receive import Receipt

AT_ONCE = 2  # a third would only wait for the interpreter
AHEAD = 8  # messages that may be done before one that takes long is
ALONE = 6  # so few are done sooner than two connections are opened


def receive_together(arrivals: Iterable[Arrival]) -> Iterator[Receipt]:
    """Handle each message exactly once and give the receipts in the order of the messages.

    A message whose Message-IDs, sender, words or quoted number also stand in one at work waits for it, so that an answer
    finds the ticket that the mail before it opened. No position is noted: the caller does that for what came back.
    Raises what `receive` raises, at the place of the message it happened to; later ones may be done already, and are
    recognised when they come again.
    """
    waiting = iter(arrivals)
    for arrival in waiting if connection.vendor == "sqlite" else islice(waiting, ALONE):
        yield take(arrival)
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


def _connection() -> BaseDatabaseWrapper:
    """The connection of a thread, which is closed by another one."""
    own = connections[DEFAULT_DB_ALIAS]
    own.inc_thread_sharing()
    return own


def _by(hands: ThreadPoolExecutor, first: Arrival, rest: Iterator[Arrival]) -> Iterator[Receipt]:
    pending: deque[tuple[frozenset[str], Future[Receipt]]] = deque()
    arrival: Arrival | None = first
    while arrival is not None:
        keys = _belongs_to(arrival)
        wait([done for others, done in pending if others & keys])
        pending.append((keys, hands.submit(take, arrival)))
        while pending and (len(pending) > AHEAD or pending[0][1].done()):
            yield pending.popleft()[1].result()
        arrival = next(rest, None)
    for _keys, done in pending:
        yield done.result()


def _belongs_to(arrival: Arrival) -> frozenset[str]:
    """What tells that two messages are about one thing."""
    mail = arrival.mail
    signs, quoted = mail.signs, tickets.quoted_in_subject(mail.subject)
    said = {mail.message_id, mail.in_reply_to, *mail.references, *signs.tokens, signs.thread_root}
    known = {arrival.fingerprint, arrival.digest, arrival.sender, f"#{quoted.ticket_id}" if quoted else ""}
    return frozenset(said | known) - {""}
