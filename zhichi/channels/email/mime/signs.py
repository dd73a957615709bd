"""What the header says beside the letter itself: who sent it on, machine or person, which conversation."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.channels.email.mime.authentication import Claims, read_claims
from zhichi.channels.email.mime.autoreply import automatic_sign, is_answer, list_sign
from zhichi.channels.email.mime.notes import Notes
from zhichi.channels.email.mime.reports import Report, read_report
from zhichi.channels.email.mime.spam import spam_sign
from zhichi.channels.email.mime.words import header_text

if TYPE_CHECKING:
    from zhichi.channels.email.mime.headers import Headers
    from zhichi.channels.email.mime.structure import Tree

# Fields that say where the message was delivered, whatever forwarding made of To.
_DELIVERED = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-rcpt-to",
    "x-forwarded-to",
)
_TOKEN = re.compile(rb"\+t\.([a-z2-7]{16}[0-9a-z]{1,12})@", re.IGNORECASE)
_MOST_TOKENS = 5
ROOT_BYTES = 22  # of a Thread-Index: five more follow for each answer
STEP_BYTES = 5


@dataclass(frozen=True, slots=True)
class Signs:
    """Evidence for the routing. `automatic` and `list` name the header that says so, "" for none.

    `thread_root` is Outlook's conversation (base64 without its padding), `continues` whether this mail answers another
    one in it.
    """

    automatic: str = ""
    is_answer: bool = False
    list: str = ""
    report: Report | None = None
    tokens: tuple[str, ...] = ()
    thread_root: str = ""
    continues: bool = False
    topic: str = ""
    spam: str = ""  # the field by which a mail gateway calls it spam
    claims: tuple[Claims, ...] = ()  # of servers about the sender, the topmost first; anybody may have written them

    @property
    def is_bounce(self) -> bool:
        """Whether mail of ours did not arrive."""
        return self.report is not None and self.report.kind == "failed"


def read_signs(raw: bytes, tree: Tree, from_address: str, subject: str, text: str) -> Signs:
    """Read them all; a few dictionary look-ups for an ordinary letter."""
    headers = tree.headers
    report = read_report(raw, tree, from_address, subject, text)
    automatic = automatic_sign(tree, subject) or (report.sign if report else "")
    root, continues = _thread(headers)
    return Signs(
        automatic=automatic,
        is_answer=bool(automatic) and is_answer(tree, subject),
        list=list_sign(headers),
        report=report,
        tokens=_tokens(headers),
        thread_root=root,
        continues=continues,
        topic=header_text(headers.first("thread-topic"), Notes())[:300] if root else "",
        spam=spam_sign(headers),
        claims=read_claims(headers.every("authentication-results")),
    )


def _tokens(headers: Headers) -> tuple[str, ...]:
    values = (value for name in _DELIVERED for value in headers.every(name) if b"+" in value)
    found = (match.decode("ascii").lower() for value in values for match in _TOKEN.findall(value))
    return tuple(dict.fromkeys(found))[:_MOST_TOKENS]


def _thread(headers: Headers) -> tuple[str, bool]:
    value = headers.first("thread-index")
    if not value or len(value) > 4000:
        return "", False
    try:
        index = base64.b64decode(b"".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return "", False
    if len(index) < ROOT_BYTES or (len(index) - ROOT_BYTES) % STEP_BYTES:
        return "", False
    return base64.b64encode(index[:ROOT_BYTES]).decode("ascii").rstrip("="), len(index) > ROOT_BYTES


NONE = Signs()
