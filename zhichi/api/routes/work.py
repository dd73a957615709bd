"""Work on a request: messages, confirmation, solutions, follow-up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from zhichi.api import shapes, ticket_reads
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.schemas.tickets import TicketOut
from zhichi.api.schemas.values import AddressId, Key, Page, Paging, TicketNumber
from zhichi.api.schemas.work import (
    CallIn,
    ConfirmationIn,
    ConfirmationOut,
    FollowUpOut,
    MessageIn,
    MessageOut,
    NoteIn,
    OutcomeIn,
    Questionable,
    ReplyIn,
    ReportIn,
    SolutionIn,
    SolutionOut,
    SolutionStep,
)
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict
from zhichi.tickets import policies, services
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.tickets.models import Confirmation, FollowUp, Message, Solution, Ticket

router = Router(tags=["Work"])
READ, WRITE = Scope.TICKETS_READ, Scope.TICKETS_WRITE


@operation(router, "get", "/tickets/{number}/messages", scope=READ, right=policies.DESK_VIEW, response=Page[MessageOut])
def list_messages(request: HttpRequest, number: TicketNumber, paging: Paging) -> Page[MessageOut]:
    """What was said, oldest first; notes and calls too."""
    ticket = ticket_reads.ticket_for(request.user, number)
    rows = ticket_reads.messages_of(ticket)
    return page_of(rows, paging, order=("at", "id"), shape=shapes.messages)


@operation(router, "post", "/tickets/{number}/messages", scope=WRITE, right=policies.NOTE, response={201: MessageOut})
def add_message(request: HttpRequest, number: TicketNumber, data: MessageIn, idempotency_key: Key = "") -> HttpResponse:
    """Reply to the customer or report progress, add a note, or log a call (5.2.1). A reply waits the undo time."""
    ticket = ticket_reads.ticket_for(request.user, number)

    def write() -> MessageOut:
        return shapes.messages([_write(request, ticket, data)])[0]

    return once(request, idempotency_key, write)


def _write(request: HttpRequest, ticket: Ticket, data: MessageIn) -> Message:
    message, by, at = data.message, actor(request), clock.now()
    if isinstance(message, NoteIn):
        files = ticket_reads.fresh_uploads(request.user, message.attachments)
        return services.note(ticket_id=ticket.pk, text=message.text, by=by, at=at, attachments=files)
    if isinstance(message, CallIn):
        return services.log_call(
            ticket_id=ticket.pk, call=services.Call(**message.model_dump(exclude={"kind"})), by=by, at=at
        )
    if isinstance(message, ReportIn):
        files = ticket_reads.fresh_uploads(request.user, message.attachments)
        words = services.Report(
            doing=message.text, attachments=files, cc=message.cc, seen=message.seen, heeded=_heeded(message)
        )
        return services.report(ticket_id=ticket.pk, words=words, by=by, at=at)
    return services.reply(ticket_id=ticket.pk, answer=_answer(request, message), by=by, at=at)


def _answer(request: HttpRequest, message: ReplyIn) -> services.Reply:
    return services.Reply(
        text=message.text,
        attachments=ticket_reads.fresh_uploads(request.user, message.attachments),
        cc=message.cc,
        seen=message.seen,
        then=message.then,
        heeded=_heeded(message),
    )


def _heeded(words: Questionable) -> services.Heeded:
    return services.Heeded(words.heeded, words.reason)


@operation(
    router,
    "get",
    "/tickets/{number}/confirmations",
    scope=READ,
    right=policies.DESK_VIEW,
    response=Page[ConfirmationOut],
)
def list_confirmations(request: HttpRequest, number: TicketNumber, paging: Paging) -> Page[ConfirmationOut]:
    """What the cause was judged to be (2.2), oldest first."""
    rows = Confirmation.objects.filter(ticket=ticket_reads.ticket_for(request.user, number)).select_related("by")
    return page_of(rows, paging, order=("id",), shape=lambda found: [shapes.confirmation(row) for row in found])


@operation(
    router, "post", "/tickets/{number}/confirmations", scope=WRITE, right=policies.WORK, response={201: ConfirmationOut}
)
def confirm_cause(
    request: HttpRequest, number: TicketNumber, data: ConfirmationIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Record what the cause is and how it was judged (2.2)."""
    ticket = ticket_reads.ticket_for(request.user, number)

    def confirm() -> ConfirmationOut:
        by, at = actor(request), clock.now()
        row = services.confirm(ticket_id=ticket.pk, cause=data.cause, method=data.method, by=by, at=at)
        return shapes.confirmation(row)

    return once(request, idempotency_key, confirm)


