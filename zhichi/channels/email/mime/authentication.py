"""What mail servers say about a sender: Authentication-Results (RFC 8601), read as servers write it.

Anybody can write such a field; who is believed is decided elsewhere (`email.judging`). Reading is bounded and never
recurses: comments nest as deep as a stranger likes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.channels.email.mime.headers import read_headers
from zhichi.channels.email.mime.notes import Notes

if TYPE_CHECKING:
    from zhichi.channels.email.mime.headers import Headers

MAX_VERDICTS = 30  # of one mail
MOST_FIELDS = 10  # of one mail that are looked at, the topmost ones
MOST_BYTES = 8_000  # of one field
MOST_RESULTS = 40
_RESULT = re.compile(r"\s*([a-z][a-z0-9_-]{0,30})(?:\s*/\s*\d+)?\s*=\s*([a-z][a-z0-9_-]{0,30})", re.IGNORECASE)
_PROPERTY = re.compile(
    r"\b(smtp|header|policy|body)\s*\.\s*([a-z][a-z0-9_-]{0,30})\s*=\s*([^\s;]{1,400})", re.IGNORECASE
)
_SPF = re.compile(r"\s*([a-z]{2,20})\b", re.IGNORECASE)
_WISH = re.compile(
    r"\bp\s*=\s*(reject|quarantine)\b|\b(?:policy\.dmarc|dis|action)\s*=\s*(o?reject|quarantine)\b", re.IGNORECASE
)
_BAD = frozenset(("fail", "softfail", "hardfail", "policy", "permerror"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check by one server. `method` ("spf") and `result` ("pass") are lower case; `about` is what was checked.

    The message cannot prove who wrote it: a sender may put one in too (`email.judging` says whom to believe).
    """

    server: str
    method: str
    result: str
    about: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the sender is who the message says, as far as this check goes."""
        return self.result == "pass"

    @property
    def is_bad(self) -> bool:
        """Whether the check speaks against the sender."""
        return self.result in _BAD


@dataclass(frozen=True, slots=True)
class Result:
    """One check: `method` ("spf"), `result` ("pass") and what was checked ("smtp.mailfrom" → value), in lower case."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def domain(self, *names: str) -> str:
        """The domain in the first of these properties that is there; "" for none."""
        found = dict(reversed(self.properties))
        value = next((found[name] for name in names if name in found), "")
        return value.rpartition("@")[2].strip(".<>")

    @property
    def about(self) -> str:
        """What was checked, in words."""
        return " ".join(f"{name}={value}" for name, value in self.properties)[:200]


@dataclass(frozen=True, slots=True)
class Claims:
    """One field: who wrote it ("" when it names nobody, as Microsoft 365 does) and its results."""

    server: str
    results: tuple[Result, ...]
    wish: str = (
        ""  # what the sender's domain asks for where DMARC fails: "reject", "quarantine", "" for neither or unsaid
    )

    def of(self, method: str) -> list[Result]:
        """The results of one method, in order."""
        return [each for each in self.results if each.method == method]


def read_claims(values: list[bytes]) -> tuple[Claims, ...]:
    """The fields of a mail from the topmost down. One that cannot be read claims nothing but keeps its place."""
    return tuple(_claims(value[:MOST_BYTES].decode("utf-8", "replace").lower()) for value in values[:MOST_FIELDS])


def read_verdicts(headers: Headers) -> tuple[Verdict, ...]:
    """Every verdict, that of the server nearest to us first; without any, what Received-SPF says."""
    found = [
        Verdict(claims.server, each.method, each.result, each.about)
        for claims in read_claims(headers.every("authentication-results"))
        for each in claims.results
    ]
    received = _SPF.match(headers.first("received-spf")[:200].decode("utf-8", "replace"))
    if not found and received:
        found.append(Verdict("", "spf", received[1].lower()))
    return tuple(dict.fromkeys(found))[:MAX_VERDICTS]


def header_verdicts(head: bytes) -> tuple[Verdict, ...]:
    """The verdicts in the beginning of a raw message."""
    return read_verdicts(read_headers(head, 0, len(head), Notes())[0])


def _claims(value: str) -> Claims:
    segments = _segments(value)
    if segments is None:
        return Claims("", ())
    is_nameless = bool(_RESULT.match(segments[0]))
    name = "" if is_nameless else segments[0].strip().partition(" ")[0]
    found = (_result(segment) for segment in segments[0 if is_nameless else 1 :][:MOST_RESULTS])
    return Claims(name[:255], tuple(each for each in found if each is not None), _wish(value))


def _wish(value: str) -> str:
    """Read from comments too, where servers write it. A sender who puts one in asks only to be held back."""
    if "dmarc" not in value:
        return ""
    wishes = {match[1] or match[2] for match in _WISH.finditer(value)}
    return "reject" if wishes & {"reject", "oreject"} else "quarantine" if "quarantine" in wishes else ""


def _segments(value: str) -> list[str] | None:
    """What stands between semicolons outside comments and quotes, quotes taken off; None where one is never closed.

    A semicolon inside quotes becomes a blank one, so that an address cannot bring a result of its own along.
    """
    segments: list[str] = []
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in value:
        if escaped:
            escaped = False
            letter = "?"
        elif letter == "\\":
            escaped = True
            continue
        elif letter == '"' and not depth:
            quoted = not quoted
            continue
        elif not quoted and letter in "()":
            depth += 1 if letter == "(" else -1
            if depth < 0:
                return None
            letter = " "
        elif not quoted and not depth and letter == ";":
            segments.append("".join(kept))
            kept = []
            continue
        if not depth:
            kept.append("_" if quoted and not letter.isalnum() and letter not in "@.-_" else letter)
    return None if depth or quoted else [*segments, "".join(kept)]


def _result(segment: str) -> Result | None:
    match = _RESULT.match(segment)
    if match is None:
        return None
    properties = tuple((f"{kind}.{name}", value) for kind, name, value in _PROPERTY.findall(segment, match.end()))
    return Result(match[1], match[2], properties)
