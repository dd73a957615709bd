"""Propose a typed solution (2.3), which makes the follow-up task (2.4); move it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.outbound.choices import Purpose
from zhichi.records.selectors import policy
from zhichi.tickets import mails, policies
from zhichi.tickets.choices import (
    SOLUTION_FIELDS,
    SOLUTION_STEPS,
    Channel,
    MessageKind,
    SolutionKind,
    SolutionState,
    State,
)
from zhichi.tickets.events import FollowUpPlanned, SolutionMoved, SolutionProposed
from zhichi.tickets.models import FollowUp, Solution, Ticket
from zhichi.tickets.services import _checks, _outgoing
from zhichi.tickets.services._messages import Incoming, write
from zhichi.tickets.services._rounds import begin_new_round, settle_solutions
from zhichi.tickets.services._write import advance, digest, lock, place, store
from zhichi.tickets.signatures import signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.tickets.models import Message
    from zhichi.tickets.services._checks import Heeded


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A solution as it is proposed: its kind, the parts that kind asks for, and the words for the customer."""

    kind: str
    parts: Mapping[str, str]
    explanation: str
    heeded: Heeded | None = None  # as for a reply


@transaction.atomic
def propose(*, ticket_id: int, proposal: Proposal, by: Actor, at: datetime) -> Solution:
    """Propose a solution (2.3): the customer gets it with the two follow-up links, the follow-up task is due (2.4).

    Appends tickets.solution_proposed, tickets.follow_up_due, tickets.message_added and the step to “solved”. Raises
    DomainError naming each part that is missing, Conflict when the ticket is solved or closed already, Questioned for
    what the draft checks found in the words for the customer or in the parts.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    parts = _checked_parts(proposal)
    found = _checks.look_at_solution(ticket.pk, proposal.kind, parts, proposal.explanation)
    found.question(proposal.heeded)
    before = place(ticket)
    steps: list[Event] = []
    if ticket.state == State.NEW:
        steps.append(advance(ticket, "start"))
    step = advance(ticket, "resolve")
    solution = Solution.objects.create(
        ticket=ticket,
        round=ticket.round,
        kind=proposal.kind,
        parts=parts,
        explanation=clean(proposal.explanation).strip(),
        by_id=by.person_id,
        at=at,
    )
    follow_up = FollowUp.objects.create(
        ticket=ticket,
        round=ticket.round,
        due_at=at + timedelta(hours=policy("2.4.follow_up_hours")),
        created_at=at,
    )
    ticket.resolved_at = at
    ticket.responded_at = ticket.responded_at or at
    ticket.told_at = at
    ticket.needs_reply = False
    message, told = _tell(ticket, solution, follow_up, by=by, at=at)
    store(ticket, [*steps, _proposed(solution), told, _planned(follow_up), step], by=by, at=at, before=before)
    found.tell(message, proposal.heeded, by=by, at=at)
    return solution


@transaction.atomic
def move(*, solution_id: int, state: str, by: Actor, at: datetime) -> Solution:
    """Mark a solution accepted, applied or rejected (2.3). Verified comes from the follow-up only.

    Appends tickets.solution_moved. Raises Conflict for a step that `choices.SOLUTION_STEPS` does not allow.
    """
    solution = Solution.objects.get(pk=solution_id)
    ticket = lock(solution.ticket_id, by=by, right=policies.WORK)
    solution.refresh_from_db()
    if state not in SOLUTION_STEPS[solution.state]:
        raise Conflict("step", _("A solution that is “%s” cannot take this step.") % solution.get_state_display())
    before = place(ticket)
    event = SolutionMoved(solution_id=solution.pk, kind=solution.kind, before=solution.state, after=state)
    solution.state = state
    solution.settled_at = at if state == SolutionState.REJECTED else None
    solution.save(update_fields=("state", "settled_at"))
    store(ticket, [event], by=by, at=at, before=before)
    return solution


@transaction.atomic
def withdraw_solution(*, ticket_id: int, reason: str, by: Actor, at: datetime) -> Ticket:
    """Take a solved ticket back to work before the customer answered: the follow-up lapses, a new round begins."""
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    if not reason.strip():
        raise DomainError("reason-missing", _("Say why the ticket is reopened."), fields={"reason": _("Required")})
    before = place(ticket)
    FollowUp.objects.filter(ticket=ticket, done_at=None).update(
        done_at=at, by_id=by.person_id, by_label=by.label, opinion=reason.strip()
    )
    events = begin_new_round(ticket, reason.strip(), at=at)
    store(ticket, events, by=by, at=at, before=before)
    return ticket


def solution_digest(solution: Solution) -> str:
    """The digest by which the event proves the solution."""
    return digest(solution.kind, solution.parts, solution.explanation, solution.by_id)


def describe(solution: Solution) -> str:
    """A solution's parts in words, one a line: "Version or patch: 8.2.1"."""
    lines = [
        f"{field.label}: {solution.parts[field.name]}"
        for field in SOLUTION_FIELDS[solution.kind]
        if solution.parts.get(field.name)
    ]
    return "\n".join(lines)


def _checked_parts(proposal: Proposal) -> dict[str, str]:
    if proposal.kind not in SolutionKind.values:
        raise DomainError("kind", _("Choose what kind of solution it is."), fields={"kind": _("Choose one")})
    if not proposal.explanation.strip():
        message = _("Explain the solution to the customer.")
        raise DomainError("explanation-missing", message, fields={"explanation": message})
    wanted = SOLUTION_FIELDS[proposal.kind]
    parts = {field.name: clean(proposal.parts.get(field.name, "")).strip() for field in wanted}
    missing = [field for field in wanted if field.required and not parts[field.name]]
    if missing:
        raise DomainError(
            "parts-missing",
            _("The solution lacks: %s.") % ", ".join(str(field.label) for field in missing),
            fields={field.name: _("Required") for field in missing},
        )
    return {name: value for name, value in parts.items() if value}


def _proposed(solution: Solution) -> SolutionProposed:
    return SolutionProposed(
        solution_id=solution.pk, round=solution.round, kind=solution.kind, digest=solution_digest(solution)
    )


def _planned(follow_up: FollowUp) -> FollowUpPlanned:
    return FollowUpPlanned(
        follow_up_id=follow_up.pk, round=follow_up.round, due_at=follow_up.due_at.astimezone(UTC).isoformat()
    )


def _tell(ticket: Ticket, solution: Solution, follow_up: FollowUp, *, by: Actor, at: datetime) -> tuple[Message, Event]:
    mail = _outgoing.send(
        ticket,
        mails.solution(ticket, solution.explanation, signature(ticket, by.user), follow_up),
        purpose=Purpose.FOLLOW_UP,
        not_before=at + timedelta(seconds=policy("5.2.1.undo_send_seconds")),
        by=by,
        at=at,
    )
    incoming = Incoming(
        text=solution.explanation,
        kind=MessageKind.REPLY,
        channel=Channel.MAIL if mail else Channel.WEB,
        mail_id=mail.message_id if mail else "",
        outbound=mail,
        recipients=[*mail.to, *mail.cc] if mail else (),
    )
    return write(ticket, incoming, by=by, at=at)


__all__ = ["Proposal", "describe", "move", "propose", "settle_solutions", "solution_digest", "withdraw_solution"]
