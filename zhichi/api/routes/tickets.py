"""Service requests: list, read, register, change, assign, step, close, reopen."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from zhichi.api import shapes, ticket_reads
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.schemas.tickets import (
    AssignIn,
    ReasonIn,
    StepIn,
    TagsIn,
    TagsOut,
    TicketIn,
    TicketOut,
    TicketPatch,
    TicketQuery,
)
from zhichi.api.schemas.values import Key, Page, TicketNumber
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.customers import selectors as customer_files
from zhichi.customers import services as customers
from zhichi.customers.models import Contact
from zhichi.tickets import policies, services
from zhichi.tickets.choices import Channel

router = Router(tags=["Requests"])
READ, WRITE = Scope.TICKETS_READ, Scope.TICKETS_WRITE
# What a patch names by id, and how the id becomes a row.
RELATIONS = {
    "contact_id": ticket_reads.contact,
    "organisation_id": ticket_reads.organisation,
    "product_id": lambda person, row_id: ticket_reads.product(row_id),
    "asset_id": ticket_reads.asset,
}


@operation(router, "get", "/tickets", scope=READ, right=policies.DESK_VIEW, response=Page[TicketOut])
def list_tickets(request: HttpRequest, filters: Annotated[TicketQuery, Query()]) -> Page[TicketOut]:
    """Requests that the token's owner may see, newest change first."""
    rows, within = ticket_reads.tickets_for(request.user, filters)
    return page_of(rows, filters, order=("-updated_at", "-id"), shape=shapes.tickets, within=within)


@operation(router, "post", "/tickets", scope=WRITE, right=policies.REGISTER, response={201: TicketOut})
def create_ticket(request: HttpRequest, data: TicketIn, idempotency_key: Key = "") -> HttpResponse:
    """Register a request (2.1). It belongs to the intake duty role until a person takes it."""

    def register() -> TicketOut:
        by, at = actor(request), clock.now()
        ticket, _message = services.register(request=_request(request.user, data, by), by=by, at=at)
        return shapes.ticket(ticket)

    return once(request, idempotency_key, register)


@operation(router, "get", "/tickets/{number}", scope=READ, right=policies.DESK_VIEW, response=TicketOut)
def get_ticket(request: HttpRequest, number: TicketNumber) -> TicketOut:
    """One request by the number people say."""
    return shapes.ticket(ticket_reads.ticket_for(request.user, number))


@operation(router, "patch", "/tickets/{number}", scope=WRITE, right=policies.WORK, response=TicketOut)
def change_ticket(request: HttpRequest, number: TicketNumber, data: TicketPatch) -> TicketOut:
    """Complete or correct the basics (2.1); each change is recorded with the value before and after."""
    ticket = ticket_reads.ticket_for(request.user, number)
    changes = services.Changes(**_changes(request.user, data))
    services.change(ticket_id=ticket.pk, changes=changes, by=actor(request), at=clock.now())
    return _again(request, number)


@operation(router, "post", "/tickets/{number}/assign", scope=WRITE, right=policies.WORK, response=TicketOut)
def assign_ticket(request: HttpRequest, number: TicketNumber, data: AssignIn) -> TicketOut:
    """Make a person accountable, or give the request back to a duty role (3.3.1)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    target = services.Target(
        owner=ticket_reads.colleague(request.user, data.owner_id),
        duty_role=ticket_reads.duty_role(data.duty_role_id),
        team=ticket_reads.team(data.team_id),
    )
    services.assign(ticket_id=ticket.pk, target=target, by=actor(request), at=clock.now(), reason=data.reason)
    return _again(request, number)


@operation(router, "post", "/tickets/{number}/steps", scope=WRITE, right=policies.WORK, response=TicketOut)
def step_ticket(request: HttpRequest, number: TicketNumber, data: StepIn) -> TicketOut:
    """Take a step by hand: start, wait for the customer, wait for a vendor (3.1.2)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    services.step(ticket_id=ticket.pk, name=data.step, by=actor(request), at=clock.now(), reason=data.reason)
    return _again(request, number)


@operation(router, "put", "/tickets/{number}/tags", scope=WRITE, right=policies.NOTE, response=TagsOut)
def set_ticket_tags(request: HttpRequest, number: TicketNumber, data: TagsIn) -> TagsOut:
    """Make these the tags of the request."""
    ticket = ticket_reads.ticket_for(request.user, number)
    tags = services.set_tags(ticket_id=ticket.pk, names=data.tags, by=actor(request), at=clock.now())
    return TagsOut(tags=tags)


@operation(router, "post", "/tickets/{number}/close", scope=WRITE, right=policies.WORK, response=TicketOut)
def close_ticket(request: HttpRequest, number: TicketNumber) -> TicketOut:
    """Close a request whose follow-up is done (2.4). Refused with 422, naming what is missing (3.4.1)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    services.close(ticket_id=ticket.pk, by=actor(request), at=clock.now())
    return _again(request, number)


@operation(router, "post", "/tickets/{number}/reopen", scope=WRITE, right=policies.WORK, response=TicketOut)
def reopen_ticket(request: HttpRequest, number: TicketNumber, data: ReasonIn) -> TicketOut:
    """Reopen a closed request with a reason; a new solution round begins (2.4)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    services.reopen(ticket_id=ticket.pk, reason=data.reason, by=actor(request), at=clock.now())
    return _again(request, number)


def _again(request: HttpRequest, number: str) -> TicketOut:
    """The request as it stands now; whoever may write it has just seen it, even if it moved out of sight."""
    return shapes.ticket(ticket_reads.ticket_for(request.user, number))


def _request(person: Any, data: TicketIn, by: Actor) -> services.Request:
    contact = _contact(person, data, by)
    return services.Request(
        channel=Channel.API,
        subject=data.subject,
        message=services.Incoming(
            text=data.text or data.subject,
            channel=Channel.API,
            contact=contact,
            attachments=ticket_reads.fresh_uploads(person, data.attachments),
        ),
        contact=contact,
        product=ticket_reads.product(data.product_id),
        asset=ticket_reads.asset(person, data.asset_id),
        version=data.version,
        type=data.type,
        urgency=data.urgency,
        occurred_at=data.occurred_at,
        affected=data.affected,
        language=data.language,
        answer_to=_answer_to(contact) if data.acknowledge else "",
    )


def _answer_to(contact: Contact | None) -> str:
    return next(iter(customer_files.mail_addresses(contact)), "") if contact is not None else ""


def _contact(person: Any, data: TicketIn, by: Actor) -> Contact | None:
    if data.contact is None or data.contact_id is not None:
        return ticket_reads.contact(person, data.contact_id)
    try:
        return customers.contact_for_address(
            address=data.contact.address, name=data.contact.name, language=data.language, by=by, at=clock.now()
        )
    except DomainError as error:
        fields = {"contact.address": error.message}
        raise DomainError(error.code, error.message, _("Write it like name@example.com."), fields=fields) from None


def _changes(person: Any, data: TicketPatch) -> dict[str, Any]:
    """The named fields of a patch with ids turned into rows."""
    wanted = data.model_dump(exclude_unset=True)
    for name, find in RELATIONS.items():
        if name in wanted:
            wanted[name.removesuffix("_id")] = find(person, wanted.pop(name))
    return wanted
