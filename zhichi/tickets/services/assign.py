"""Who is accountable (2.1, 3.3.1): assign, take, transfer with a reason, give back to the duty role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts import services as accounts_services
from zhichi.core.errors import Conflict, DomainError
from zhichi.records import selectors as records
from zhichi.tickets import policies
from zhichi.tickets.choices import AT_SHIFT_END, Cause, State
from zhichi.tickets.events import Assigned, Transferred
from zhichi.tickets.models import Ticket
from zhichi.tickets.registry import transfer_gates
from zhichi.tickets.services._write import advance, lock, place, store

if TYPE_CHECKING:
    from zhichi.accounts.models import DutyRole, Team, User
    from zhichi.core.actors import Actor
    from zhichi.core.events import Event


UNDO_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Accountable:
    """Who had a ticket, by ids: a person or nobody, the team, the duty role behind it."""

    owner_id: int | None
    team_id: int
    duty_role_id: int


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why a ticket moves: what was typed, or a cause of the product's own; `shift_ended_at` in ISO."""

    reason: str = ""
    cause: Cause = Cause.DECISION
    shift_ended_at: str = ""

    @property
    def is_said(self) -> bool:
        """Whether there is a reason at all."""
        return self.cause != Cause.DECISION or bool(self.reason.strip())


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where accountability goes: to a person, or with `owner` None back to a duty role. A team is optional."""

    owner: User | None = None
    duty_role: DutyRole | None = None
    team: Team | None = None


@transaction.atomic
def assign(*, ticket_id: int, target: Target, by: Actor, at: datetime, reason: str = "") -> Ticket:
    """Make somebody accountable (2.1, 3.3.1). Appends tickets.assigned, or tickets.transferred when a person had it.

    A transfer away from a person needs a reason, unless the person gives it up to take it (`take`). Refuses people
    who cannot work tickets or are deactivated.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    return _move_to(ticket, target, Why(reason=reason), by=by, at=at)


