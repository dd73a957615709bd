"""Register a request (2.1): one ticket, its first message, its accountable owner."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.core.insert import fresh, insert
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.sla import selectors as sla_reads
from zhichi.sla import services as sla
from zhichi.tickets import clocks, levels, policies
from zhichi.tickets.choices import Channel, State
from zhichi.tickets.events import Registered
from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.services._messages import Incoming, write_all
from zhichi.tickets.services._outgoing import acknowledge
from zhichi.tickets.services._write import count, place, require

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.customers.models import Asset, Contact, Organisation, Product

SUBJECT_LENGTH = 300
FIRST_ARRIVAL = datetime(1971, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a channel knows about a new request. `message` is what was said; the rest is the intake form of 2.1."""

    channel: Channel
    subject: str
    message: Incoming
    contact: Contact | None
    organisation: Organisation | None = None
    product: Product | None = None
    asset: Asset | None = None
    version: str = ""
    type: str = ""
    urgency: str = "normal"
    occurred_at: datetime | None = None
    affected: int | None = None
    language: str = "zh-hans"
    received_at: datetime | None = None
    cc: list[str] = field(default_factory=list)
    answer_to: str = ""  # address to acknowledge to; empty: no acknowledgement (automatic mail, no address, phone)


def register(*, request: Request, by: Actor, at: datetime) -> tuple[Ticket, Message]:
    """Make the ticket and its first message (2.1), start its clocks (3.1), acknowledge it to `request.answer_to`.

    Appends tickets.registered, tickets.message_added – again for the acknowledgement, which satisfies no clock – and
    sla.clocks_changed. The ticket belongs to the intake duty role until a person takes it. Raises DomainError for an
    empty subject and text, Refused when a member of staff may not register requests.
    """
    if by.kind == "staff":
        policies.REGISTER.check(by.user)
    subject = clean(request.subject).strip() or clean(request.message.text).strip()
    subject = require(subject, "subject", _("Say in a few words what it is about."))
    with transaction.atomic(savepoint=False):  # whoever calls inside a transaction fails with it
        return _register(request, subject, by=by, at=at)


def _register(request: Request, subject: str, *, by: Actor, at: datetime) -> tuple[Ticket, Message]:
    ticket = _new_ticket(request, subject, at)
    levels.decide(ticket, version=sla_reads.current_number())
    settled = sla.begin(promises=clocks.promises(ticket, at=at), at=at)
    clocks.put_beside(ticket, settled.open)
    insert(ticket)
    sla.keep(settled, stream=ticket.stream)
    count(place(ticket), +1)
    said = [(request.message, by)]
    if request.answer_to:
        said.append(acknowledge(ticket, request.answer_to, request.message.mail_id[:255], at=at))
    (message, added), *answers = write_all(ticket, said, at=at)
    events: list[Event] = [registered(ticket), added, *settled.events, *(answered for _answer, answered in answers)]
    records.append_many(ticket.stream, events, by=by, at=at, is_new=True)
    return ticket, message


def _new_ticket(request: Request, subject: str, at: datetime) -> Ticket:
    duty = accounts.intake_role()
    return fresh(
        Ticket,
        type=request.type,
        urgency=request.urgency,
        state=State.NEW,
        channel=request.channel,
        subject=" ".join(subject.split())[:SUBJECT_LENGTH],
        language=request.language,
        contact=request.contact,
        organisation_id=_organisation_id(request),
        product=request.product,
        asset=request.asset,
        version=clean(request.version)[:120],
        occurred_at=request.occurred_at,
        affected=request.affected,
        cc=request.cc,
        team_id=duty.team_id,
        duty_role=duty,
        needs_reply=not request.message.is_automatic,
        received_at=_arrived(request, at),
        registered_at=at,
        updated_at=at,
    )


def _arrived(request: Request, at: datetime) -> datetime:
    """When it came: never later than now; a server that says 1970 or before has no clock, so that now must do."""
    said = request.received_at or at
    return at if said < FIRST_ARRIVAL else min(said, at)


def _organisation_id(request: Request) -> int | None:
    if request.organisation is not None:
        return request.organisation.pk
    return request.contact.organisation_id if request.contact else None


def registered(ticket: Ticket) -> Registered:
    """The event with which a ticket's record begins."""
    return Registered(
        number=ticket.number,
        channel=ticket.channel,
        subject=ticket.subject,
        type=ticket.type,
        urgency=ticket.urgency,
        state=ticket.state,
        team_id=ticket.team_id,
        duty_role=ticket.duty_role.name,
        received_at=ticket.received_at.isoformat(),
        contact_id=ticket.contact_id,
        organisation_id=ticket.organisation_id,
        level=ticket.level_name,
        level_version=ticket.level_version,
    )
