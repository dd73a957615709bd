"""What can go wrong on a connection, sorted by what to do next."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


# A 5yz that passes: servers that greylist, count or are full with the wrong number. RFC 3463 names 4.x.x, x.2.2
# (mailbox full), x.3.1 (disk full), x.4.5 (congestion); QQ says "frequency limited",
# NetEase has codes (HL: host, RP: rate).
_FOR_NOW = re.compile(
    r"^(?:4\.\d{1,3}\.\d{1,3}|5\.(?:2\.2|3\.1|4\.5))\b"
    r"|gr[ae]y-?list|frequency limited|rate limit|too many connections|(?:try|retry) (?:again )?later|over ?quota"
    r"|(?:mailbox|quota) (?:is )?(?:full|exceeded)|\b(?:HL:(?:ICC|IFC|MEP)|RP:(?:CEL|DRC|TRC))\b"
    r"|稍[后候]再?[试發发]|灰名单|频率|过于频繁|连接数过多|邮箱(?:空间)?已?满",
    re.IGNORECASE,
)


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
        """5yz: trying the same again is of no use. Not so where the words say that it is only for now."""
        return self.code >= 500 and not _FOR_NOW.search(self.answer)


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