@transaction.atomic
def hand_over(
    *, ticket_id: int, target: Target, by: Actor, at: datetime, note: str = "", shift_ended_at: datetime | None = None
) -> Ticket:
    """`assign` at the end of a shift, with a note. It is no transfer that 3.3.1 counts, and no alert holds it back.

    `shift_ended_at` (aware) is the true end of a shift after which it goes by itself.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    ended = shift_ended_at.isoformat() if shift_ended_at else ""
    return _move_to(ticket, target, Why(reason=note, cause=Cause.SHIFT_END, shift_ended_at=ended), by=by, at=at)


def _move_to(ticket: Ticket, target: Target, why: Why, *, by: Actor, at: datetime) -> Ticket:
    _refuse(ticket, target)
    moves_from_person = ticket.owner_id is not None and ticket.owner_id != getattr(target.owner, "pk", None)
    if moves_from_person and not why.is_said:
        raise DomainError(
            "reason-missing", _("Say why the ticket moves on."), fields={"reason": _("A transfer needs a reason.")}
        )
    if _unchanged(ticket, target):
        return ticket
    _refuse_who_left(ticket, target)
    counts = moves_from_person and why.cause not in AT_SHIFT_END
    if counts:
        for gate in transfer_gates.values():
            gate(ticket, by, at)
    before = place(ticket)
    event = _event(ticket, target, why, is_transfer=moves_from_person)
    _move(ticket, target, at)
    ticket.transfers += int(counts)
    events: list[Event] = [event]
    if ticket.state == State.NEW and ticket.owner_id is not None:
        events.append(advance(ticket, "accept"))
    store(ticket, events, by=by, at=at, before=before)
    return ticket


@transaction.atomic
def assign_unowned(*, ticket_id: int, target: Target, by: Actor, at: datetime) -> Ticket | None:
    """Make somebody accountable for a ticket that no person has (3.3.1). None when somebody took it in the meantime.

    Also None when it was closed, or is being changed by somebody at this moment. Appends tickets.assigned.
    """
    free = Ticket.objects.filter(pk=ticket_id, owner=None, is_open=True).values_list("pk", flat=True)
    if not list(free.select_for_update(of=("self",), skip_locked=True)):
        return None
    return _move_to(lock(ticket_id, by=by, right=policies.WORK), target, Why(), by=by, at=at)


def take(*, ticket_id: int, by: Actor, at: datetime, reason: str = "") -> Ticket:
    """Make yourself accountable. Taking from a colleague is a transfer and needs a reason."""
    return assign(ticket_id=ticket_id, target=Target(owner=by.user), by=by, at=at, reason=reason)


@transaction.atomic
def undo_assignment(
    *, ticket_id: int, before: Accountable, by: Actor, at: datetime, cause: Cause = Cause.DECISION
) -> Ticket:
    """Give the ticket back to who had it a moment ago (the undo of a toast). Recorded like any other move.

    `cause` is TAKEN_BACK for a hand-over that is taken back.

    Who moved it a moment ago may undo it even when the ticket went out of their sight. Raises Refused otherwise.
    """
    ticket = Ticket.objects.get(pk=ticket_id)
    if not _moved_just_now(ticket, by, at):
        policies.WORK.check(by.user, ticket)
    target = Target(
        owner=accounts.person(before.owner_id) if before.owner_id else None,
        duty_role=accounts.duty_role(before.duty_role_id),
        team=accounts.team(before.team_id),
    )
    why = Why(cause=cause, reason="" if cause else _("undone"))
    return _move_to(lock(ticket_id, by=by), target, why, by=by, at=at)


def _moved_just_now(ticket: Ticket, by: Actor, at: datetime) -> bool:
    moves = records.history(ticket.stream, codes=(Assigned.code, Transferred.code))
    return bool(moves) and moves[-1].actor_id == by.user_id and at - moves[-1].at <= UNDO_WITHIN


def _refuse(ticket: Ticket, target: Target) -> None:
    if ticket.state == State.CLOSED:
        raise Conflict("closed", _("The ticket is closed."), _("Reopen it first."))
    owner = target.owner
    if owner is not None and not (owner.is_active and policies.WORK.allows(owner, None)):
        raise _not_a_worker(owner)


def _refuse_who_left(ticket: Ticket, target: Target) -> None:
    """Ask again under lock: whoever loses access or the post at this moment hands on before or after, never past it."""
    owner = target.owner
    if owner is None or owner.pk == ticket.owner_id:
        return
    person = accounts_services.stays_active(person_id=owner.pk)
    if person is None or not policies.WORK.allows(person, None):
        raise _not_a_worker(owner)


def _not_a_worker(owner: User) -> DomainError:
    return DomainError(
        "not-a-worker",
        _("%s does not work tickets.") % owner.display_name,
        _("Choose an active engineer, assistant or supervisor."),
        fields={"owner": _("Choose somebody else.")},
    )


def _unchanged(ticket: Ticket, target: Target) -> bool:
    same_team = target.team is None or target.team.pk == ticket.team_id
    same_role = target.duty_role is None or target.duty_role.pk == ticket.duty_role_id
    return ticket.owner_id == getattr(target.owner, "pk", None) and same_team and same_role


def _move(ticket: Ticket, target: Target, at: datetime) -> None:
    ticket.owner = target.owner
    if target.duty_role is not None:
        ticket.duty_role = target.duty_role
        ticket.team_id = target.duty_role.team_id
    if target.team is not None:
        ticket.team = target.team
    if ticket.owner_id is not None:
        ticket.assigned_at = ticket.assigned_at or at


def _event(ticket: Ticket, target: Target, why: Why, *, is_transfer: bool) -> Assigned:
    role = target.duty_role or ticket.duty_role
    team_id = target.team.pk if target.team else role.team_id if target.duty_role else ticket.team_id
    return (Transferred if is_transfer else Assigned)(
        owner=target.owner.display_name if target.owner else role.name,
        owner_id=target.owner.pk if target.owner else None,
        team_id=team_id,
        duty_role=role.name,
        before=ticket.owner.display_name if ticket.owner else ticket.duty_role.name,
        before_id=ticket.owner_id,
        reason=why.reason.strip(),
        cause=why.cause.value,
        shift_ended_at=why.shift_ended_at,
    )
