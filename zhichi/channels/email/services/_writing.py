"""A row of the outgoing queue as bytes for the wire."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.channels.email.composing import (
    Address,
    Automatic,
    OutgoingAttachment,
    OutgoingMail,
    Unsendable,
    compose,
)
from zhichi.channels.email.hooks import carried_by_postmark
from zhichi.channels.email.mime.writing import envelope_address, is_message_id
from zhichi.channels.email.reply_tokens import answer_address
from zhichi.files import selectors as files
from zhichi.outbound.choices import Purpose

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox
    from zhichi.files.models import Attachment
    from zhichi.outbound.models import OutboundMail

__all__ = ["NotYet", "Unsendable", "recipients", "sender_of", "write"]

# A customer's subject may hold anything; our answer has to leave all the same.
CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")

POSTMARK = "postmarkapp.com"  # its SMTP servers are below


class NotYet(Exception):
    """A file of the mail is still being checked for viruses."""


# RFC 3834. What a person wrote carries nothing.
AUTOMATIC: dict[str, Automatic] = {
    Purpose.REPLY: "",
    Purpose.FOLLOW_UP: "",
    Purpose.INVITATION: "",
    Purpose.ACKNOWLEDGEMENT: "auto-replied",
}


def write(mail: OutboundMail, box: Mailbox) -> bytes:
    """The mail in bytes, the same at each try. Raises Unsendable when it can never be sent like this, NotYet
    while one of its files is being checked.
    """
    return compose(
        OutgoingMail(
            sender=sender_of(mail, box),
            to=_addresses(mail.to),
            cc=_addresses(mail.cc),
            reply_to=_addresses(_answers_to(mail, box)),
            subject=CONTROLS.sub(" ", mail.subject),
            text=mail.text,
            html=mail.html,
            message_id=mail.message_id,
            date=mail.created_at,
            in_reply_to=mail.in_reply_to if is_message_id(mail.in_reply_to) else "",
            references=tuple(filter(is_message_id, mail.references)),
            automatic=AUTOMATIC.get(mail.purpose, "auto-generated"),
            language={"zh-hans": "zh-CN"}.get(mail.language, mail.language),
            attachments=_attachments(mail),
            carried=carried_by_postmark(mail.message_id) if _is_postmark(box) else (),
            calendar=mail.calendar.replace("mailto:{mailbox}", f"mailto:{sender_of(mail, box).address}"),
        )
    )


def _is_postmark(box: Mailbox) -> bool:
    host = box.smtp_host.lower().rstrip(".")
    return host == POSTMARK or host.endswith(f".{POSTMARK}")


def sender_of(mail: OutboundMail, box: Mailbox) -> Address:
    """Whom readers see: the address that the mail names, while it is this mailbox's, else the mailbox itself."""
    if mail.mailbox in box.addresses:
        return Address(mail.sender_name or box.name, mail.mailbox)
    return Address(box.name, box.address)


def recipients(addresses: list[str]) -> dict[str, str]:
    """How the server is told whom to deliver to: its form of an address → ours.

    Raises Unsendable for an address that no server takes.
    """
    return {envelope_address("To", address): address for address in addresses}


def _answers_to(mail: OutboundMail, box: Mailbox) -> list[str]:
    """Where answers go: what the mail asks for, else an address that names its ticket where the mailbox takes such."""
    kind, _sep, key = mail.stream.partition(":")
    if mail.reply_to or not (box.plus_addresses and kind == "ticket" and mail.to):
        return [mail.reply_to] if mail.reply_to else []
    return list(filter(None, [answer_address(box.address, ticket_id=int(key), recipient=mail.to[0])]))


def _addresses(addresses: list[str]) -> tuple[Address, ...]:
    return tuple(Address("", address) for address in addresses)


def _attachments(mail: OutboundMail) -> tuple[OutgoingAttachment, ...]:
    found = files.by_ids(mail.attachments)
    if len(found) != len(set(mail.attachments)):
        raise Unsendable("attachments", _("a file of this mail is not there any more"))
    return tuple(_attachment(item, mail.html) for item in found)


def _attachment(item: Attachment, markup: str) -> OutgoingAttachment:
    """A file as it is sent: a picture that the HTML shows goes inside it, everything else beside it."""
    if item.standing.waits:
        raise NotYet
    if files.is_locked(item):
        words = _("“%(name)s” is locked. %(why)s.") % {"name": item.filename, "why": files.locked_words(item)}
        raise Unsendable("attachments", words)
    try:
        with files.read(item) as content:
            data = content.read()
    except FileNotFoundError:
        raise Unsendable("attachments", _("the disk has lost the file “%s”") % item.filename) from None
    shown = item.content_id if item.is_picture and item.content_id and f'"cid:{item.content_id}"' in markup else ""
    return OutgoingAttachment(item.filename, item.content_type, data, content_id=shown)
