"""Reading a raw message into plain values (2.1, 5.2.1). Pure: no database, no network, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.channels.email.mime import fields
from zhichi.channels.email.mime.addresses import Address, parse_addresses
from zhichi.channels.email.mime.attachments import Attachment, read_attachments
from zhichi.channels.email.mime.authentication import Verdict, verdicts_of
from zhichi.channels.email.mime.bodies import read_bodies
from zhichi.channels.email.mime.boxes import unpack_boxes
from zhichi.channels.email.mime.calendars import Calendar, calendar_of, is_calendar
from zhichi.channels.email.mime.notes import MAX_SUBJECT_CHARS, Notes, Problem
from zhichi.channels.email.mime.protection import open_envelopes
from zhichi.channels.email.mime.signs import NONE, Signs, read_signs
from zhichi.channels.email.mime.structure import read_tree
from zhichi.channels.email.mime.words import header_text

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.channels.email.mime.headers import Headers

__all__ = ["Attachment", "Calendar", "InboundMail", "Problem", "Verdict", "parse"]


@dataclass(frozen=True, slots=True)
class InboundMail:
    """One message as read.

    Text fields are "" when the message has nothing for them. Addresses keep the sender's spelling. Message ids carry
    their angle brackets. `date` is aware and in UTC. `text` is always readable text, taken from the HTML when there
    is no other; `html` is as sent, not sanitised. `signed` and `encrypted` are "smime", "pgp" or "": what is signed was
    made readable, the signature was not checked. `problems` holds values of `Problem`.
    """

    subject: str = ""
    from_address: str = ""
    from_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    is_auto_reply: bool = False
    is_bounce: bool = False
    is_list: bool = False  # it came over a mailing list or went to many
    auth_results: tuple[Verdict, ...] = ()  # what receiving servers found out about the sender
    calendar: Calendar | None = None  # the first invitation in it
    signed: str = ""
    encrypted: str = ""
    signs: Signs = NONE  # what the header says beside the letter: machines, lists, conversations
    problems: tuple[str, ...] = ()


def parse(raw: bytes) -> InboundMail:
    """Read any bytes as mail. Never raises; time and memory grow with the size of the message only."""
    try:
        return _parse(raw)
    except Exception:  # noqa: BLE001 - a defect of ours must not cost a customer's mail; the tests allow none
        text = raw[:MAX_FALLBACK_BYTES].decode("utf-8", "replace").replace("\x00", "")
        return InboundMail(text=text, problems=(Problem.PARSER_FAILED.value,))


MAX_FALLBACK_BYTES = 100_000
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _parse(raw: bytes) -> InboundMail:
    notes = Notes()
    raw = _normalised(raw)
    if not raw or raw.isspace():
        return InboundMail(problems=(Problem.EMPTY.value,))
    tree = read_tree(raw, notes)
    headers = tree.headers
    sender = _sender(headers, notes)
    subject = _subject(headers, notes)
    protection = open_envelopes(tree, notes)
    unpack_boxes(tree, notes)
    bodies = read_bodies(tree, protection, notes)
    files = read_attachments(bodies.files, notes)
    signs = read_signs(raw, tree, sender.address, subject, bodies.text)
    reply_ids = fields.message_ids(headers.first("in-reply-to"))
    return InboundMail(
        subject=subject,
        from_address=sender.address,
        from_name=sender.name,
        to=_addresses(headers, "to", notes),
        cc=_addresses(headers, "cc", notes),
        reply_to=_addresses(headers, "reply-to", notes),
        date=fields.sent_at(headers, notes),
        text=bodies.text,
        html=bodies.html,
        attachments=files,
        message_id=fields.message_id(headers, notes),
        in_reply_to=reply_ids[0] if reply_ids else "",
        references=fields.references(headers, notes),
        is_auto_reply=bool(signs.automatic),
        is_bounce=signs.is_bounce,
        is_list=bool(signs.list),
        auth_results=verdicts_of(signs.claims, headers),
        calendar=_calendar(files),
        signed=protection.signed,
        encrypted=protection.encrypted,
        signs=signs,
        problems=notes.as_tuple(),
    )


def _calendar(files: tuple[Attachment, ...]) -> Calendar | None:
    """The first invitation; programs send the same one twice, for readers and as a file."""
    for each in files:
        if is_calendar(each.content_type, each.filename) and (found := calendar_of(each.content)):
            return found
    return None


def _normalised(raw: bytes) -> bytes:
    """Without byte order mark and leading blank lines; bare CR line ends of old systems become LF."""
    if raw[:3] == _BYTE_ORDER_MARK:
        raw = raw[3:]
    if raw[:1] in (b"\r", b"\n"):
        raw = raw.lstrip(b"\r\n")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return raw


def _subject(headers: Headers, notes: Notes) -> str:
    subject = header_text(headers.first("subject"), notes)
    if len(subject) > MAX_SUBJECT_CHARS:
        notes.add(Problem.HEADER_CUT)
    return subject[:MAX_SUBJECT_CHARS]


def _sender(headers: Headers, notes: Notes) -> Address:
    """The first mailbox of From; of Sender when From has no address."""
    values = headers.every("from")
    found = parse_addresses(values[:1], notes)
    if len(values) > 1 or len({each.address.lower() for each in found if each.address}) > 1:
        notes.add(Problem.FROM_REPEATED)
    sender = next((each for each in found if each.address), None)
    if sender is not None:
        return sender
    notes.add(Problem.FROM_INVALID if values else Problem.FROM_MISSING)
    stand_in = next((each for each in parse_addresses(headers.every("sender"), notes) if each.address), None)
    return stand_in or (found[0] if found else Address("", ""))


def _addresses(headers: Headers, name: str, notes: Notes) -> tuple[str, ...]:
    found = parse_addresses(headers.every(name), notes)
    return tuple(dict.fromkeys(each.address for each in found if each.address))
