"""Solution rounds (2.4): what ends one and begins the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.tickets.choices import FollowUpOutcome, SolutionState
from zhichi.tickets.events import FollowedUp, Reopened, SolutionMoved
from zhichi.tickets.models import FollowUp, Solution, Ticket
from zhichi.tickets.services._write import advance, digest
from zhichi.tickets.services.hand_on import back_to_duty, lost_owner

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event

PENDING = (SolutionState.PROPOSED, SolutionState.ACCEPTED, SolutionState.APPLIED)


@dataclass(frozen=True)
class Outcome:
    """What a follow-up found, how it was asked, and what the customer said about it."""

    outcome: FollowUpOutcome
    method: str
    opinion: str = ""


def settle_follow_up(follow_up: FollowUp, found: Outcome, *, by: Actor, at: datetime) -> FollowedUp:
    """Write the outcome into the open follow-up; returns the event. The caller holds the ticket's lock."""
    follow_up.outcome, follow_up.method, follow_up.opinion = found.outcome, found.method, found.opinion.strip()
    follow_up.by_id, follow_up.by_label, follow_up.done_at = by.user_id, by.label, at
    follow_up.save()
    return FollowedUp(
        follow_up_id=follow_up.pk,
        round=follow_up.round,
        outcome=follow_up.outcome,
        method=follow_up.method,
        digest=follow_up_digest(follow_up),
    )


def follow_up_digest(follow_up: FollowUp) -> str:
    """The digest by which the event proves the outcome."""
    return digest(follow_up.outcome, follow_up.method, follow_up.opinion, follow_up.by_label)


def begin_new_round(ticket: Ticket, reason: str, *, at: datetime) -> list[Event]:
    """Reopen the locked ticket: pending solutions are rejected, the round is raised.

    When its owner left meanwhile or got a post without tickets, the duty role answers for it again (3.3.1).
    """
    moves: list[Event] = [*settle_solutions(ticket, SolutionState.REJECTED, at=at)]
    if why := lost_owner(ticket):
        moves.append(back_to_duty(ticket, why))
    step = advance(ticket, "reopen", reason=reason)
    ticket.round += 1
    ticket.round_at = at
    ticket.resolved_at = ticket.closed_at = None
    return [*moves, step, Reopened(round=ticket.round, reason=reason)]


def settle_solutions(ticket: Ticket, state: SolutionState, *, at: datetime) -> list[SolutionMoved]:
    """Verify or reject what is pending in this round. Only the newest pending solution can be the one that worked."""
    pending = list(Solution.objects.filter(ticket=ticket, round=ticket.round, state__in=PENDING).order_by("-pk"))
    if state == SolutionState.VERIFIED:
        pending = pending[:1]
    moves = []
    for solution in pending:
        moves.append(SolutionMoved(solution_id=solution.pk, kind=solution.kind, before=solution.state, after=state))
        solution.state, solution.settled_at = state, at
        solution.save(update_fields=("state", "settled_at"))
    return moves
