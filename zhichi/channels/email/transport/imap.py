"""Fetching over IMAP: nothing is marked before it is handled, and nothing is fetched twice without need."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import imap_tools
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from zhichi.channels.email.transport.failures import (
    Security,
    SignInFailure,
    TemporaryFailure,
    TransportFailure,
    tls_context,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_INTERNAL_DATE = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_BATCH_MESSAGES = 50
_BATCH_BYTES = 8 * 1024 * 1024
_SIZES_AT_ONCE = 500
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# RFC 2177: a server may drop a client that idles for half an hour.
_LONGEST_IDLE_SECONDS = 28 * 60


@dataclass(frozen=True, slots=True)
class ImapConfig:
    """Where a mailbox is. `timeout` in seconds; a larger message than `max_bytes` is announced by its headers only.

    Without a `folder` none is open before `select`.
    """

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    token: str = field(default="", repr=False, kw_only=True)  # in place of the password (XOAUTH2)
    security: Security = Security.SSL
    folder: str = "INBOX"
    timeout: float = 30.0
    ca_file: str = ""
    max_bytes: int = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder has been read. Another UIDVALIDITY means the numbers were given anew."""

    uidvalidity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One message as stored on the server; `is_complete` is False when it was too large and `raw` is its headers."""

    position: Position
    raw: bytes
    size: int
    received_at: datetime
    is_complete: bool = True

    @property
    def uid(self) -> int:
        """The message's number in its folder."""
        return self.position.last_uid


@dataclass(frozen=True, slots=True)
class _Listed:
    uid: int
    size: int
    received_at: datetime


