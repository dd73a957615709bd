"""Carry out a route: the ticket services do the deed, this module translates mail into their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.channels.email.choices import Because, Done
from zhichi.channels.email.invitations import as_data
from zhichi.channels.email.limits import MAX_COPIES, MAX_RECIPIENTS
from zhichi.channels.email.mime.signs import Signs
from zhichi.channels.email.parsing import Problem
from zhichi.channels.email.quotes import Trimmed, trim_answer
from zhichi.channels.email.reply_tokens import bare
from zhichi.channels.email.services import _letters, _notices, kept_back
from zhichi.channels.email.suspicions import in_mail
from zhichi.core.actors import UNNAMED, Actor
from zhichi.core.errors import DomainError
from zhichi.customers import services as customers
from zhichi.files import services as files
from zhichi.tickets import policies
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel, MessageKind

if TYPE_CHECKING:
    from zhichi.channels.email.forwards import Original
    from zhichi.channels.email.parsing import InboundMail
    from zhichi.channels.email.selectors import Known
    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.channels.email.services._way import Route
    from zhichi.customers.models import Contact
    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Message, Ticket

INTAKE = Actor.system("mail")
SUBJECT_FROM_TEXT = 80
HAN = range(0x4E00, 0xA000)
# What of the parser's findings a reader must know; the rest (an odd header, a wrong charset name) was mended.
DAMAGE = {
    Problem.BASE64_DAMAGED,
    Problem.CHARSET_DAMAGED,
    Problem.MULTIPART_UNCLOSED,
    Problem.PARTS_CUT,
    Problem.DEPTH_CUT,
    Problem.BODY_CUT,
    Problem.ENVELOPE_DAMAGED,
    Problem.PARSER_FAILED,
}


PROTECTIONS = {"smime": "S/MIME", "pgp": "OpenPGP"}


@dataclass(frozen=True)
class Filed:
    """Where the message ended up."""

    ticket: Ticket
    message: Message
    done: Done
    acknowledged: bool = False


@dataclass(frozen=True)
class _Enclosures:
    """The mail's files: those that were stored, the names of those that were too large."""

    kept: list[Attachment]
    dropped: list[str]


def file(arrival: Arrival, way: Route, *, original: Attachment, known: Known) -> Filed:
    """Do what the route says. The ticket services append their events."""
    forwarder = arrival
    if way.original is not None:
        arrival = _as_original(arrival, way.original)
    enclosed = _enclosures(arrival)
    incoming = _incoming(arrival, way, enclosed, original)
    if way.done == Done.NOTED:
        return _note(arrival, way, incoming)
    if way.original is not None:
        return _open_for(forwarder, arrival, way, incoming, known.own)
    refusal = _letters.refusal(arrival, known) if incoming.contact is not None and not way.is_quiet else ""
    wants = way.ticket_id is None or bool(enclosed.dropped) or not arrival.is_complete
    if refusal is None and wants and way.ticket_id is not None:
        refusal = _letters.refusal_about(way.ticket_id, arrival)
    if refusal and wants:
        incoming = replace(incoming, why=[*incoming.why, refusal])
    answer = refusal is None and wants
    if way.ticket_id is None:
        filed = _open(arrival, incoming, known.own, answer=answer)
    else:
        filed = _join(arrival, way, incoming)
        _notices.mark_returned(arrival, way)
    if answer and (enclosed.dropped or not arrival.is_complete):
        _letters.tell_what_was_too_large(filed.ticket, arrival, enclosed.dropped)
        filed = replace(filed, acknowledged=True)
    held = kept_back.of_kinds(enclosed.kept)
    if kept_back.tell_of_kinds(arrival=arrival, message=filed.message, known=known, held=held):
        filed = replace(filed, acknowledged=True)
    return filed


