"""Sending over SMTP: one connection for many mails, and every refusal told apart."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, Self

from zhichi.channels.email.transport.failures import (
    PermanentFailure,
    Refusal,
    Security,
    SignInFailure,
    TemporaryFailure,
    TransportFailure,
    tls_context,
    words_of,
)
from zhichi.channels.email.transport.oauth import sasl_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

_ADDRESS = re.compile(r"[!-~]{1,320}")
_CLOSING = 421
_NOT_ALLOWED = 553
_TOO_LARGE = 552


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """A server to hand mail to. `timeout` in seconds; `local_hostname` is the name we greet with."""

    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False, kw_only=True)  # in place of the password (XOAUTH2)
    security: Security = Security.STARTTLS
    timeout: float = 30.0
    ca_file: str = ""
    local_hostname: str = ""
    max_per_connection: int = 100


@dataclass(frozen=True, slots=True)
class SendResult:
    """Who the server took the mail for, whom it refused, and its last words (often a queue id)."""

    accepted: tuple[str, ...]
    refused: Mapping[str, Refusal]
    answer: str


class SmtpSender:
    """Hands over mails one by one, on one connection as long as it holds. Use as a context manager."""

    def __init__(self, config: SmtpConfig) -> None:
        self.config = config
        self._client: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def connect(self) -> None:
        """Open and sign in now, to test the settings; `send` does so by itself."""
        if self._client is None:
            with _failures():
                self._client = self._open()
            self._sent = 0

    def close(self) -> None:
        """Say goodbye if the line still stands."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()

    def send(self, raw: bytes, *, sender: str, recipients: Sequence[str]) -> SendResult:
        """Hand over one mail. Part of the recipients may be refused; when all are, or the mail is, a failure is raised.

        Raises TemporaryFailure (try again; SignInFailure when the settings are wrong) or PermanentFailure.
        """
        if not all(_ADDRESS.fullmatch(each) for each in (sender or "<>", *recipients)):
            raise PermanentFailure("an address is not plain ASCII without spaces", _NOT_ALLOWED)
        if self._sent >= self.config.max_per_connection:
            self.close()
        is_reused = self._client is not None
        self.connect()
        try:
            return self._transmit(raw, sender, recipients)
        except TemporaryFailure as failure:
            # Servers hang up after some time or number of mails: once more on a fresh line, if nothing was handed over.
            if not is_reused or self._client is not None or failure.is_uncertain:
                raise
        self.connect()
        return self._transmit(raw, sender, recipients)

    def _transmit(self, raw: bytes, sender: str, recipients: Sequence[str]) -> SendResult:
        client = self._client
        if client is None:
            raise TemporaryFailure("not connected")
        try:
            with _failures():
                accepted, refused = self._envelope(client, len(raw), sender, recipients)
                code, answer = self._content(client, raw)
        except TransportFailure as failure:
            self._after(client, failure)
            raise
        self._sent += 1
        if code != 250:
            final = _failure(code, answer, refused)
            self._after(client, final)
            raise final
        return SendResult(tuple(accepted), refused, f"{code} {words_of(answer)}")

    def _envelope(
        self, client: smtplib.SMTP, size: int, sender: str, recipients: Sequence[str]
    ) -> tuple[list[str], dict[str, Refusal]]:
        limit = client.esmtp_features.get("size", "")
        if limit.isdecimal() and 0 < int(limit) < size:
            raise PermanentFailure(f"larger than the server takes ({limit} bytes)", _TOO_LARGE)
        code, answer = client.mail(sender, [f"size={size}"] if client.has_extn("size") else [])
        if code != 250:
            _refuse(code, answer)
        accepted: list[str] = []
        refused: dict[str, Refusal] = {}
        for recipient in recipients:
            code, answer = client.rcpt(recipient)
            if code in (250, 251):
                accepted.append(recipient)
            elif code == _CLOSING:
                _refuse(code, answer)
            else:
                refused[recipient] = Refusal(code, words_of(answer))
        if not accepted:
            soft = next((each for each in refused.values() if not each.is_permanent), None)
            each = soft or next(iter(refused.values()), Refusal(_NOT_ALLOWED, "no recipients"))
            raise _failure(each.code, each.answer, refused)
        return accepted, refused

    def _content(self, client: smtplib.SMTP, raw: bytes) -> tuple[int, bytes]:
        code, answer = client.docmd("DATA")
        if code != 354:
            _refuse(code, answer)
        body = re.sub(rb"(?m)^\.", b"..", raw)
        try:
            client.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise TemporaryFailure(words_of(error)) from error
        try:
            client.send(b".\r\n")
            return client.getreply()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise TemporaryFailure(words_of(error), is_uncertain=True) from error

    def _after(self, client: smtplib.SMTP, failure: TransportFailure) -> None:
        """Keep the line for the next mail when the server still answers; drop it otherwise."""
        if failure.code and failure.code != _CLOSING:
            with suppress(smtplib.SMTPException, OSError):
                client.rset()
                return
        self._client = None
        client.close()

    def _open(self) -> smtplib.SMTP:
        config = self.config
        name = config.local_hostname or None
        if config.security is Security.SSL:
            context = tls_context(config.ca_file)
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                config.host, config.port, name, timeout=config.timeout, context=context
            )
        else:
            client = smtplib.SMTP(config.host, config.port, name, timeout=config.timeout)
        try:
            client.ehlo_or_helo_if_needed()
            if config.security is Security.STARTTLS:
                client.starttls(context=tls_context(config.ca_file))
                client.ehlo_or_helo_if_needed()
            if config.token:
                words = sasl_words(config.username, config.token)
                # A refusal comes as a 334 with reasons; an empty line ends it.
                client.auth("XOAUTH2", lambda challenge=None: "" if challenge else words, initial_response_ok=True)
            elif config.username:
                client.login(config.username, config.password)
        except BaseException:
            client.close()
            raise
        return client


def _failure(code: int, answer: object, refused: Mapping[str, Refusal] | None = None) -> TransportFailure:
    words = words_of(answer)
    kind = PermanentFailure if Refusal(code, words).is_permanent else TemporaryFailure
    return kind(words, code, refused=refused)


def _refuse(code: int, answer: object) -> NoReturn:
    raise _failure(code, answer)


@contextmanager
def _failures() -> Iterator[None]:
    """Everything smtplib raises, as one of our failures."""
    try:
        yield
    except TransportFailure:
        raise
    except smtplib.SMTPAuthenticationError as error:
        raise SignInFailure(words_of(error.smtp_error), error.smtp_code) from error
    except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as error:
        raise SignInFailure(words_of(error)) from error
    except smtplib.SMTPResponseException as error:
        # Before any mail is named, a 5yz is about us (host not allowed, policy), not about the mail.
        kind = SignInFailure if error.smtp_code >= 500 else TemporaryFailure
        raise kind(words_of(error.smtp_error), error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(words_of(error) or type(error).__name__) from error
