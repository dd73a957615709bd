"""Follow up a solution and close (2.4, 3.4.1): only a recorded outcome closes or reopens."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.outbound import selectors as outgoing
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.outbound.choices import State as MailState
from zhichi.records.selectors import policy
from zhichi.tickets import mails, policies
from zhichi.tickets.choices import FollowUpMethod, FollowUpOutcome, SolutionState, State
from zhichi.tickets.completeness import missing_parts
from zhichi.tickets.events import Closed, CloseHeld, FollowUpTried
from zhichi.tickets.models import FollowUp, Ticket
from zhichi.tickets.services import _outgoing
from zhichi.tickets.services._rounds import Outcome, begin_new_round, settle_follow_up, settle_solutions
from zhichi.tickets.services._write import advance, lock, place, store

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.core.events import Event


@transaction.atomic
def record_outcome(*, follow_up_id: int, found: Outcome, by: Actor, at: datetime) -> Ticket:
    """Record what the customer answered (2.4): solved closes the ticket when its record is complete, unsolved reopens.

    Appends tickets.followed_up and what follows from it. When something is missing the ticket stays solved and
    tickets.close_held names it. Raises Conflict when the follow-up was settled already, DomainError for bad input.
    """
    follow_up = FollowUp.objects.get(pk=follow_up_id)
    ticket = lock(follow_up.ticket_id, by=by, right=policies.WORK)
    follow_up.refresh_from_db()
    if follow_up.done_at is not None:
        raise Conflict("settled", _("This follow-up is settled already."), _("Look at what was recorded."))
    _check(found)
    before = place(ticket)
    events: list[Event] = [
        settle_follow_up(follow_up, Outcome(found.outcome, found.method, clean(found.opinion)), by=by, at=at)
    ]
    if found.outcome == FollowUpOutcome.UNSOLVED:
        events.extend(begin_new_round(ticket, found.opinion.strip() or _("not solved"), at=at))
        ticket.needs_reply = True
    else:
        if found.outcome == FollowUpOutcome.SOLVED:
            events.extend(settle_solutions(ticket, SolutionState.VERIFIED, at=at))
        events.extend(_close_if_complete(ticket, follow_up, at=at))
    store(ticket, events, by=by, at=at, before=before)
    _tell_if_closed(ticket, by=by, at=at)
    return ticket


@transaction.atomic
def record_no_answer(*, follow_up_id: int, by: Actor, at: datetime) -> FollowUp:
    """Note a follow-up call that nobody answered. After the number of tries in the handbook the ticket closes (2.4).

    Appends tickets.follow_up_tried, and at the last try tickets.followed_up with the outcome "no answer".
    """
    follow_up = FollowUp.objects.get(pk=follow_up_id)
    ticket = lock(follow_up.ticket_id, by=by, right=policies.WORK)
    follow_up.refresh_from_db()
    if follow_up.done_at is not None:
        raise Conflict("settled", _("This follow-up is settled already."), _("Look at what was recorded."))
    before = place(ticket)
    follow_up.attempts += 1
    follow_up.due_at = at + timedelta(hours=policy("2.4.retry_hours"))
    follow_up.save(update_fields=("attempts", "due_at"))
    events: list[Event] = [FollowUpTried(follow_up_id=follow_up.pk, attempts=follow_up.attempts)]
    if follow_up.attempts >= policy("2.4.no_answer_attempts"):
        found = Outcome(
            FollowUpOutcome.NO_ANSWER, FollowUpMethod.PHONE, _("No answer after the agreed number of calls")
        )
        events.append(settle_follow_up(follow_up, found, by=by, at=at))
        events.extend(_close_if_complete(ticket, follow_up, at=at))
    store(ticket, events, by=by, at=at, before=before)
    _tell_if_closed(ticket, by=by, at=at)
    return follow_up


@transaction.atomic
def close(*, ticket_id: int, by: Actor, at: datetime) -> Ticket:
    """Close a ticket whose follow-up is done (2.4, 3.4.1). Appends tickets.closed.

    Raises DomainError "incomplete" that names every missing part; `fields` holds their codes.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    if ticket.state == State.CLOSED:
        raise Conflict("closed", _("The ticket is closed already."))
    missing = missing_parts(ticket)
    if missing:
        names = ", ".join(str(part.label) for part in missing)
        raise DomainError(
            "incomplete",
            _("The record is not complete. Missing: %s.") % names,
            _("Complete these parts, then close."),
            fields={part.code: part.label for part in missing},
        )
    before = place(ticket)
    outcome = ticket.follow_ups.filter(round=ticket.round).exclude(outcome="").order_by("-pk").first()
    events = _closing(ticket, outcome.outcome if outcome else "", at=at)
    store(ticket, events, by=by, at=at, before=before)
    _tell_if_closed(ticket, by=by, at=at)
    return ticket


@transaction.atomic
def reopen(*, ticket_id: int, reason: str, by: Actor, at: datetime) -> Ticket:
    """Reopen a closed ticket by hand with a reason (also the undo of closing). Appends tickets.reopened.

    The mail that tells of the closing is taken back when it has not left yet.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    if not reason.strip():
        raise DomainError("reason-missing", _("Say why the ticket is reopened."), fields={"reason": _("Required")})
    before = place(ticket)
    for mail in outgoing.of_stream(ticket.stream).filter(purpose=Purpose.NOTICE, state=MailState.QUEUED):
        outbound.withdraw(mail_id=mail.pk, by=by, at=at)
    events = begin_new_round(ticket, reason.strip(), at=at)
    store(ticket, events, by=by, at=at, before=before)
    return ticket


def _check(found: Outcome) -> None:
    if found.outcome not in {FollowUpOutcome.SOLVED, FollowUpOutcome.UNSOLVED}:
        raise DomainError("outcome", _("Say whether it is solved."), fields={"outcome": _("Choose one")})
    if found.method not in FollowUpMethod.values:
        raise DomainError("method", _("Say how the customer was asked."), fields={"method": _("Choose one")})


def _close_if_complete(ticket: Ticket, follow_up: FollowUp, *, at: datetime) -> list[Event]:
    missing = missing_parts(ticket)
    if missing:
        return [CloseHeld(missing=", ".join(part.code for part in missing))]
    return _closing(ticket, follow_up.outcome, at=at)


def _closing(ticket: Ticket, outcome: str, *, at: datetime) -> list[Event]:
    step = advance(ticket, "close")
    ticket.closed_at = at
    ticket.needs_reply = False
    return [step, Closed(round=ticket.round, outcome=outcome)]


def _tell_if_closed(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    if ticket.state == State.CLOSED:
        key = f"closed:{ticket.pk}:{ticket.round}"
        not_before = at + timedelta(seconds=policy("5.2.1.undo_send_seconds"))
        letter = mails.closed(ticket)
        _outgoing.send(ticket, letter, purpose=Purpose.NOTICE, not_before=not_before, key=key, by=by, at=at)