class ImapSource:
    """A signed-in connection to one folder. Use as a context manager; after a failure open a new one."""

    def __init__(self, config: ImapConfig) -> None:
        self.config = config
        self.uidvalidity = 0
        self.folder = ""
        self._mailbox: imap_tools.BaseMailBox | None = None

    def __enter__(self) -> Self:
        with _failures():
            self._mailbox = self._connect()
            try:
                self._sign_in(self._mailbox)
                if self.config.folder:
                    self.select(self.config.folder)
            except BaseException:
                self.close()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave politely if the line still stands."""
        mailbox, self._mailbox = self._mailbox, None
        if mailbox is not None:
            with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                mailbox.logout()

    def folders(self) -> list[str]:
        """Names of all folders, for choosing one."""
        with _failures():
            return [each.name for each in self._open_mailbox.folder.list()]

    def select(self, name: str) -> None:
        """Open another folder, or this one anew, which tells whether its numbers still hold. SignInFailure: no such."""
        with _failures():
            mailbox = self._open_mailbox
            self.folder = ""
            mailbox.folder.set(name)
            answer = mailbox.client.response("UIDVALIDITY")[1]
            self.uidvalidity = int(answer[-1]) if answer and answer[-1] else 0
            mailbox.client.response("EXISTS")  # taken out: from here on it means that something came since
            self.folder = name

    def newest_uid(self) -> int:
        """The highest number in the folder now; 0 when it is empty."""
        with _failures():
            # "*" is the last message, and the only one in an empty folder's answer is none.
            return max(map(int, self._open_mailbox.uids("UID *", charset=None)), default=0)

    def fetch(
        self,
        position: Position | None,
        *,
        limit: int = 200,
        since: datetime | None = None,
        not_before: datetime | None = None,
    ) -> Iterator[FetchedMail]:
        """Messages not yet handled, oldest first, at most `limit`; marks nothing.

        With a position that still holds, all messages after it count, read or not: a person who opens the mailbox
        must not hide a mail from us. Without one (first time, numbers given anew) the unread ones do, and the read ones
        that the server got since the day of `since` and not before `not_before` (both aware). Raises TemporaryFailure
        when the server hands out less than it has: what it left out must not be passed over.
        """
        with _failures():
            uids, read = self._waiting(position, since)
            for start in range(0, len(uids[:limit]), _SIZES_AT_ONCE):
                found = self._listed(uids[:limit][start : start + _SIZES_AT_ONCE])
                wanted = [
                    each
                    for each in found
                    if each.uid not in read or not_before is None or each.received_at >= not_before
                ]
                for batch in _batches(wanted, self.config.max_bytes):
                    yield from self._fetch_batch(batch)

    def mark_handled(self, uid: int, *, move_to: str = "") -> None:
        """Mark a message read, or move it, once its ticket is safe in the database."""
        with _failures():
            mailbox = self._open_mailbox
            mailbox.flag(str(uid), imap_tools.MailMessageFlags.SEEN, value=True)
            if move_to:
                if not mailbox.folder.exists(move_to):
                    mailbox.folder.create(move_to)
                mailbox.move(str(uid), move_to)

    def interrupt(self) -> None:
        """Cut the line from another thread, so that whatever waits on it fails at once."""
        mailbox = self._mailbox
        if mailbox is not None:
            with suppress(OSError):
                # Past the TLS layer on purpose: its own state belongs to the thread that reads.
                socket.socket.shutdown(mailbox.client.socket(), socket.SHUT_RDWR)

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new mail by itself."""
        return "IDLE" in self._open_mailbox.client.capabilities

    def wait(self, seconds: float) -> bool:
        """Wait for new mail, at most `seconds`; True when it is worth looking. Without IDLE it waits the time out.

        What was announced since the folder was opened, by the answer to any command, counts: a server says it once.
        """
        if not self.can_idle:
            time.sleep(seconds)
            return True
        with _failures():
            mailbox = self._open_mailbox
            if mailbox.client.response("EXISTS")[1] != [None]:
                return True
            with mailbox.idle as idle:
                answers = _at_hand(mailbox.client) or idle.poll(min(seconds, _LONGEST_IDLE_SECONDS))
        return any(b"EXISTS" in answer or b"RECENT" in answer for answer in answers)

    @property
    def _open_mailbox(self) -> imap_tools.BaseMailBox:
        if self._mailbox is None:
            raise TemporaryFailure("the mailbox is not open")
        return self._mailbox

    def _connect(self) -> imap_tools.BaseMailBox:
        host, port, timeout = self.config.host, self.config.port, self.config.timeout
        if self.config.security is Security.NONE:
            return imap_tools.MailBoxUnencrypted(host, port, timeout)
        context = tls_context(self.config.ca_file)
        if self.config.security is Security.STARTTLS:
            return imap_tools.MailBoxStartTls(host, port, timeout, ssl_context=context)
        return imap_tools.MailBox(host, port, timeout, ssl_context=context)

    def _sign_in(self, mailbox: imap_tools.BaseMailBox) -> None:
        username, password = self.config.username, self.config.password
        if self.config.token:
            _show_token(mailbox, username, self.config.token)
        else:
            sign_in = mailbox.login if (username + password).isascii() else mailbox.login_utf8
            sign_in(username, password, initial_folder=None)
        # Servers list more after sign-in, and 163/126 refuse every folder ("Unsafe Login") to a client without a name.
        mailbox.client.capabilities = tuple(words_of(mailbox.client.capability()[1][0]).upper().split())
        if "ID" in mailbox.client.capabilities:
            mailbox.client.xatom("ID", '("name" "zhichi")')

    def _waiting(self, position: Position | None, since: datetime | None) -> tuple[list[int], set[int]]:
        """The numbers of what waits, and which of them a person has read already."""
        mailbox = self._open_mailbox
        mailbox.client.noop()  # lets the server show what arrived meanwhile
        if position is None or position.uidvalidity != self.uidvalidity:
            unread = set(map(int, mailbox.uids("UNSEEN", charset=None)))
            if since is None:
                return sorted(unread), set()
            # Not strftime, whose names of months follow the language of the machine.
            day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
            late = set(map(int, mailbox.uids(f"SINCE {day}", charset=None)))
            return sorted(unread | late), late - unread
        # "n:*" always names the last message, even below n.
        found = mailbox.uids(f"UID {position.last_uid + 1}:*", charset=None)
        return sorted(uid for uid in map(int, found) if uid > position.last_uid), set()

    def _command(self, uids: list[int], items: str) -> list[Any]:
        status, data = self._open_mailbox.client.uid("FETCH", ",".join(map(str, uids)), items)
        if status != "OK":
            raise TemporaryFailure(words_of(data[0] if data else status))
        return data

    def _listed(self, uids: list[int]) -> list[_Listed]:
        found = []
        for line in self._command(uids, "(UID RFC822.SIZE INTERNALDATE)"):
            if not isinstance(line, bytes) or not (uid := _UID.search(line)) or not (size := _SIZE.search(line)):
                continue
            found.append(_Listed(int(uid[1]), int(size[1]), _received_at(line)))
        self._check_all(uids, [each.uid for each in found])
        return sorted(found, key=lambda each: each.uid)

    def _check_all(self, asked: list[int], given: list[int]) -> None:
        """Whatever was asked for and not given must be gone from the folder, or the next position would hide it."""
        if len(given) != len(set(given)) or not set(given) <= set(asked):
            raise TemporaryFailure("the server named messages that were not asked for")
        missing = sorted(set(asked) - set(given))
        if not missing:
            return
        still = {int(uid) for uid in self._open_mailbox.uids(f"UID {','.join(map(str, missing))}", charset=None)}
        if still & set(missing):
            number = min(still & set(missing))
            raise TemporaryFailure(f"the server does not hand out message {number} of the folder {self.folder}")

    def _fetch_batch(self, batch: list[_Listed]) -> Iterator[FetchedMail]:
        is_complete = batch[0].size <= self.config.max_bytes
        items = "(UID BODY.PEEK[])" if is_complete else "(UID BODY.PEEK[HEADER])"
        listed = {each.uid: each for each in batch}
        given = list(_literals(self._command(list(listed), items)))
        self._check_all(list(listed), [uid for uid, _body in given])
        bodies = dict(given)
        for uid in sorted(bodies.keys() & listed.keys()):
            position = Position(self.uidvalidity, uid)
            yield FetchedMail(position, bodies.pop(uid), listed[uid].size, listed[uid].received_at, is_complete)


