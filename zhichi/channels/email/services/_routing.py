"""Where a message belongs: to which ticket, as what, and why. Reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.channels.email import forwards, reply_tokens, selectors
from zhichi.channels.email.choices import Because, Done, Reason, SenderCheck
from zhichi.channels.email.services import _notices
from zhichi.channels.email.services._letters import COUNTED_IN
from zhichi.channels.email.services._way import Route
from zhichi.customers import selectors as customers
from zhichi.outbound import selectors as outbound
from zhichi.records.selectors import policy
from zhichi.tickets import policies
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.channels.email.judging import Judgement
    from zhichi.channels.email.selectors import Known
    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.tickets.models import Ticket

__all__ = ["Route", "route"]

OUR_MESSAGE_ID = re.compile(r"<zc\.[0-9a-f]{24}(?:\.ticket-([0-9]{1,18}))?[^<>\s]{0,120}>")
JUDGED = {
    SenderCheck.PROVEN: Because.PROVEN,
    SenderCheck.UNPROVEN: Because.UNPROVEN,
    SenderCheck.FAILED: Because.FORGED,
}


@dataclass(frozen=True)
class _Link:
    """Something in a mail that leads to a ticket: reasons for a customer and for a colleague, and the evidence."""

    reasons: tuple[Reason, Reason]
    evidence: str
    is_proof: bool = False  # nobody gets it by guessing, so that whoever has it may write
    quoted: bool = field(default=True)  # whether the ticket's number was named, for the notice on a stranger's request


def route(arrival: Arrival, known: Known) -> Route:
    """Decide (2.1, 2.4), the surest sign first: reports of mail servers, Message-IDs, the token in the answer address,
    Outlook's conversation, the number in the subject, letters that a colleague forwards; the rest is a new request.

    Message-IDs of ours and tokens cannot be guessed; a conversation and a number can, so they count only for those who
    take part. Nobody is a colleague, or takes part by number, whose address the receiving server found to be false.
    Statements: one or two for an ordinary mail, more only where it gives cause.
    """
    way = _decide(arrival, known)
    judged = judged_words(arrival.judgement)
    return replace(way, because=[*way.because, judged]) if judged and way.done != Done.OWN else way


def judged_words(judgement: Judgement) -> str:
    """What the receiving server found about the sender, as a code of Because with its evidence; "" for nothing."""
    code = JUDGED.get(judgement.verdict)
    return f"{code}: {judgement.evidence}" if code else ""


def _decide(arrival: Arrival, known: Known) -> Route:
    mail = arrival.mail
    if mail.signs.report is not None:
        return _notices.route_report(arrival, mail.signs.report)
    if _is_our_own(mail.message_id):
        return Route(None, Done.OWN, Reason.OWN_RETURNED, because=[f"{Because.BY}: Message-ID {mail.message_id[:120]}"])
    way = _linked(arrival, known)
    if way is not None and way.ticket_id is not None:
        return _within_bounds(way, arrival, known)
    is_answer = mail.signs.is_answer
    if is_answer:
        return Route(None, Done.UNMATCHED, Reason.ANSWER_UNKNOWN, because=_machine(arrival))
    way = way or _forwarded(arrival) or _first_contact(arrival)
    return way if way.colleague or way.ticket_id else _few_enough(way, arrival, known)


def _linked(arrival: Arrival, known: Known) -> Route | None:
    """By whatever in the mail leads to a ticket, in order of trust; None when nothing does."""
    mail = arrival.mail
    owner = tickets.mail_owner([*mail.references, mail.in_reply_to])
    if owner is not None:
        field_name = "In-Reply-To" if owner[1] == mail.in_reply_to else "References"
        link = _Link((Reason.THREAD, Reason.THREAD_COLLEAGUE), f"{field_name} {owner[1][:160]}", is_proof=True)
        return _joined(owner[0], arrival, link)
    for token in mail.signs.tokens:
        ticket_id = reply_tokens.ticket_of(token)
        if ticket_id is not None and reply_tokens.is_ours(token, tickets.told_of(ticket_id)):
            link = _Link((Reason.TOKEN, Reason.TOKEN_COLLEAGUE), f"+t.{token[:4]}…", is_proof=True)
            return _joined(ticket_id, arrival, link)
    return _by_conversation(arrival) or _by_number(arrival)


def _joined(ticket_id: int, arrival: Arrival, link: _Link) -> Route | None:
    """Into this ticket as the customer's word, or as a colleague's note; None when the ticket is not there."""
    as_customer, as_colleague = link.reasons
    because = [f"{Because.BY}: {link.evidence}"]
    colleague = accounts.staff_by_email(arrival.sender)
    if colleague is None and link.is_proof:
        return Route(ticket_id, Done.ADDED, as_customer, because=because)
    ticket = tickets.by_id(ticket_id)
    if ticket is None:
        return None
    is_believed = link.is_proof or not arrival.judgement.is_forged
    if colleague is not None:
        home = tickets.home_of(ticket)
        if is_believed and _is_customer(home, arrival.sender):
            return Route(ticket.pk, Done.ADDED, as_customer, because=because)
        if not _is_theirs(arrival):
            return _unproven(arrival, because)
        if arrival.mail.signs.automatic:
            return Route(ticket.pk, Done.UNMATCHED, Reason.COLLEAGUE_AUTOMATIC, because=_machine(arrival))
        if policies.NOTE.allows(colleague, home):
            return Route(ticket.pk, Done.NOTED, as_colleague, colleague=colleague, because=because)
        return _stranger(ticket, because)
    if not is_believed:
        return _stranger(ticket, because) if link.quoted else None
    if tickets.takes_part(ticket, arrival.sender):
        return Route(ticket.pk, Done.ADDED, as_customer, because=because)
    return _of_company(ticket, arrival, link, because)


def _of_company(ticket: Ticket, arrival: Arrival, link: _Link, because: list[str]) -> Route | None:
    """A colleague of the customer's may write where their company lets them read; else, like a stranger, apart."""
    contact = customers.by_address(arrival.sender)
    if contact is not None and policies.contact_may_see(contact, ticket):
        return Route(ticket.pk, Done.ADDED, Reason.NUMBER_COMPANY, because=because)
    if not link.quoted:
        return None
    return _stranger(ticket, because)


