"""What moves a request in time or into another one: snooze, report time, merge, split."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from zhichi.api import shapes, ticket_reads
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.schemas.moves import AgreeIn, MergeIn, SnoozeIn, SplitIn
from zhichi.api.schemas.tickets import TicketOut
from zhichi.api.schemas.values import Key, TicketNumber
from zhichi.core import clock
from zhichi.tickets import policies, selectors, services

router = Router(tags=["Requests"])
WRITE = Scope.TICKETS_WRITE


@operation(router, "post", "/tickets/{number}/snooze", scope=WRITE, right=policies.WORK, response=TicketOut)
def snooze_ticket(request: HttpRequest, number: TicketNumber, data: SnoozeIn) -> TicketOut:
    """Put one's own request off. It comes back at that time, with the customer's answer, before a promise."""
    ticket = ticket_reads.ticket_for(request.user, number)
    services.snooze(ticket_id=ticket.pk, until=data.until, by=actor(request), at=clock.now())
    return _again(request, number)


@operation(router, "post", "/tickets/{number}/wake", scope=WRITE, right=policies.WORK, response=TicketOut)
def wake_ticket(request: HttpRequest, number: TicketNumber) -> TicketOut:
    """Bring a snoozed request back into its owner's list."""
    ticket = ticket_reads.ticket_for(request.user, number)
    services.wake(ticket_id=ticket.pk, by=actor(request), at=clock.now())
    return _again(request, number)


@operation(router, "post", "/tickets/{number}/report-time", scope=WRITE, right=policies.WORK, response=TicketOut)
def agree_report_time(request: HttpRequest, number: TicketNumber, data: AgreeIn) -> TicketOut:
    """Note another time for the next progress report, agreed with the customer (3.1.3): the clock runs to it."""
    ticket = ticket_reads.ticket_for(request.user, number)
    services.agree_report(ticket_id=ticket.pk, until=data.until, reason=data.reason, by=actor(request), at=clock.now())
    return _again(request, number)


@operation(router, "post", "/tickets/{number}/merge", scope=WRITE, right=policies.WORK, response=TicketOut)
def merge_ticket(request: HttpRequest, number: TicketNumber, data: MergeIn) -> TicketOut:
    """Close this request because another one is the same matter; answers with that one. The stricter promises stand."""
    ticket = ticket_reads.ticket_for(request.user, number)
    other = selectors.by_number(request.user, data.into)
    if other is None:
        raise ticket_reads.no_such("into")
    services.merge(
        source_id=ticket.pk,
        into_id=other.pk,
        reason=data.reason,
        knows_other=data.knows_other,
        by=actor(request),
        at=clock.now(),
    )
    return _again(request, other.number)


@operation(router, "post", "/tickets/{number}/unmerge", scope=WRITE, right=policies.WORK, response=TicketOut)
def unmerge_ticket(request: HttpRequest, number: TicketNumber) -> TicketOut:
    """Undo a merge within a minute: both requests and their clocks stand as before."""
    ticket = ticket_reads.ticket_for(request.user, number)
    services.unmerge(source_id=ticket.pk, by=actor(request), at=clock.now())
    return _again(request, number)


@operation(router, "post", "/tickets/{number}/split", scope=WRITE, right=policies.WORK, response={201: TicketOut})
def split_ticket(request: HttpRequest, number: TicketNumber, data: SplitIn, idempotency_key: Key = "") -> HttpResponse:
    """Make a request of its own of messages that are another matter; answers with it. They stay here too."""
    ticket = ticket_reads.ticket_for(request.user, number)

    def split() -> TicketOut:
        parting = services.Parting(message_ids=data.messages, subject=data.subject, urgency=data.urgency)
        new = services.split(ticket_id=ticket.pk, parting=parting, by=actor(request), at=clock.now())
        return _again(request, new.number)

    return once(request, idempotency_key, split)


def _again(request: HttpRequest, number: str) -> TicketOut:
    """The request as it stands now."""
    return shapes.ticket(ticket_reads.ticket_for(request.user, number))