def _at_hand(client: imaplib.IMAP4) -> list[bytes]:
    """Lines that came in one piece with the answer to IDLE: read already, so that the socket shows nothing of them."""
    line = client.socket()
    timeout, lines = line.gettimeout(), []
    line.settimeout(0)
    try:
        while answer := client.readline():
            lines.append(answer)
    except (BlockingIOError, ssl.SSLWantReadError):
        pass  # that was all
    finally:
        line.settimeout(timeout)
    return lines


def _show_token(mailbox: imap_tools.BaseMailBox, username: str, token: str) -> None:
    try:
        mailbox.xoauth2(username, token, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise SignInFailure(words_of(error)) from error


def _batches(listed: list[_Listed], max_bytes: int) -> Iterator[list[_Listed]]:
    """Groups for one command each; a message over the limit stands alone."""
    batch: list[_Listed] = []
    for each in listed:
        total = sum(other.size for other in batch) + each.size
        if batch and (len(batch) >= _BATCH_MESSAGES or total > _BATCH_BYTES or each.size > max_bytes):
            yield batch
            batch = []
        batch.append(each)
        if each.size > max_bytes:
            yield batch
            batch = []
    if batch:
        yield batch


def _literals(data: list[Any]) -> Iterator[tuple[int, bytes]]:
    """(uid, body) of a FETCH answer; servers may name the UID before or behind the literal."""
    for index, item in enumerate(data):
        if not isinstance(item, tuple):
            continue
        following = data[index + 1] if index + 1 < len(data) else b""
        uid = _UID.search(item[0]) or (_UID.search(following) if isinstance(following, bytes) else None)
        if uid:
            yield int(uid[1]), item[1]


def _received_at(line: bytes) -> datetime:
    match = _INTERNAL_DATE.search(line)
    if match:
        with suppress(ValueError):
            return datetime.strptime(match[1].decode("ascii", "replace").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(
                UTC
            )
    return datetime.now(UTC)


@contextmanager
def _failures() -> Iterator[None]:
    """Everything the libraries raise, as one of our failures."""
    try:
        yield
    except TransportFailure:
        raise
    except (MailboxLoginError, MailboxFolderSelectError) as error:
        answer = _answer_of(error)
        raise (TemporaryFailure if "[UNAVAILABLE]" in answer else SignInFailure)(answer) from error
    except ssl.SSLCertVerificationError as error:
        raise SignInFailure(words_of(error)) from error
    except (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError, IndexError, TypeError) as error:
        # The last three: an answer that broke off, or is no IMAP at all.
        raise TemporaryFailure(_answer_of(error) or type(error).__name__) from error


def _answer_of(error: Exception) -> str:
    result = getattr(error, "command_result", None)
    if isinstance(result, tuple) and len(result) > 1 and isinstance(result[1], list) and result[1]:
        return words_of(result[1][0])
    return words_of(error)
