"""The worker's loop that reads mailboxes, each in a thread of its own so that a slow server delays no other."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import close_old_connections, connections

from zhichi.channels.email import selectors, services
from zhichi.channels.email.choices import Incoming
from zhichi.channels.email.connections import imap_config, pop_config
from zhichi.channels.email.services.fetch import fetch
from zhichi.channels.email.services.fetch_pop import AT_ONCE, fetch_pop
from zhichi.channels.email.services.tokens import doubt
from zhichi.channels.email.transport import ImapSource, PopSource, SignInFailure, TransportFailure
from zhichi.core import clock
from zhichi.outbound import selectors as outbound
from zhichi.records.selectors import policy
from zhichi.records.services import take_lease

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.channels.email.models import Mailbox

log = logging.getLogger(__name__)

HOLDER = f"{socket.gethostname()}:{os.getpid()}"
CHECK_SECONDS = 5.0  # after which changed mailboxes are noticed
TURN_SECONDS = 0.5  # after which a mailbox that waits for its turn gets it
MOST_READERS = 40  # threads, and so connections to mail servers, at once
LEASE = timedelta(seconds=60)
IDLE_SECONDS = 300.0  # routers forget a quiet line after some minutes; looking again notices a dead one
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
FIRST_PAUSE_SIGN_IN = 30.0  # providers lock accounts after many wrong passwords
HELD_SECONDS = 60.0  # a connection that held so long was fine
JOIN_SECONDS = 4.0


def read_mail(stop: threading.Event) -> None:
    """Read all mailboxes until `stop`; with several workers each mailbox is read by one of them.

    Each mailbox has a reader of its own that listens for new mail. Where there are more mailboxes than readers, they
    take turns: a reader then reads once and makes room, and the mailbox that has waited longest comes next.
    """
    readers: dict[int, Reader] = {}
    due: dict[int, float] = {}  # when a mailbox that takes turns is next
    pauses: dict[int, float] = {}  # after failures, kept from turn to turn
    wanted: dict[int, Mailbox] = {}
    looked_at = float("-inf")
    try:
        while not stop.is_set():
            if time.monotonic() - looked_at >= CHECK_SECONDS:
                close_old_connections()
                looked_at = time.monotonic()
                rests = outbound.rests()  # whoever reads now leaves, and nobody begins
                wanted = {} if rests else {box.pk: box for box in selectors.readable() if _holds(box)}
            takes_turns = len(wanted) > MOST_READERS
            for key in [key for key, reader in readers.items() if not reader.fits(wanted.get(key), takes_turns)]:
                reader = readers.pop(key)
                reader.leave()
                due[key], pauses[key] = time.monotonic() + reader.pause, reader.pause
            for key in _next(wanted.keys() - readers.keys(), due)[: MOST_READERS - len(readers)]:
                readers[key] = Reader(wanted[key], once=takes_turns, pause=pauses.get(key, FIRST_PAUSE))
                readers[key].start()
            stop.wait(TURN_SECONDS if takes_turns else CHECK_SECONDS)
    finally:
        for reader in readers.values():
            reader.leave()
        for key, reader in readers.items():
            reader.join(JOIN_SECONDS)
            _give_back(key)


def _next(keys: Iterable[int], due: dict[int, float]) -> list[int]:
    """Mailboxes without a reader whose turn has come, the longest waiting first."""
    moment = time.monotonic()
    return sorted((key for key in keys if due.get(key, 0.0) <= moment), key=lambda key: (due.get(key, 0.0), key))


def _holds(box: Mailbox) -> bool:
    return take_lease(name=f"mailbox:{box.pk}", holder=HOLDER, lasts=LEASE, at=clock.now())


def _give_back(key: int) -> None:
    take_lease(name=f"mailbox:{key}", holder=HOLDER, lasts=timedelta(), at=clock.now())


class Reader(threading.Thread):
    """Reads one mailbox until it is told to leave; after a failure again, later and later."""

    def __init__(self, box: Mailbox, *, once: bool = False, pause: float = FIRST_PAUSE) -> None:
        super().__init__(name=f"mailbox {box.address}", daemon=True)
        self.box = box
        self.pause = pause  # seconds until the next try
        self._once = once
        self._settings = _settings(box)
        self._leaving = threading.Event()
        self._source: ImapSource | PopSource | None = None

    def fits(self, box: Mailbox | None, takes_turns: bool) -> bool:  # noqa: FBT001 - a state, not a switch
        """Whether this reader is at work and does what the mailbox's present settings ask for."""
        fits = box is not None and self.is_alive() and _settings(box) == self._settings
        return fits and self._once == takes_turns

    def leave(self) -> None:
        """End soon, also in the middle of waiting for new mail."""
        self._leaving.set()
        if self._source is not None:
            self._source.interrupt()

    def run(self) -> None:
        """Connect, read, wait, until told to leave."""
        while not self._leaving.is_set():
            started = time.monotonic()
            try:
                self._read()
            except Exception as error:  # noqa: BLE001 - noted where people look, and tried again
                self._failed(error, time.monotonic() - started)
            finally:
                connections.close_all()
            if self._once:
                return
            self._leaving.wait(self.pause)

    def _read(self) -> None:
        if self.box.incoming == Incoming.POP3:
            self._read_pop()
            return
        with ImapSource(imap_config(self.box)) as source:
            self._source = source
            while not self._leaving.is_set():
                close_old_connections()
                # What arrives while the last ones are handled is not announced again: look until nothing is left.
                while fetch(source, mailbox_id=self.box.pk, now=clock.now):
                    if self._leaving.is_set():
                        return
                self.pause = FIRST_PAUSE
                if self._once:
                    self.pause = self._poll_seconds()
                    return
                self._wait(source)

    def _read_pop(self) -> None:
        """One session: a POP3 server shows new mail only to the next one."""
        with PopSource(pop_config(self.box)) as source:
            self._source = source
            count = fetch_pop(source, mailbox_id=self.box.pk, now=clock.now)
        self.pause = self._poll_seconds() if count < AT_ONCE else 0.0

    def _wait(self, source: ImapSource) -> None:
        """Until there is new mail. The server announces it for the open folder only: others are looked into."""
        listens = source.can_idle and source.folder == self.box.folder_names[0]
        if not listens:
            self._leaving.wait(self._poll_seconds())
        elif len(self.box.folder_names) > 1:
            source.wait(min(IDLE_SECONDS, self._poll_seconds()))
        else:
            source.wait(IDLE_SECONDS)

    def _poll_seconds(self) -> float:
        return float(policy("5.2.1.mail_poll_seconds"))

    def _failed(self, error: Exception, lasted: float) -> None:
        if self._leaving.is_set():
            return
        if isinstance(error, SignInFailure):
            doubt(self.box.pk)
        first = FIRST_PAUSE_SIGN_IN if isinstance(error, SignInFailure) else FIRST_PAUSE
        self.pause = first if lasted > HELD_SECONDS else min(max(self.pause * 2, first), LONGEST_PAUSE)
        is_expected = isinstance(error, TransportFailure)
        log.warning("mailbox %s cannot be read: %s", self.box.address, error, exc_info=not is_expected)
        words = str(error) if is_expected else f"{type(error).__name__}: {error}"
        try:
            services.note_fetch_failure(mailbox_id=self.box.pk, error=words, at=clock.now())
        except Exception:
            log.warning("the failure of mailbox %s could not be noted", self.box.address, exc_info=True)


def _settings(box: Mailbox) -> tuple[object, ...]:
    where = (box.incoming, box.imap_host, box.imap_port, box.imap_security, box.imap_user, box.imap_password)
    consent = getattr(box, "consent", None)
    leave = (box.sign_in, consent.granted_at if consent else None)
    return (*where, *leave, box.folders, box.leaves_mail)
