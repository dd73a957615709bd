"""Writing mail for the wire (2.1, 5.2.1). Pure: date and message id are given, so a retry is the same mail.

Not built with `email.message.EmailMessage`: its folding puts long ids of In-Reply-To and References into encoded
words, and every reply after that starts a new thread.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import uuid
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING, Literal

from zhichi.channels.email.html_of_text import text_to_html
from zhichi.channels.email.mime import writing
from zhichi.channels.email.mime.addresses import Address
from zhichi.channels.email.mime.writing import Unsendable

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Address", "OutgoingAttachment", "OutgoingMail", "Unsendable", "compose", "new_message_id", "text_to_html"]

Automatic = Literal["", "auto-replied", "auto-generated"]

# Long chains are cut in the middle: readers thread by the first id and by the nearest ones.
MAX_REFERENCES = 20
_LONGEST_LINE = 76
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,100}")
_METHOD = re.compile(r"^METHOD:(REQUEST|CANCEL)\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OutgoingAttachment:
    """A file to send; with a content id (bare) it is a picture inside the HTML."""

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """Everything that goes on the wire.

    `date` is aware. `message_id`, `in_reply_to` and `references` (oldest first) carry angle brackets. `html` is
    sanitised by the caller; without it a simple one is made from `text`. `automatic` is set on whatever no person
    wrote (RFC 3834): "auto-replied" for acknowledgements, "auto-generated" for notices. `calendar` is an invitation
    (RFC 5546) with its METHOD: a reader that knows calendars offers to accept it, every other saves "invite.ics".
    `carried` are fields for the server that sends it on, names and values in ASCII.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: Automatic = ""
    language: str = ""
    attachments: tuple[OutgoingAttachment, ...] = ()
    calendar: str = ""
    carried: tuple[tuple[str, str], ...] = ()


def new_message_id(domain: str, unique: str = "") -> str:
    """A Message-ID in our own domain; `unique` may be given to make it from a row's public id."""
    message_id = f"<{unique or uuid.uuid4().hex}@{domain}>"
    if not writing.is_message_id(message_id):
        raise Unsendable("Message-ID", "not a usable domain or id")
    return message_id


def compose(mail: OutgoingMail) -> bytes:
    """The message in bytes with CRLF line ends, 7-bit throughout. Raises Unsendable for a field that cannot be safe."""
    head = _head(mail)
    body = _Body(mail).build()
    return "\r\n".join([*head, body]).encode("ascii")


def _head(mail: OutgoingMail) -> list[str]:
    if mail.date.tzinfo is None:
        raise Unsendable("Date", "a time without a zone")
    if not mail.to and not mail.cc:
        raise Unsendable("To", "nobody to send to")
    if not writing.is_message_id(mail.message_id):
        raise Unsendable("Message-ID", "not a message id")
    lines = [
        f"Date: {format_datetime(mail.date)}",
        f"Message-ID: {mail.message_id}",
        writing.mailboxes("From", (mail.sender,)),
    ]
    groups = (("To", mail.to), ("Cc", mail.cc), ("Reply-To", mail.reply_to))
    lines += [writing.mailboxes(field, addresses) for field, addresses in groups if addresses]
    lines.append(writing.unstructured("Subject", mail.subject))
    lines += _thread(mail)
    if mail.language:
        lines.append(f"Content-Language: {_token('Content-Language', mail.language)}")
    if mail.automatic:
        lines.append(f"Auto-Submitted: {_token('Auto-Submitted', mail.automatic)}")
        lines.append("X-Auto-Response-Suppress: All")  # Exchange answers no mail that carries it
    lines += [f"{_token('carried', name)}: {writing.checked(name, value)}" for name, value in mail.carried]
    lines.append("MIME-Version: 1.0")
    return lines


def _thread(mail: OutgoingMail) -> list[str]:
    """In-Reply-To and References; ids of others that cannot be written as they are get left out, the rest holds."""
    for value in (mail.in_reply_to, *mail.references):
        writing.checked("References", value)
    parent = mail.in_reply_to if writing.is_message_id(mail.in_reply_to) else ""
    chain = [value for value in mail.references if writing.is_message_id(value) and value != parent]
    if parent:
        chain.append(parent)
    chain = list(dict.fromkeys(chain))
    if len(chain) > MAX_REFERENCES:
        chain = [chain[0], *chain[1 - MAX_REFERENCES :]]
    lines = [writing.message_ids("In-Reply-To", (parent,))] if parent else []
    if chain:
        lines.append(writing.message_ids("References", tuple(chain)))
    return lines


