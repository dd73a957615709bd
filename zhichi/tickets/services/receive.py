"""Take in what a customer says about a request that exists: it joins, reopens, or starts a linked new request (2.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.customers import selectors as customers
from zhichi.records import services as records
from zhichi.records.choices import LinkKind
from zhichi.records.selectors import policy
from zhichi.tickets.choices import Channel, FollowUpMethod, FollowUpOutcome, State, WakeReason
from zhichi.tickets.numbers import number_of
from zhichi.tickets.selectors.threads import takes_part
from zhichi.tickets.services._messages import Incoming, write
from zhichi.tickets.services._rounds import Outcome, begin_new_round, settle_follow_up
from zhichi.tickets.services._sleep import wake_up
from zhichi.tickets.services._write import Place, lock_home, place, store
from zhichi.tickets.services.intake import Request, register

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.tickets.models import Message, Ticket


@dataclass(frozen=True)
class Received:
    """Where the words ended up. `what` is "added", "reopened" or "new" (a linked new ticket)."""

    ticket: Ticket
    message: Message
    what: str


@transaction.atomic(savepoint=False)  # whoever calls it inside a transaction fails with it
def customer_message(*, ticket_id: int, incoming: Incoming, by: Actor, at: datetime, subject: str = "") -> Received:
    """Add what the customer said (2.4). An answer to a solved or recently closed ticket reopens it; later than the
    reopen window it becomes a new ticket that follows from the old one. Automatic messages only join. What is said
    about a merged ticket belongs to the one that it was merged into.
    """
    ticket = lock_home(ticket_id, by=by)
    before, incoming = place(ticket), _introduced(ticket, ticket_id, incoming)
    if incoming.is_automatic or ticket.state not in {State.RESOLVED, State.CLOSED}:
        return Received(ticket, _join(ticket, incoming, [], by=by, at=at, before=before), "added")
    if ticket.state == State.CLOSED and at > reopen_until(ticket):
        return _start_anew(ticket, incoming, subject, by=by, at=at)
    events: list[Event] = []
    follow_up = ticket.follow_ups.filter(done_at=None).first()
    if follow_up is not None:
        method = FollowUpMethod.MAIL if incoming.channel == Channel.MAIL else FollowUpMethod.PORTAL
        outcome = Outcome(FollowUpOutcome.UNSOLVED, method, incoming.trimmed_text or incoming.text)
        events.append(settle_follow_up(follow_up, outcome, by=by, at=at))
    events.extend(begin_new_round(ticket, _("the customer wrote back"), at=at))
    return Received(ticket, _join(ticket, incoming, events, by=by, at=at, before=before), "reopened")


def _introduced(ticket: Ticket, ticket_id: int, incoming: Incoming) -> Incoming:
    """With what the reader should know: that it was sent to a merged ticket, or by somebody new in this one."""
    if ticket.pk != ticket_id:
        incoming = replace(incoming, why=[*incoming.why, f"merged: {number_of(ticket_id)}"])
    contact = incoming.contact
    if contact is None or ticket.contact_id in {None, contact.pk} or incoming.channel != Channel.MAIL:
        return incoming
    addresses = customers.mail_addresses(contact)
    if any(takes_part(ticket, address) for address in addresses):
        return incoming
    return replace(incoming, notices=[*incoming.notices, f"newcomer:{', '.join(addresses[:1])}"])


def reopen_until(ticket: Ticket) -> datetime:
    """Until when an answer reopens a closed ticket (policy 2.4.reopen_days)."""
    closed_at = ticket.closed_at or ticket.updated_at
    return closed_at + timedelta(days=policy("2.4.reopen_days"))


def _join(
    ticket: Ticket, incoming: Incoming, events: list[Event], *, by: Actor, at: datetime, before: Place
) -> Message:
    message, added = write(ticket, incoming, by=by, at=at)
    if not incoming.is_automatic:
        ticket.needs_reply = True
        events = [*events, *wake_up(ticket, WakeReason.CUSTOMER)]
    store(ticket, [added, *events], by=by, at=at, before=before)
    return message


def _start_anew(ticket: Ticket, incoming: Incoming, subject: str, *, by: Actor, at: datetime) -> Received:
    request = Request(
        channel=Channel(incoming.channel or ticket.channel),
        subject=subject or ticket.subject,
        message=incoming,
        contact=incoming.contact or ticket.contact,
        organisation=ticket.organisation,
        product=ticket.product,
        asset=ticket.asset,
        version=ticket.version,
        language=ticket.language,
        received_at=at,
    )
    fresh, message = register(request=request, by=by, at=at)
    records.link(source=fresh.stream, target=ticket.stream, kind=LinkKind.FOLLOWS, by=by, at=at)
    return Received(fresh, message, "new")
