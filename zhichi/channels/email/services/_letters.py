"""What the mail channel itself writes to a sender, and whether it may write at all (loops)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.channels.email import selectors, senders
from zhichi.channels.email.choices import Because
from zhichi.core.actors import Actor
from zhichi.core.texts import clean
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import DEFAULT_SENDER, Purpose
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from zhichi.channels.email.selectors import Known
    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.tickets.models import Ticket

COUNTED_IN = timedelta(hours=1)
REFERENCES_KEPT = 20
MEGABYTE = 1024 * 1024


def known_about(arrival: Arrival) -> Known:
    """What there is to know about a message before it is looked at. One statement."""
    return selectors.known(
        fingerprint=arrival.fingerprint,
        sender=clean(arrival.sender)[:254],
        digest=arrival.digest,
        since=arrival.at - COUNTED_IN,
        same_since=arrival.at - timedelta(minutes=policy("5.2.1.same_words_minutes")),
        most=policy("5.2.1.mails_per_request_per_hour"),
    )


def refusal(arrival: Arrival, known: Known) -> str | None:
    """Why no automatic answer may go to the sender (5.2.1): a code of Because, "" when it goes without saying, or None.

    Never to automatic mail, to an address that is false (it would hit whoever it belongs to), nor over a mailing list
    that is not ours; and the count of what the sender got lately ends a loop with a machine that does not
    say it is one.
    """
    signs = arrival.mail.signs
    if signs.automatic or arrival.mail.is_auto_reply or signs.report or not arrival.sender:
        return ""
    if arrival.judgement.is_forged:
        return ""  # the reason stands among those of the message already
    if signs.list and not _is_ours(signs.list.lower(), known.own):
        return f"{Because.LIST}: {signs.list}"
    most = int(policy("5.2.1.acknowledgements_per_hour"))
    return f"{Because.ANSWERS}: {known.answers}" if known.answers >= most else None


def refusal_about(ticket_id: int, arrival: Arrival) -> str | None:
    """Why no further automatic answer leaves about this request, or None. One query."""
    count = selectors.answers_about(ticket_id, since=arrival.at - COUNTED_IN)
    return f"{Because.REQUEST_ANSWERS}: {count}" if count >= int(policy("5.2.1.answers_per_request_per_hour")) else None


def _is_ours(sign: str, own: frozenset[str]) -> bool:
    """Whether a list is the group address under which we receive: people write to that, and expect an answer."""
    return any(address in sign or address.replace("@", ".") in sign for address in own)


def tell_what_was_too_large(ticket: Ticket, arrival: Arrival, names: list[str]) -> None:
    """Tell the sender which files were not taken, in the request's language."""
    mail = arrival.mail
    with override(ticket.language):
        text = _files_refused(ticket, names) if arrival.is_complete else _mail_refused(ticket, arrival.size)
    outbound.queue(
        purpose=Purpose.NOTICE,
        sender=senders.of_team(ticket.team_id) or DEFAULT_SENDER,
        to=[mail.from_address],
        subject=f"Re: {mail.subject} [#{ticket.number}]",
        text=text,
        language=ticket.language,
        stream=ticket.stream,
        in_reply_to=mail.message_id,
        references=[*mail.references[-REFERENCES_KEPT:], mail.message_id] if mail.message_id else (),
        by=Actor.system("mail"),
        at=arrival.at,
    )


def _files_refused(ticket: Ticket, names: list[str]) -> str:
    words = _(
        "We received your mail about request %(number)s, but these attachments are larger than %(limit)s MB and "
        "could not be taken: %(names)s.\n\nPlease send smaller files, or tell us where we can fetch them."
    )
    limit = settings.MAX_ATTACHMENT_BYTES // MEGABYTE
    return words % {"number": ticket.number, "limit": limit, "names": ", ".join(names)}


def _mail_refused(ticket: Ticket, size: int) -> str:
    words = _(
        "Your mail about request %(number)s is larger (%(size)s MB) than we can take, so its text and attachments did "
        "not reach us.\n\nPlease describe the problem again without large attachments, or tell us where we can fetch "
        "them."
    )
    return words % {"number": ticket.number, "size": size // MEGABYTE}
