"""What can go wrong on a connection, sorted by what to do next."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Security(StrEnum):
    """How a connection is protected."""

    SSL = "ssl"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A server's no to one recipient."""

    code: int
    answer: str

    @property
    def is_permanent(self) -> bool:
        """5yz: trying the same again is of no use."""
        return self.code >= 500


class TransportFailure(Exception):
    """Base of all failures.

    `code` is the server's number (0 when it gave none), `answer` its words, `refused` the recipients it refused one
    by one. `is_uncertain` says that the mail may have been taken all the same: the line broke after its last byte.
    """

    def __init__(
        self, answer: str, code: int = 0, *, refused: Mapping[str, Refusal] | None = None, is_uncertain: bool = False
    ) -> None:
        super().__init__(f"{code} {answer}" if code else answer)
        self.code = code
        self.answer = answer
        self.refused = dict(refused or {})
        self.is_uncertain = is_uncertain


class TemporaryFailure(TransportFailure):
    """Try again later: no connection, a 4yz answer, a line that broke."""


class SignInFailure(TemporaryFailure):
    """Wrong password, wrong TLS, wrong folder: no fault of the mail, which waits until the settings are mended."""


class PermanentFailure(TransportFailure):
    """The server will never take this mail: a 5yz answer to it."""


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Certificates are always checked; `ca_file` adds the authority of a closed network."""
    return ssl.create_default_context(cafile=ca_file or None)


def words_of(answer: object) -> str:
    """A server's answer as readable text on one line."""
    if isinstance(answer, bytes):
        answer = answer.decode("utf-8", "replace")
    return " ".join(str(answer).split())[:500]