def _stranger(ticket: Ticket, because: list[str]) -> Route:
    reason = Reason.NUMBER_OF_A_STRANGER
    return Route(None, Done.NEW, reason, notice=f"forged-number:{ticket.number}", because=because)


def _is_theirs(arrival: Arrival) -> bool:
    """Whether a mail that names a colleague as its sender is the colleague's, as far as the mailbox lets us know."""
    verdict = arrival.judgement.verdict
    if verdict == SenderCheck.UNPROVEN:
        return not policy("5.2.1.colleagues_proven")
    return verdict != SenderCheck.FAILED


def _unproven(arrival: Arrival, because: list[str]) -> Route:
    """Apart from everything: what a colleague may do is too much for a name that anybody can write."""
    notice = f"unproven-colleague:{arrival.sender}"
    return Route(None, Done.NEW, Reason.COLLEAGUE_UNPROVEN, notice=notice, because=because)


def _is_customer(ticket: Ticket, sender: str) -> bool:
    return ticket.contact is not None and sender in customers.mail_addresses(ticket.contact)


def _by_conversation(arrival: Arrival) -> Route | None:
    """Outlook's Thread-Index continues where ids are lost: only for those who take part, under the same topic."""
    signs = arrival.mail.signs
    row = selectors.conversation(signs.thread_root) if signs.continues else None
    if row is None or row.ticket_id is None:
        return None
    topic = forwards.without_prefix(signs.topic or arrival.mail.subject)
    if topic.casefold() != forwards.without_prefix(row.subject).casefold():
        return None
    reasons = (Reason.CONVERSATION, Reason.CONVERSATION)
    return _joined(row.ticket_id, arrival, _Link(reasons, f"Thread-Index {signs.thread_root}", quoted=False))


