"""The worker's door for mail servers of one's own: LMTP or SMTP, each message answered once it is safe (2.1)."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from zhichi.channels.email import selectors, services
from zhichi.channels.email.door import place_of
from zhichi.channels.email.limits import MAX_MAIL_BYTES
from zhichi.channels.email.tasks._gate import Gate
from zhichi.core import clock

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from datetime import datetime

    from aiosmtpd.smtp import Envelope, Session

T = TypeVar("T")
log = logging.getLogger(__name__)

HOLDER = f"{socket.gethostname()}:{os.getpid()}"
LOOK_SECONDS = 0.5
NOTED_EVERY = 10.0  # seconds
IDLE_SECONDS = 120.0
LONGEST_LINE = 1024 * 1024  # 998 is the rule, and not what mail programs write
NOT_NOW = "451 4.3.0 Cannot be stored now, try again later"
TOO_MANY = "451 4.7.1 Too many messages in a minute, try again later"
BUSY = b"421 4.7.0 Too many connections, try again later\r\n"
UNKNOWN = "550 5.1.1 No such mailbox here"


class _Limited(SMTP):
    """A line that counts: one client may not take them all, and all of them have an end."""

    line_length_limit = LONGEST_LINE
    gate: Gate
    client: str | None = None  # who was let in

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the client in, or tell it to come again later and hang up."""
        peer = transport.get_extra_info("peername")
        client = str(peer[0]) if peer else ""
        if not self.gate.enter(client):
            log.warning("too many connections of mail servers: %s was told to come again later", client)
            if isinstance(transport, asyncio.Transport):
                transport.write(BUSY)
            transport.close()
            return
        self.client = client
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Make room."""
        if self.client is not None:
            self.gate.leave(self.client)
            super().connection_lost(error)


class _LimitedLmtp(_Limited, LMTP):
    """The same for LMTP."""


PROTOCOLS: dict[str, type[_Limited]] = {"smtp": _Limited, "lmtp": _LimitedLmtp}


def receive_mail(stop: threading.Event) -> None:
    """Listen where ZHICHI_MAIL_RECEIVER says, until `stop`.

    Raises OSError when nothing can listen there, ValueError when the setting names no place; both are noted for the
    health page first.
    """
    try:
        asyncio.run(_listen(stop, settings.MAIL_RECEIVER))
    except (OSError, ValueError) as error:
        _note(opened_at=None, error=str(error))
        raise
    with suppress(DatabaseError, InterfaceError):
        _in_thread(lambda: services.close_door(holder=HOLDER))


async def _listen(stop: threading.Event, setting: str) -> None:
    kind, host, port = place_of(setting)
    loop = asyncio.get_running_loop()
    most = settings.MAIL_RECEIVER_CONNECTIONS
    gate = Gate(most, (most + 1) // 2, settings.MAIL_RECEIVER_PER_MINUTE)
    porter = Porter(gate, is_lmtp=kind == "lmtp")

    def line() -> SMTP:
        protocol = PROTOCOLS[kind](
            porter,
            data_size_limit=MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname="zhichi",
            ident="Zhichi",
            timeout=IDLE_SECONDS,
            loop=loop,
        )
        protocol.gate = gate
        return protocol

    opened_at, noted = clock.now(), float("-inf")
    async with await loop.create_server(line, host, port):
        while not stop.is_set():
            if time.monotonic() - noted >= NOTED_EVERY:
                noted = time.monotonic()
                facts = {"connections": gate.open, "taken": gate.taken, "refused": gate.refused}
                await asyncio.to_thread(_note, opened_at=opened_at, taken_at=porter.taken_at, **facts)
            await asyncio.sleep(LOOK_SECONDS)


def _note(*, opened_at: datetime | None, **facts: object) -> None:
    """Tell the health page; a database that is away is no reason to stop listening."""

    def write() -> None:
        services.note_door(holder=HOLDER, place=settings.MAIL_RECEIVER, opened_at=opened_at, at=clock.now(), **facts)

    try:
        _in_thread(write)
    except (DatabaseError, InterfaceError) as error:
        log.warning("how the door for mail servers fares could not be noted: %s", error)


class Porter:
    """Answers for known mailboxes only, and 250 only for what is in the database."""

    def __init__(self, gate: Gate, *, is_lmtp: bool) -> None:
        self.taken_at: datetime | None = None
        self._gate = gate
        self._is_lmtp = is_lmtp

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A message begins: not too many of one client in a minute. Its announced size was looked at before."""
        peer: Any = session.peer  # host and port
        if not self._gate.message(str(peer[0]) if peer else ""):
            return TOO_MANY
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether the recipient is one of our active mailboxes, its aliases or answer addresses."""
        try:
            mailbox = await asyncio.to_thread(_in_thread, lambda: selectors.mailbox_for(address))
        except (DatabaseError, InterfaceError) as error:
            log.warning("a recipient could not be looked up: %s", error)
            return NOT_NOW
        if mailbox is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the message in. LMTP wants an answer for each recipient; the message is one all the same."""
        raw = envelope.original_content or b""
        recipients: list[Any] = envelope.rcpt_tos
        try:
            await asyncio.to_thread(_in_thread, lambda: _take(raw, str(recipients[0])))
            answer = "250 2.0.0 Stored"
            self._gate.taken += 1
            self.taken_at = clock.now()
        except (DatabaseError, InterfaceError, OSError) as error:
            log.warning("a message could not be stored, the server keeps it: %s", error)
            answer = NOT_NOW
        return "\r\n".join([answer] * (len(recipients) if self._is_lmtp else 1))

    async def handle_exception(self, error: Exception) -> str:
        """A defect of ours: aiosmtpd would refuse for good, and the mail would bounce."""
        log.error("a mail server was told to try again later", exc_info=error)
        return NOT_NOW


def _take(raw: bytes, recipient: str) -> None:
    services.receive(raw=raw, at=clock.now(), mailbox=selectors.mailbox_for(recipient))


def _in_thread(work: Callable[[], T]) -> T:
    """Database work of one command; the thread keeps no connection for another one."""
    try:
        return work()
    finally:
        connections.close_all()
