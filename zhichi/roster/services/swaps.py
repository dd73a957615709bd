"""Swap a shift: offered, accepted by a colleague, approved by a supervisor; each step checks anew and can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.core.texts import clean
from zhichi.records.selectors import policy
from zhichi.roster import policies
from zhichi.roster.choices import OPEN_SWAPS, SwapState
from zhichi.roster.events import SwapAccepted, SwapEnded, SwapOffered, SwapReopened
from zhichi.roster.models import Shift, ShiftKind, Swap
from zhichi.roster.services._exchange import carry_out, check, reverse
from zhichi.roster.services._write import one_at_a_time, record

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import User
    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A shift to give away: to one colleague or, with `wanted_id` None, to anybody of the team.

    `in_return_id` is a shift of that colleague's that the giver would work instead.
    """

    shift_id: int
    wanted_id: int | None = None
    in_return_id: int | None = None
    note: str = ""


@transaction.atomic
def offer_swap(*, offer: Offer, by: Actor, at: datetime) -> Swap:
    """Offer one's own published shift that has not begun. Appends roster.swap_offered.

    Raises DomainError when it is offered already, has begun, or the colleague could not work it. Raises Refused for
    somebody else's shift, Shift.DoesNotExist.
    """
    one_at_a_time()
    shift = Shift.objects.select_related("week", "kind__team", "person", "duty_role").get(pk=offer.shift_id)
    policies.OWN.check(by.user, shift)
    _refuse_begun(shift, at)
    if shift.week.published_at is None or Swap.objects.filter(shift=shift, state__in=OPEN_SWAPS).exists():
        raise Conflict("offered", _("This shift is offered already, or not published."))
    wanted = _colleague(offer.wanted_id, shift.kind, shift.person) if offer.wanted_id else None
    swap = Swap(
        shift=shift,
        week=shift.week,
        day=shift.day,
        kind=shift.kind,
        giver=shift.person,
        wanted=wanted,
        in_return=_return_shift(offer.in_return_id, wanted, shift, at),
        note=" ".join(clean(offer.note).split())[:200],
        offered_at=at,
        changed_at=at,
    )
    if wanted is not None:
        check(swap, wanted)
    swap.save()
    event = SwapOffered(
        swap_id=swap.pk,
        giver=shift.person.display_name,
        giver_id=shift.person_id,
        wanted=wanted.display_name if wanted else shift.kind.team.name,
        wanted_id=wanted.pk if wanted else None,
        day=shift.day.isoformat(),
        kind=shift.kind.name,
        return_day=swap.in_return.day.isoformat() if swap.in_return else "",
        note=swap.note,
    )
    record(swap.week, event, by=by, at=at)
    return swap


@transaction.atomic
def accept_swap(*, swap_id: int, by: Actor, at: datetime) -> Swap:
    """Take a colleague's shift. Appends roster.swap_accepted, and roster.swap_done where no approval is needed.

    Raises DomainError when the conditions of 4.1 no longer hold, Conflict when the offer is closed, Refused for
    people it was not offered to.
    """
    swap = _open(swap_id, SwapState.OFFERED)
    taker = _colleague(by.user_id or 0, swap.kind, swap.giver)
    if swap.wanted_id not in {None, taker.pk}:
        raise Refused("not-asked", _("This shift was offered to somebody else."))
    _refuse_begun(swap.shift, at)
    check(swap, taker)
    swap.taker = taker
    _step(swap, SwapState.ACCEPTED, at)
    event = SwapAccepted(
        swap_id=swap.pk,
        giver=swap.giver.display_name,
        giver_id=swap.giver_id,
        taker=taker.display_name,
        taker_id=taker.pk,
        day=swap.day.isoformat(),
        kind=swap.kind.name,
    )
    record(swap.week, event, by=by, at=at)
    if not policy("4.1.swap_needs_approval"):
        carry_out(swap, by=by, at=at)
        _step(swap, SwapState.DONE, at)
    return swap


@transaction.atomic
def approve_swap(*, swap_id: int, by: Actor, at: datetime) -> Swap:
    """Let an accepted swap through; the shifts change hands. Appends roster.swap_done.

    Raises DomainError when it no longer fits the plan, Refused for one's own swap.
    """
    policies.PLAN.check(by.user)
    swap = _open(swap_id, SwapState.ACCEPTED)
    if by.user_id in {swap.giver_id, swap.taker_id}:
        raise Refused("own-swap", _("Somebody else must approve a swap of your own."))
    _refuse_begun(swap.shift, at)
    carry_out(swap, by=by, at=at)
    _step(swap, SwapState.DONE, at)
    return swap


@transaction.atomic
def refuse_swap(*, swap_id: int, reason: str, by: Actor, at: datetime) -> Swap:
    """Do not approve an accepted swap, with a reason. Appends roster.swap_ended."""
    policies.PLAN.check(by.user)
    swap = _open(swap_id, SwapState.ACCEPTED)
    text = " ".join(clean(reason).split())[:200]
    if not text:
        message = _("Say why the swap is not approved.")
        raise DomainError("reason-missing", message, fields={"reason": message})
    return _end(swap, SwapState.REFUSED, text, by=by, at=at)


