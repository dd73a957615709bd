"""One message on its way in: the bytes, what they say, and where they came from."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.channels.email.judging import UNCHECKED, Judgement, judge
from zhichi.channels.email.limits import MAX_MAIL_BYTES
from zhichi.channels.email.mime.notes import Problem
from zhichi.channels.email.parsing import InboundMail, parse
from zhichi.core.canonical import sha256
from zhichi.core.errors import DomainError
from zhichi.files import selectors as files

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.channels.email.models import Mailbox, MailLog

NO_LETTERS = {"Cc", "Cn", "Co", "Cs"}  # controls and what no script uses: text holds hardly any of them
LAYOUT = "\t\n\v\f\r"
MOST_NO_LETTERS = 0.02  # of all characters; more of them is the mark of bytes that were never text


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A raw message that was read. `size` in bytes; `is_complete` is false when only the header is there."""

    raw: bytes
    mail: InboundMail
    fingerprint: str
    digest: str
    size: int
    is_complete: bool
    mailbox: Mailbox | None
    arrived_at: datetime
    at: datetime
    judgement: Judgement = UNCHECKED  # of the receiving server about the sender
    released_by: str = ""  # who let it out of the quarantine

    @property
    def sender(self) -> str:
        """The sender's address in lower case, as addresses are compared."""
        return self.mail.from_address.lower()

    @property
    def is_unreadable(self) -> bool:
        """Nobody to answer and nothing to read: bytes that are no mail, or one that lost everything on its way."""
        mail = self.mail
        if mail.from_address or mail.attachments or mail.html.strip() or not self.is_complete:
            return False
        said = f"{mail.subject}{mail.text}".strip()
        strange = sum(unicodedata.category(letter) in NO_LETTERS and letter not in LAYOUT for letter in said)
        return strange + said.count("\ufffd") > len(said) * MOST_NO_LETTERS or not said


def read(
    raw: bytes, *, mailbox: Mailbox | None, arrived_at: datetime, at: datetime, whole_size: int | None = None
) -> Arrival:
    """Parse the bytes. `whole_size` says that the message is that long and `raw` only its header."""
    size = whole_size or len(raw)
    if len(raw) > MAX_MAIL_BYTES:
        raw = _header_of(raw)
    mail = parse(raw)
    return Arrival(
        raw=raw,
        mail=mail,
        fingerprint=_fingerprint(mail, raw),
        digest=_digest(mail) if len(raw) == size else "",
        size=size,
        is_complete=len(raw) == size,
        mailbox=mailbox,
        arrived_at=min(arrived_at, at),
        at=at,
        judgement=_judgement(mail, mailbox),
    )


def of_row(row: MailLog, *, at: datetime, released_by: str = "") -> Arrival:
    """A message of the log once more, with its true arrival. Raises DomainError where its original is gone."""
    if row.original is None:
        raise DomainError("no-original", _("The original of this message is not there."))
    with files.read_for_machine(row.original) as content:
        raw = content.read()
    arrival = read(raw, mailbox=row.mailbox, arrived_at=row.arrived_at or row.at, at=at, whole_size=row.size)
    return replace(arrival, released_by=released_by) if released_by else arrival


def _judgement(mail: InboundMail, mailbox: Mailbox | None) -> Judgement:
    trusted = mailbox.authserv_id if mailbox is not None else ""
    is_one = Problem.FROM_REPEATED not in mail.problems
    return judge(mail.signs.claims, trusted=trusted, sender=mail.from_address, is_one=is_one)


def _fingerprint(mail: InboundMail, raw: bytes) -> str:
    """What a second delivery shares. Routes add lines on top, so the sender's own Message-ID and Date count.

    Devices and scripts exist that give every mail the same Message-ID; their dates differ.
    """
    if mail.message_id:
        moment = mail.date.isoformat() if mail.date else ""
        return sha256(mail.message_id.encode("utf-8", "surrogatepass"), moment.encode())
    return sha256(raw.replace(b"\r\n", b"\n"))


def _digest(mail: InboundMail) -> str:
    """What two mails share that say the same in one place: subject, words, files, what they answer. "" for none."""
    if mail.signs.report or not (mail.text.strip() or mail.attachments):
        return ""
    files = [f"{item.filename}:{item.size}" for item in mail.attachments]
    said = "\x00".join((mail.subject, mail.text, mail.in_reply_to, *files))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _header_of(raw: bytes) -> bytes:
    ends = [end for mark in (b"\r\n\r\n", b"\n\n") if (end := raw.find(mark)) >= 0]
    return raw[: min(min(ends, default=MAX_MAIL_BYTES), MAX_MAIL_BYTES)]