def _incoming(arrival: Arrival, way: Route, enclosed: _Enclosures, original: Attachment) -> tickets.Incoming:
    mail = arrival.mail
    is_report = way.done == Done.BOUNCE
    is_automatic = mail.is_auto_reply or mail.is_bounce
    why: list[str] = [way.reason, *way.because]
    if is_automatic and not is_report:
        why.append(f"{Because.AUTOMATIC}: {mail.signs.automatic or 'Return-Path: <>'}")
    trimmed = _trimmed(arrival, way)
    contact = None if is_report or way.done == Done.NOTED else _contact(arrival)
    return tickets.Incoming(
        text="" if arrival.is_unreadable else mail.text,
        html=mail.html,
        trimmed_text=trimmed.text,
        trimmed_html=trimmed.html,
        kind=MessageKind.SYSTEM if is_report else MessageKind.CUSTOMER,
        channel=Channel.MAIL,
        contact=contact,
        attachments=enclosed.kept,
        original=original,
        mail_id=mail.message_id,
        is_automatic=is_automatic or way.is_quiet,
        notices=_notices_of(arrival, way, enclosed, contact),
        why=why,
        recipients=[*mail.to, *mail.cc][:MAX_RECIPIENTS],
        invitation=as_data(mail.calendar),
    )


def _as_original(arrival: Arrival, original: Original) -> Arrival:
    """The arrival as if the first letter had come to us itself; files that hang on the outer mail stay with it."""
    letter = original.mail
    outer = [item for item in arrival.mail.attachments if item.content_type != "message/rfc822"]
    files_of = letter.attachments if letter.attachments is arrival.mail.attachments else (*letter.attachments, *outer)
    return replace(arrival, mail=replace(letter, attachments=files_of, signs=Signs(), is_auto_reply=False))


def _open_for(
    forwarder: Arrival, arrival: Arrival, way: Route, incoming: tickets.Incoming, own: frozenset[str]
) -> Filed:
    """A request for whoever wrote first; what the colleague wrote above it becomes a note that customers never see."""
    own = own | {forwarder.sender}
    filed = _open(arrival, incoming, own, answer=False)
    remark = way.original.remark if way.original else ""
    if remark and policies.NOTE.allows(way.colleague, filed.ticket):
        words = replace(incoming, notices=(), original=None, mail_id=forwarder.mail.message_id, contact=None)
        by = Actor.of(way.colleague)
        tickets.note(ticket_id=filed.ticket.pk, text=remark, by=by, at=arrival.at, source=words)
    return filed


def _note(arrival: Arrival, way: Route, incoming: tickets.Incoming) -> Filed:
    text = arrival.mail.text.strip() or arrival.mail.subject.strip() or _("(no text)")
    note = tickets.note(
        ticket_id=way.ticket_id or 0,
        text=text,
        by=Actor.of(way.colleague),
        at=arrival.at,
        attachments=incoming.attachments,
        source=incoming,
    )
    return Filed(note.ticket, note, Done.NOTED)


def _trimmed(arrival: Arrival, way: Route) -> Trimmed:
    """What is new in an answer. The first mail of a request stays whole: nobody here has seen what it quotes."""
    if way.ticket_id is None or way.done == Done.BOUNCE:
        return Trimmed()
    mail = arrival.mail
    return trim_answer(subject=mail.subject, text=mail.text, html=mail.html)


def _join(arrival: Arrival, way: Route, incoming: tickets.Incoming) -> Filed:
    received = tickets.customer_message(
        ticket_id=way.ticket_id or 0,
        incoming=incoming,
        by=_author(arrival),
        at=arrival.at,
        subject=arrival.mail.subject,
    )
    done = {"added": way.done, "reopened": Done.REOPENED, "new": Done.FOLLOWS}[received.what]
    return Filed(received.ticket, received.message, done)


