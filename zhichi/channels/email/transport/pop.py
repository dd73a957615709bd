"""Fetching over POP3: one session lists, reads and deletes; deletions count only when it ends well."""

from __future__ import annotations

import poplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

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

# poplib refuses lines over 2048 bytes, which mail programs do write: such a message could never be read.
vars(poplib)["_MAXLINE"] = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PopConfig:
    """Where a mailbox is. `timeout` in seconds; of a larger message than `max_bytes` only the header is fetched."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    security: Security = Security.SSL
    timeout: float = 30.0
    ca_file: str = ""
    max_bytes: int = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PopListed:
    """A message as the server lists it: its number in this session, its lasting name, its size in bytes."""

    number: int
    uidl: str
    size: int


@dataclass(frozen=True, slots=True)
class PopFetched:
    """One message; `is_complete` is False when it was too large and `raw` is its header."""

    raw: bytes
    size: int
    is_complete: bool = True


class PopSource:
    """A signed-in session. Use as a context manager; after a failure open a new one."""

    def __init__(self, config: PopConfig) -> None:
        self.config = config
        self._session: poplib.POP3 | None = None
        self._names: dict[int, str] = {}
        self._listed: list[PopListed] | None = None

    def __enter__(self) -> Self:
        with _failures():
            self._session = self._connect()
            try:
                self._sign_in(self._session)
            except BaseException:
                self.interrupt()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        if error is not None:
            # What was deleted in this session is safe with us, but a server in doubt is asked again instead.
            session.close()
            return
        with suppress(poplib.error_proto, OSError):
            session.quit()

    def listed(self) -> list[PopListed]:
        """What lies on the server, in its order."""
        if self._listed is None:
            with _failures():
                sizes = dict(_pairs(self._open.list()[1]))
            names = self._names
            if names.keys() != sizes.keys():
                raise TemporaryFailure("the server's lists (UIDL, LIST) do not fit together")
            self._listed = [PopListed(number, name, int(sizes[number])) for number, name in sorted(names.items())]
        return self._listed

    def fetch(self, number: int) -> PopFetched:
        """The whole message, or its header when it is too large."""
        size = next((item.size for item in self.listed() if item.number == number), 0)
        is_complete = size <= self.config.max_bytes
        with _failures():
            lines = (self._open.retr(number) if is_complete else self._open.top(number, 0))[1]
        return PopFetched(b"".join(line + b"\r\n" for line in lines), size, is_complete)

    def delete(self, number: int) -> None:
        """Have it deleted when the session ends."""
        with _failures():
            self._open.dele(number)

    def interrupt(self) -> None:
        """Cut the line, also from another thread."""
        session = self._session
        if session is not None:
            with suppress(OSError):
                session.close()

    @property
    def _open(self) -> poplib.POP3:
        if self._session is None:
            raise TemporaryFailure("the mailbox is not open")
        return self._session

    def _connect(self) -> poplib.POP3:
        host, port, timeout = self.config.host, self.config.port, self.config.timeout
        if self.config.security is Security.NONE:
            return poplib.POP3(host, port, timeout)
        context = tls_context(self.config.ca_file)
        if self.config.security is Security.STARTTLS:
            session = poplib.POP3(host, port, timeout)
            session.stls(context)
            return session
        return poplib.POP3_SSL(host, port, timeout=timeout, context=context)

    def _sign_in(self, session: poplib.POP3) -> None:
        try:
            session.user(self.config.username)
            session.pass_(self.config.password)
        except poplib.error_proto as error:
            answer = words_of(error.args[0] if error.args else "")
            # RFC 3206: SYS and IN-USE pass, AUTH does not. A line that broke says neither.
            passes = any(mark in answer for mark in ("[SYS/TEMP]", "[IN-USE]", "[LOGIN-DELAY]", "EOF"))
            raise (TemporaryFailure if passes else SignInFailure)(answer) from error
        try:
            self._names = dict(_pairs(session.uidl()[1]))
        except poplib.error_proto as error:
            if "EOF" in words_of(error.args[0] if error.args else ""):
                raise
            raise SignInFailure("the server knows no UIDL") from error


def _pairs(lines: list[bytes]) -> Iterator[tuple[int, str]]:
    for line in lines:
        number, _space, value = line.decode("ascii", "replace").partition(" ")
        if not value.strip() or not number.isdigit():
            raise TemporaryFailure(f"the server's list cannot be read: {words_of(line)}")
        yield int(number), value.strip().split(" ")[0]


@contextmanager
def _failures() -> Iterator[None]:
    """Everything the library raises, as one of our failures."""
    try:
        yield
    except TransportFailure:
        raise
    except ssl.SSLCertVerificationError as error:
        raise SignInFailure(words_of(error)) from error
    except poplib.error_proto as error:
        raise TemporaryFailure(words_of(error.args[0] if error.args else error)) from error
    except (OSError, ValueError, EOFError) as error:
        raise TemporaryFailure(words_of(error) or type(error).__name__) from error
