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
from zhichi.channels.email.connections import imap_config
from zhichi.channels.email.services.fetch import fetch
from zhichi.channels.email.transport import ImapSource, SignInFailure, TransportFailure
from zhichi.core import clock
from zhichi.records.selectors import policy
from zhichi.records.services import take_lease

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox

log = logging.getLogger(__name__)

HOLDER = f"{socket.gethostname()}:{os.getpid()}"
CHECK_SECONDS = 5.0  # after which changed mailboxes are noticed
LEASE = timedelta(seconds=60)
IDLE_SECONDS = 300.0  # routers forget a quiet line after some minutes; looking again notices a dead one
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
FIRST_PAUSE_SIGN_IN = 30.0  # providers lock accounts after many wrong passwords
HELD_SECONDS = 60.0  # a connection that held so long was fine
JOIN_SECONDS = 4.0


def read_mail(stop: threading.Event) -> None:
    """Keep one reader for each mailbox that is read, until `stop`; with several workers each mailbox has one reader."""
    readers: dict[int, Reader] = {}
    try:
        while not stop.is_set():
            close_old_connections()
            wanted = {box.pk: box for box in selectors.readable() if _holds(box)}
            for key in [key for key, reader in readers.items() if not reader.fits(wanted.get(key))]:
                readers.pop(key).leave()
            for key in wanted.keys() - readers.keys():
                readers[key] = Reader(wanted[key])
                readers[key].start()
            stop.wait(CHECK_SECONDS)
    finally:
        for reader in readers.values():
            reader.leave()
        for key, reader in readers.items():
            reader.join(JOIN_SECONDS)
            _give_back(key)


def _holds(box: Mailbox) -> bool:
    return take_lease(name=f"mailbox:{box.pk}", holder=HOLDER, lasts=LEASE, at=clock.now())


def _give_back(key: int) -> None:
    take_lease(name=f"mailbox:{key}", holder=HOLDER, lasts=timedelta(), at=clock.now())


class Reader(threading.Thread):
    """Reads one mailbox until it is told to leave; after a failure again, later and later."""

    def __init__(self, box: Mailbox) -> None:
        super().__init__(name=f"mailbox {box.address}", daemon=True)
        self.box = box
        self._settings = _settings(box)
        self._leaving = threading.Event()
        self._source: ImapSource | None = None
        self._pause = FIRST_PAUSE

    def fits(self, box: Mailbox | None) -> bool:
        """Whether this reader does what the mailbox's present settings ask for."""
        return box is not None and self.is_alive() and _settings(box) == self._settings

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
            self._leaving.wait(self._pause)

    def _read(self) -> None:
        with ImapSource(imap_config(self.box)) as source:
            self._source = source
            while not self._leaving.is_set():
                close_old_connections()
                # What arrives while the last ones are handled is not announced again: look until nothing is left.
                while fetch(source, mailbox_id=self.box.pk, now=clock.now):
                    if self._leaving.is_set():
                        return
                self._wait(source)

    def _wait(self, source: ImapSource) -> None:
        if source.can_idle:
            source.wait(IDLE_SECONDS)
        else:
            self._leaving.wait(policy("5.2.1.mail_poll_seconds"))

    def _failed(self, error: Exception, lasted: float) -> None:
        if self._leaving.is_set():
            return
        first = FIRST_PAUSE_SIGN_IN if isinstance(error, SignInFailure) else FIRST_PAUSE
        self._pause = first if lasted > HELD_SECONDS else min(max(self._pause * 2, first), LONGEST_PAUSE)
        is_expected = isinstance(error, TransportFailure)
        log.warning("mailbox %s cannot be read: %s", self.box.address, error, exc_info=not is_expected)
        words = str(error) if is_expected else f"{type(error).__name__}: {error}"
        try:
            services.note_fetch_failure(mailbox_id=self.box.pk, error=words, at=clock.now())
        except Exception:
            log.warning("the failure of mailbox %s could not be noted", self.box.address, exc_info=True)


def _settings(box: Mailbox) -> tuple[object, ...]:
    return (box.imap_host, box.imap_port, box.imap_security, box.imap_user, box.imap_password, box.imap_folder)