def _by_number(arrival: Arrival) -> Route | None:
    quoted = tickets.quoted_in_subject(arrival.mail.subject)
    if quoted is None:
        return None
    evidence = f"Subject #{tickets.number_of(quoted.ticket_id)}"
    link = _Link((Reason.NUMBER, Reason.NUMBER_COLLEAGUE), evidence, quoted=quoted.is_tag)
    way = _joined(quoted.ticket_id, arrival, link)
    if way is None and quoted.is_tag:
        return Route(None, Done.NEW, Reason.NUMBER_UNKNOWN, because=[f"{Because.BY}: {evidence}"])
    return way


def _forwarded(arrival: Arrival) -> Route | None:
    """A colleague sends a customer's letter on: the request is the customer's. Never by a guess."""
    if not forwards.looks_forwarded(arrival.mail):
        return None
    colleague = accounts.staff_by_email(arrival.sender)
    if colleague is None or arrival.mail.is_auto_reply or not policies.REGISTER.allows(colleague, None):
        return None
    if not _is_theirs(arrival):
        return _unproven(arrival, [])
    original = forwards.original_of(arrival.mail)
    if original is None or accounts.staff_by_email(original.mail.from_address) is not None:
        return Route(None, Done.NEW, Reason.FORWARD_UNCLEAR, notice="forward-unclear")
    because = [f"{Because.BY}: {original.evidence}", f"{Because.FORWARDER}: {colleague} <{arrival.sender}>"]
    known = tickets.mail_owner([original.mail.message_id])
    if known is not None:
        return Route(known[0], Done.NOTED, Reason.FORWARD_KNOWN, colleague=colleague, because=because)
    notice = f"forwarded:{colleague}, {original.mail.from_address}"
    reason = Reason.FORWARDED
    return Route(None, Done.NEW, reason, colleague=colleague, notice=notice, because=because, original=original)


def _first_contact(arrival: Arrival) -> Route:
    """Nothing leads anywhere; an id of ours that nobody knows any more is said, with the number it names."""
    for mail_id in reversed([*arrival.mail.references, arrival.mail.in_reply_to]):
        match = OUR_MESSAGE_ID.fullmatch(mail_id)
        if match is not None:
            number = tickets.number_of(int(match[1])) if match[1] else ""
            because = [f"{Because.BY}: {mail_id[:160]}"]
            notice = f"gone:{number}" if number else ""
            return Route(None, Done.NEW, Reason.THREAD_GONE, notice=notice, because=because)
    return Route(None, Done.NEW, Reason.FIRST_CONTACT)


def _is_our_own(mail_id: str) -> bool:
    return bool(OUR_MESSAGE_ID.fullmatch(mail_id)) and outbound.returned([mail_id]) is not None


def _machine(arrival: Arrival) -> list[str]:
    sign = arrival.mail.signs.automatic
    return [f"{Because.AUTOMATIC}: {sign}"] if sign else []


def _within_bounds(way: Route, arrival: Arrival, known: Known) -> Route:
    """Too many mails from one sender to one request still arrive, but set nothing off any more."""
    if way.done == Done.ADDED and way.ticket_id in known.busy and arrival.sender:
        most = policy("5.2.1.mails_per_request_per_hour")
        return replace(way, is_quiet=True, because=[*way.because, f"{Because.MAILS}: {most}"])
    return way


def _few_enough(way: Route, arrival: Arrival, known: Known) -> Route:
    """Too many new requests from one sender join the newest of them, so that a flood stays in one place."""
    if known.opened < policy("5.2.1.new_requests_per_sender_per_hour") or not arrival.sender:
        return way
    newest = selectors.newest_ticket_of(arrival.sender, since=arrival.at - COUNTED_IN)
    if newest is None:
        return way
    because = [*way.because, f"{Because.NEW}: {known.opened}"]
    return replace(way, ticket_id=newest, done=Done.ADDED, reason=Reason.TOO_MANY, is_quiet=True, because=because)