@operation(
    router, "get", "/tickets/{number}/solutions", scope=READ, right=policies.DESK_VIEW, response=Page[SolutionOut]
)
def list_solutions(request: HttpRequest, number: TicketNumber, paging: Paging) -> Page[SolutionOut]:
    """The solutions of all rounds (2.3), oldest first."""
    rows = Solution.objects.filter(ticket=ticket_reads.ticket_for(request.user, number)).select_related("by")
    return page_of(rows, paging, order=("id",), shape=lambda found: [shapes.solution(row) for row in found])


@operation(router, "post", "/tickets/{number}/solutions", scope=WRITE, right=policies.WORK, response={201: SolutionOut})
def propose_solution(
    request: HttpRequest, number: TicketNumber, data: SolutionIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Propose a typed solution (2.3): the customer gets it with the follow-up links, the follow-up is due (2.4)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    proposal = services.Proposal(kind=data.kind, parts=data.parts, explanation=data.explanation, heeded=_heeded(data))

    def propose() -> SolutionOut:
        row = services.propose(ticket_id=ticket.pk, proposal=proposal, by=actor(request), at=clock.now())
        return shapes.solution(row)

    return once(request, idempotency_key, propose)


@operation(
    router,
    "post",
    "/tickets/{number}/solutions/{solution_id}/state",
    scope=WRITE,
    right=policies.WORK,
    response=SolutionOut,
)
def move_solution(
    request: HttpRequest, number: TicketNumber, solution_id: AddressId, data: SolutionStep
) -> SolutionOut:
    """Mark a solution accepted, applied or rejected (2.3)."""
    row = ticket_reads.solution_of(ticket_reads.ticket_for(request.user, number), solution_id)
    moved = services.move(solution_id=row.pk, state=data.state, by=actor(request), at=clock.now())
    return shapes.solution(moved)


@operation(
    router, "get", "/tickets/{number}/follow-ups", scope=READ, right=policies.DESK_VIEW, response=Page[FollowUpOut]
)
def list_follow_ups(request: HttpRequest, number: TicketNumber, paging: Paging) -> Page[FollowUpOut]:
    """Follow-ups of all rounds with what they found (2.4), oldest first."""
    rows = FollowUp.objects.filter(ticket=ticket_reads.ticket_for(request.user, number))
    return page_of(rows, paging, order=("id",), shape=lambda found: [shapes.follow_up(row) for row in found])


@operation(router, "post", "/tickets/{number}/follow-up", scope=WRITE, right=policies.WORK, response=TicketOut)
def record_follow_up(request: HttpRequest, number: TicketNumber, data: OutcomeIn) -> TicketOut:
    """Record the outcome of the open follow-up (2.4): solved closes when the record is complete, unsolved reopens."""
    ticket = ticket_reads.ticket_for(request.user, number)
    follow_up = ticket_reads.open_follow_up(ticket)
    if follow_up is None:
        raise Conflict("no-follow-up", _("No follow-up is open."), _("Propose a solution first."))
    _record(follow_up, data, actor(request))
    return shapes.ticket(ticket_reads.ticket_for(request.user, number))


def _record(follow_up: FollowUp, data: OutcomeIn, by: Actor) -> None:
    if data.outcome == FollowUpOutcome.NO_ANSWER.value:
        services.record_no_answer(follow_up_id=follow_up.pk, by=by, at=clock.now())
        return
    found = services.Outcome(FollowUpOutcome(data.outcome), data.method, data.opinion)
    services.record_outcome(follow_up_id=follow_up.pk, found=found, by=by, at=clock.now())
