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
from zhichi.channels.email.mime.writing import envelope_address, is_message_id
from zhichi.channels.email.reply_tokens import answer_address
from zhichi.files import selectors as files
from zhichi.outbound.choices import Purpose

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox
    from zhichi.files.models import Attachment
    from zhichi.outbound.models import OutboundMail

__all__ = ["Unsendable", "recipients", "write"]

# A customer's subject may hold anything; our answer has to leave all the same.
CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")

# RFC 3834. What a person wrote carries nothing.
AUTOMATIC: dict[str, Automatic] = {
    Purpose.REPLY: "",
    Purpose.FOLLOW_UP: "",
    Purpose.INVITATION: "",
    Purpose.ACKNOWLEDGEMENT: "auto-replied",
}


def write(mail: OutboundMail, box: Mailbox) -> bytes:
    """The mail in bytes, the same at each try. Raises Unsendable when it can never be sent like this."""
    return compose(
        OutgoingMail(
            sender=Address(box.name, box.address),
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
            attachments=_attachments(mail.attachments),
            calendar=mail.calendar.replace("mailto:{mailbox}", f"mailto:{box.address}"),
        )
    )


def recipients(mail: OutboundMail) -> list[str]:
    """Whom the server is told to deliver to. Raises Unsendable for an address that no server takes."""
    return [envelope_address("To", address) for address in dict.fromkeys([*mail.to, *mail.cc])]


def _answers_to(mail: OutboundMail, box: Mailbox) -> list[str]:
    """Where answers go: what the mail asks for, else an address that names its ticket where the mailbox takes such."""
    kind, _sep, key = mail.stream.partition(":")
    if mail.reply_to or not (box.plus_addresses and kind == "ticket" and mail.to):
        return [mail.reply_to] if mail.reply_to else []
    return list(filter(None, [answer_address(box.address, ticket_id=int(key), recipient=mail.to[0])]))


def _addresses(addresses: list[str]) -> tuple[Address, ...]:
    return tuple(Address("", address) for address in addresses)


def _attachments(ids: list[int]) -> tuple[OutgoingAttachment, ...]:
    found = files.by_ids(ids)
    if len(found) != len(set(ids)):
        raise Unsendable("attachments", _("a file of this mail is not there any more"))
    return tuple(_attachment(item) for item in found)


def _attachment(item: Attachment) -> OutgoingAttachment:
    try:
        with files.read(item) as content:
            data = content.read()
    except FileNotFoundError:
        raise Unsendable("attachments", _("the disk has lost the file “%s”") % item.filename) from None
    return OutgoingAttachment(filename=item.filename, content_type=item.content_type, content=data)