def _token(field: str, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,40}", value):
        raise Unsendable(field, "not a simple word")
    return value


class _Body:
    """The tree of parts: mixed(related(alternative(text, html), pictures), files), each level only when needed."""

    def __init__(self, mail: OutgoingMail) -> None:
        self.mail = mail
        # Derived from the id, so that composing again gives the same bytes.
        self.seed = hashlib.sha256(mail.message_id.encode("ascii")).hexdigest()[:24]

    def build(self) -> str:
        mail = self.mail
        markup = mail.html or text_to_html(mail.text, mail.language)
        bodies = [_text_part("plain", mail.text), _text_part("html", markup)]
        if mail.calendar:
            bodies.append(_calendar_part(mail.calendar))
        node = self._multipart("alternative", "a", bodies)
        pictures = [_file_part(each) for each in mail.attachments if each.content_id]
        files = [_file_part(each) for each in mail.attachments if not each.content_id]
        if mail.calendar:
            content = mail.calendar.encode("utf-8", "replace")
            files.append(_file_part(OutgoingAttachment("invite.ics", "application/ics", content)))
        if pictures:
            node = self._multipart("related", "r", [node, *pictures])
        if files:
            node = self._multipart("mixed", "m", [node, *files])
        return node

    def _multipart(self, subtype: str, mark: str, parts: list[str]) -> str:
        boundary = f"=_{mark}{self.seed}"
        joined = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
        return f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n{joined}--{boundary}--\r\n'


def _text_part(subtype: str, text: str) -> str:
    """Text as 7bit when it is plain, quoted-printable when mostly ASCII, else Base64."""
    data = re.sub(r"\r\n|\r|\n", "\r\n", text).encode("utf-8", "replace")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: "
    longest = max(map(len, data.split(b"\r\n")))
    # "=_" is how our boundaries begin: such a text is encoded, so that no line of it can end a part.
    if data.isascii() and longest <= _LONGEST_LINE and b"=_" not in data and b"\x00" not in data:
        return f"{head}7bit\r\n\r\n{data.decode('ascii')}"
    if len(data.translate(None, bytes(range(128)))) * 6 <= len(data):
        return f"{head}quoted-printable\r\n\r\n{_quoted_printable(data)}"
    return f"{head}base64\r\n\r\n{_base64(data)}"


def _calendar_part(calendar: str) -> str:
    """An invitation as the part that calendars act on (RFC 6047); its METHOD stands in the header too."""
    method = _METHOD.search(calendar)
    if method is None:
        raise Unsendable("calendar", "an invitation without a method")
    data = re.sub(r"\r\n|\r|\n", "\r\n", calendar).encode("utf-8", "replace")
    head = f"Content-Type: text/calendar; charset=utf-8; method={method[1]}\r\nContent-Transfer-Encoding: base64"
    return f"{head}\r\n\r\n{_base64(data)}"


def _quoted_printable(data: bytes) -> str:
    lines = (binascii.b2a_qp(line, istext=False).decode("ascii") for line in data.split(b"\r\n"))
    return "\r\n".join(lines).replace("=\n", "=\r\n")


def _file_part(attachment: OutgoingAttachment) -> str:
    kind = writing.checked("Content-Type", attachment.content_type)
    # RFC 2046 forbids Base64 for message/*: an attached letter travels as a plain file.
    if not _TYPE.fullmatch(kind) or kind.lower().startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    name = attachment.filename
    lines = [f"Content-Type: {kind}{writing.fallback_name(name)}"]
    disposition = "inline" if attachment.content_id else "attachment"
    lines.append(f"Content-Disposition: {disposition}{writing.parameter('filename', name)}")
    lines.append("Content-Transfer-Encoding: base64")
    if attachment.content_id:
        content_id = f"<{attachment.content_id}>"
        if not writing.is_message_id(content_id):
            raise Unsendable("Content-ID", "not a content id")
        lines.append(f"Content-ID: {content_id}")
    return "\r\n".join([*lines, "", _base64(attachment.content)])


def _base64(data: bytes) -> str:
    return base64.encodebytes(data).decode("ascii").replace("\n", "\r\n")
