"""Change hands: check that both could work what they get, then exchange the people."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict
from zhichi.roster.events import SwapDone
from zhichi.roster.models import Shift, Swap
from zhichi.roster.services._write import Wish, record, refuse_collisions

if TYPE_CHECKING:
    from zhichi.accounts.models import User
    from zhichi.core.actors import Actor

ELSEWHERE = date(1900, 1, 1)  # where a shift stands while two people exchange the same day


def check(swap: Swap, taker: User) -> None:
    """Raise DomainError when the taker could not work the shift, or the giver not the one in return (4.1)."""
    given, back = _shifts(swap)
    if given.person_id != swap.giver_id or (back is not None and back.person_id != taker.pk):
        raise Conflict("plan-changed", _("The plan changed since. Offer the shift again."))
    _check(given, taker, back, swap.giver)


def carry_out(swap: Swap, *, by: Actor, at: datetime) -> None:
    """Exchange the people of an accepted swap. Appends roster.swap_done to each week concerned. Raises as `check`."""
    taker = _taker(swap)
    check(swap, taker)
    given, back = _shifts(swap)
    _exchange(given, taker, back, swap.giver)
    event = SwapDone(
        swap_id=swap.pk,
        giver=swap.giver.display_name,
        giver_id=swap.giver_id,
        taker=taker.display_name,
        taker_id=taker.pk,
        day=swap.day.isoformat(),
        kind=swap.kind.name,
        return_day=back.day.isoformat() if back else "",
    )
    record(swap.week, event, by=by, at=at)
    if back is not None and back.week_id != swap.week_id:
        record(back.week, event, by=by, at=at)


def reverse(swap: Swap) -> None:
    """Give both their own shifts back. Raises DomainError when they could not work them any more."""
    taker = _taker(swap)
    given, back = _shifts(swap)
    if given.person_id != taker.pk or (back is not None and back.person_id != swap.giver_id):
        raise Conflict("plan-changed", _("The plan changed since. Change single shifts instead."))
    _check(given, swap.giver, back, taker)
    _exchange(given, swap.giver, back, taker)


def _check(given: Shift, taker: User, back: Shift | None, giver: User) -> None:
    gone = frozenset([given.pk, *([back.pk] if back else [])])
    refuse_collisions(Wish(taker, given.kind, given.day, given.duty_role, gone))
    if back is not None:
        refuse_collisions(Wish(giver, back.kind, back.day, back.duty_role, gone))


def _exchange(given: Shift, taker: User, back: Shift | None, giver: User) -> None:
    if back is not None:
        # The same day for both is the usual case, and one person has one shift a day at every instant.
        Shift.objects.filter(pk=given.pk).update(day=ELSEWHERE)
        Shift.objects.filter(pk=back.pk).update(person=giver)
        back.person = giver
    Shift.objects.filter(pk=given.pk).update(person=taker, day=given.day)
    given.person = taker


def _shifts(swap: Swap) -> tuple[Shift, Shift | None]:
    if swap.shift is None:
        raise Conflict("plan-changed", _("The plan changed since. Offer the shift again."))
    return swap.shift, swap.in_return


def _taker(swap: Swap) -> User:
    if swap.taker is None:
        raise Conflict("plan-changed", _("Nobody has accepted this offer."))
    return swap.taker