def _open(arrival: Arrival, incoming: tickets.Incoming, own: frozenset[str], *, answer: bool) -> Filed:
    mail, contact = arrival.mail, incoming.contact
    language = contact.language if contact else _language_of(arrival)
    request = tickets.Request(
        channel=Channel.MAIL,
        subject=_subject(arrival, language),
        message=incoming,
        contact=contact,
        language=language,
        received_at=arrival.arrived_at,
        cc=_copies(arrival, own),
        answer_to=mail.from_address if answer else "",
    )
    ticket, message = tickets.register(request=request, by=_author(arrival), at=arrival.at)
    return Filed(ticket, message, Done.NEW, acknowledged=answer)


def _author(arrival: Arrival) -> Actor:
    return Actor.guest(arrival.mail.from_name or arrival.mail.from_address or UNNAMED)


def _subject(arrival: Arrival, language: str) -> str:
    mail = arrival.mail
    words = "" if arrival.is_unreadable else mail.subject.strip() or mail.text.strip()[:SUBJECT_FROM_TEXT]
    with override(language):
        return words or _("(no subject)")


def _contact(arrival: Arrival) -> Contact | None:
    mail = arrival.mail
    if not mail.from_address:
        return None
    try:
        return customers.contact_for_address(
            address=mail.from_address,
            name=mail.from_name or mail.from_address.partition("@")[0],
            language=_language_of(arrival),
            by=INTAKE,
            at=arrival.at,
        )
    except DomainError:
        return None  # an address that no mail system could answer; the ticket keeps what it says


def _enclosures(arrival: Arrival) -> _Enclosures:
    found = _Enclosures([], [])
    for part in arrival.mail.attachments:
        try:
            stored = files.store(
                content=part.content,
                filename=part.filename,
                claimed_type=part.content_type,
                by=INTAKE,
                at=arrival.at,
                is_inline=bool(part.content_id) and f"cid:{part.content_id}" in arrival.mail.html,
                content_id=part.content_id,
            )
            found.kept.append(stored)
        except DomainError:
            found.dropped.append(part.filename)
    return found


def _notices_of(arrival: Arrival, way: Route, enclosed: _Enclosures, contact: Contact | None) -> list[str]:
    notices = [way.notice] if way.notice else []
    if arrival.judgement.is_forged and way.done != Done.BOUNCE:
        notices.append(f"forged-sender:{arrival.judgement.evidence}")
    if arrival.is_unreadable:
        notices.append("unreadable")
    if not arrival.is_complete:
        notices.append(f"mail-too-large:{arrival.size // (1024 * 1024)}")
    notices += [f"too-large:{name}" for name in enclosed.dropped]
    if way.done not in {Done.BOUNCE, Done.NOTED} and not (arrival.mail.is_auto_reply or arrival.mail.is_bounce):
        notices += in_mail(arrival.mail, is_first=contact is not None and contact.created_at == arrival.at)
    notices += _protection(arrival.mail)
    notices += [f"suspicious:{item.filename}" for item in enclosed.kept if item.is_suspicious]
    return notices + [f"problem:{code}" for code in arrival.mail.problems if code in DAMAGE]


def _protection(mail: InboundMail) -> list[str]:
    """What an agent should know of signatures and encryption: what is encrypted cannot be read here."""
    found = [("encrypted", mail.encrypted), ("signed", mail.signed)]
    return [f"{code}:{PROTECTIONS[kind]}" for code, kind in found if kind]


def _copies(arrival: Arrival, own: frozenset[str]) -> list[str]:
    """Who else gets our answers: everybody the mail went to, and the Reply-To of forms that send in another's name.

    Nobody where the sender is false: our answers would go to whoever wrote it.
    """
    mail = arrival.mail
    if arrival.judgement.is_forged:
        return []
    others = dict.fromkeys(bare(address.lower()) for address in (*mail.reply_to, *mail.to, *mail.cc))
    return [item for item in others if item not in own and item != arrival.sender][:MAX_COPIES]


def _language_of(arrival: Arrival) -> str:
    head = f"{arrival.mail.subject} {arrival.mail.text[:2000]}"
    has_han = not head.isascii() and any(ord(letter) in HAN for letter in head)
    return "zh-hans" if has_han else settings.LANGUAGES[-1][0]