@transaction.atomic
def decline_swap(*, swap_id: int, by: Actor, at: datetime) -> Swap:
    """Say no to a shift that was offered to oneself. Appends roster.swap_ended."""
    swap = _open(swap_id, SwapState.OFFERED)
    if swap.wanted_id is None or swap.wanted_id != by.user_id:
        raise Refused("not-asked", _("This shift was offered to somebody else."))
    return _end(swap, SwapState.DECLINED, "", by=by, at=at)


@transaction.atomic
def withdraw_swap(*, swap_id: int, by: Actor, at: datetime) -> Swap:
    """Take one's own open offer back. Appends roster.swap_ended."""
    swap = _open(swap_id, *OPEN_SWAPS)
    if swap.giver_id != by.user_id:
        raise Refused("not-yours", _("Only %s can take this offer back.") % swap.giver.display_name)
    return _end(swap, SwapState.WITHDRAWN, "", by=by, at=at)


@transaction.atomic
def undo_swap(*, swap_id: int, by: Actor, at: datetime) -> Swap:
    """Take the last step back: an acceptance by who accepted, a swap that is done by a planner, an ended offer by
    who ended it. Appends roster.swap_reopened.

    Raises Conflict when the shift has begun or is offered anew, DomainError when it would no longer fit the plan.
    """
    one_at_a_time()
    swap = _get(swap_id)
    _refuse_begun(swap.shift, at)
    is_planner = policies.PLAN.allows(by.user, None)
    if swap.state == SwapState.ACCEPTED and swap.taker_id == by.user_id:
        swap.taker, state = None, SwapState.OFFERED
    elif swap.state == SwapState.DONE and (is_planner or not policy("4.1.swap_needs_approval")):
        if not is_planner and by.user_id != swap.taker_id:
            raise Refused("not-yours", _("Only a planner or %s can undo this.") % swap.giver.display_name)
        reverse(swap)
        state = SwapState.ACCEPTED if policy("4.1.swap_needs_approval") else SwapState.OFFERED
        swap.taker = swap.taker if state == SwapState.ACCEPTED else None
    elif swap.state == SwapState.REFUSED and is_planner:
        state = SwapState.ACCEPTED
    elif swap.state == SwapState.DECLINED and swap.wanted_id == by.user_id:
        state = SwapState.OFFERED
    elif swap.state == SwapState.WITHDRAWN and swap.giver_id == by.user_id:
        state = SwapState.ACCEPTED if swap.taker_id else SwapState.OFFERED
    else:
        raise Refused("not-yours", _("You cannot undo this step."))
    if Swap.objects.filter(shift=swap.shift, state__in=OPEN_SWAPS).exclude(pk=swap.pk).exists():
        raise Conflict("offered", _("This shift is offered already, or not published."))
    swap.answer = ""
    _step(swap, state, at)
    event = SwapReopened(swap_id=swap.pk, state=state, day=swap.day.isoformat(), kind=swap.kind.name)
    record(swap.week, event, by=by, at=at)
    return swap


def _get(swap_id: int) -> Swap:
    joined = ("shift__kind__team", "shift__duty_role", "week", "kind__team", "giver", "wanted", "taker")
    return Swap.objects.select_related(*joined, "in_return__kind__team", "in_return__duty_role").get(pk=swap_id)


def _open(swap_id: int, *states: str) -> Swap:
    one_at_a_time()
    swap = _get(swap_id)
    if swap.state not in states or swap.shift is None:
        raise Conflict("swap-moved-on", _("This offer has moved on: %s.") % swap.get_state_display())
    return swap


def _refuse_begun(shift: Shift | None, at: datetime) -> None:
    if shift is None or shift.starts_at <= at:
        raise Conflict("shift-begun", _("The shift has begun or is no longer planned."))


def _colleague(person_id: int, kind: ShiftKind, giver: User) -> User:
    person = accounts.active_staff([person_id]).get(person_id)
    if person is None or person.pk == giver.pk or kind.team_id not in accounts.team_ids_of(person):
        message = _("Choose a colleague of the team %s.") % kind.team.title
        raise DomainError("colleague", message, fields={"wanted": message})
    return person


def _return_shift(shift_id: int | None, wanted: User | None, given: Shift, at: datetime) -> Shift | None:
    if not shift_id:
        return None
    joined = ("kind__team", "week", "duty_role")
    found = Shift.objects.filter(pk=shift_id, week__published_at__isnull=False).select_related(*joined).first()
    is_theirs = found is not None and wanted is not None and found.person_id == wanted.pk
    if found is None or not is_theirs or found.starts_at <= at or found.kind.team_id != given.kind.team_id:
        message = _("Choose a shift of the colleague's that is still ahead.")
        raise DomainError("in-return", message, fields={"in_return": message})
    return found


def _step(swap: Swap, state: str, at: datetime) -> None:
    swap.state, swap.changed_at = SwapState(state), at
    swap.save()


def _end(swap: Swap, state: SwapState, reason: str, *, by: Actor, at: datetime) -> Swap:
    swap.answer = reason
    _step(swap, state, at)
    event = SwapEnded(
        swap_id=swap.pk,
        how=state.value,
        giver_id=swap.giver_id,
        taker_id=swap.taker_id,
        day=swap.day.isoformat(),
        kind=swap.kind.name,
        reason=reason,
    )
    record(swap.week, event, by=by, at=at)
    return swap
