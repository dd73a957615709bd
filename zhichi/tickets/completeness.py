"""What a ticket's record must hold before it may be closed (3.4.1), and what intake should have asked (2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from zhichi.tickets.choices import FollowUpOutcome, MessageKind, SolutionState
from zhichi.tickets.said import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.tickets.models import Ticket


@dataclass(frozen=True)
class Part:
    """One required part: its code, its name for people, and the test whether a ticket has it."""

    code: str
    label: Any
    is_there: Callable[[Ticket], bool]


def _has_response(ticket: Ticket) -> bool:
    if ticket.responded_at is None:
        return False
    answers = said(ticket).filter(kind__in=(MessageKind.REPLY, MessageKind.CALL), withdrawn_at=None)
    return bool(ticket.taken) or answers.exists()  # of a split the answer may stand where it began


def _has_solution(ticket: Ticket) -> bool:
    """A verified solution in this round, or any not rejected one when nobody answered the follow-up."""
    solutions = ticket.solutions.filter(round=ticket.round)
    if _outcomes(ticket).filter(outcome=FollowUpOutcome.NO_ANSWER).exists():
        return bool(solutions.exclude(state=SolutionState.REJECTED).exists())
    return bool(solutions.filter(state=SolutionState.VERIFIED).exists())


def _outcomes(ticket: Ticket) -> Any:
    return ticket.follow_ups.filter(round=ticket.round).exclude(outcome__in=("", FollowUpOutcome.UNSOLVED))


PARTS = (
    Part("type", _("type of request"), lambda ticket: bool(ticket.type)),
    Part("contact", _("customer"), lambda ticket: ticket.contact_id is not None),
    Part("product", _("product"), lambda ticket: ticket.product_id is not None),
    Part("owner", _("accountable person"), lambda ticket: ticket.owner_id is not None),
    Part("response", _("answer to the customer"), _has_response),
    Part("confirmation", _("confirmed cause"), lambda ticket: ticket.confirmations.exists()),
    Part("solution", _("solution"), _has_solution),
    Part("follow_up", _("follow-up with the customer's feedback"), lambda ticket: _outcomes(ticket).exists()),
)


def missing_parts(ticket: Ticket) -> list[Part]:
    """The parts a ticket lacks, in the order of the flow; empty means that it may be closed."""
    return [part for part in PARTS if not part.is_there(ticket)]


def intake_share(ticket: Ticket) -> float:
    """How much of what 2.1 asks for is known, from 0 to 1: customer, contact, product, model or version, symptom."""
    known = (
        ticket.contact_id is not None,
        ticket.organisation_id is not None,
        ticket.product_id is not None,
        bool(ticket.version or ticket.asset_id),
        ticket.occurred_at is not None,
    )
    return sum(known) / len(known)
