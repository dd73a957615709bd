"""Plan shifts one by one: set, take away, give the duty role (4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.core.errors import DomainError
from zhichi.roster.choices import OPEN_SWAPS, SwapState
from zhichi.roster.events import ShiftDropped, ShiftSet
from zhichi.roster.models import Shift, ShiftKind, Swap, Week
from zhichi.roster.services._write import (
    Wish,
    allow,
    checked_reason,
    one_at_a_time,
    record,
    refuse_collisions,
    week_of,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.accounts.models import DutyRole, User
    from zhichi.core.actors import Actor

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A shift to be planned. With `picks_role` the first planned gets the kind's duty role, else `role_id` counts."""

    person_id: int
    kind_id: int
    day: date
    role_id: int | None = None
    picks_role: bool = True


@transaction.atomic
def set_shift(*, plan: Plan, by: Actor, at: datetime, reason: str = "") -> Shift:
    """Plan somebody on a day, in place of the shift they have that day in the same team. Appends roster.shift_set.

    Nothing happens when it is planned so already. Raises DomainError for a collision (see `refuse_collisions`), a
    kind out of use, a day out of range, and a change of a published week without a reason.
    """
    allow(by)
    kinds = one_at_a_time()
    kind = kinds.get(plan.kind_id)
    if kind is None or not kind.is_active:
        raise DomainError("kind", _("This shift is out of use."), _("Load the page again."))
    person = _person(plan.person_id)
    week = week_of(kind.team_id, _checked_day(plan.day))
    before = Shift.objects.filter(person=person, day=plan.day).select_related("kind", "week").first()
    role = pick_role(plan, kind, before)
    if before is not None and before.week_id == week.pk and before.kind_id == kind.pk and before.duty_role == role:
        return before
    text = checked_reason(week, reason)
    shift, replaced = put(Wish(person, kind, plan.day, role), week, before, at)
    event = ShiftSet(
        person=person.display_name,
        person_id=person.pk,
        day=plan.day.isoformat(),
        kind=kind.name,
        kind_id=kind.pk,
        duty_role=role.name if role else "",
        before=replaced,
        reason=text,
    )
    record(week, event, by=by, at=at)
    return shift


def put(wish: Wish, week: Week, before: Shift | None, at: datetime) -> tuple[Shift, str]:
    """Check and store the shift; the person's shift of that day in the same week of the plan gives way.

    Returns it and the name of what gave way. Open offers of what gave way end. Raises DomainError.
    """
    gives_way = before if before is not None and before.week_id == week.pk else None
    but = frozenset([gives_way.pk]) if gives_way else frozenset()
    refuse_collisions(Wish(wish.person, wish.kind, wish.day, wish.role, but))
    start, end = wish.span
    replaced = gives_way.kind.name if gives_way else ""
    if gives_way is not None and gives_way.kind_id != wish.kind.pk:
        end_offers(gives_way, at)
    shift = gives_way or Shift(week=week, person=wish.person, day=wish.day)
    shift.kind, shift.starts_at, shift.ends_at, shift.duty_role = wish.kind, start, end, wish.role
    shift.save()
    return shift, replaced


@transaction.atomic
def drop_shift(*, shift_id: int, by: Actor, at: datetime, reason: str = "") -> Week:
    """Give somebody the day free again. Appends roster.shift_dropped. Raises Shift.DoesNotExist, DomainError."""
    allow(by)
    one_at_a_time()
    shift = Shift.objects.select_related("kind", "person", "week").get(pk=shift_id)
    text = checked_reason(shift.week, reason)
    drop(shift, at)
    event = ShiftDropped(
        person=shift.person.display_name,
        person_id=shift.person_id,
        day=shift.day.isoformat(),
        kind=shift.kind.name,
        reason=text,
    )
    record(shift.week, event, by=by, at=at)
    return shift.week


def drop(shift: Shift, at: datetime) -> None:
    """Delete a shift; open offers of it, or that ask for it in return, end."""
    end_offers(shift, at)
    Shift.objects.filter(pk=shift.pk).delete()


def end_offers(shift: Shift, at: datetime) -> None:
    """Withdraw the open offers that a change of the plan has made void."""
    offers = Swap.objects.filter(state__in=OPEN_SWAPS)
    for rows in (offers.filter(shift=shift), offers.filter(in_return=shift)):
        rows.update(state=SwapState.WITHDRAWN, answer=_("The plan changed."), changed_at=at)


def pick_role(plan: Plan, kind: ShiftKind, before: Shift | None) -> DutyRole | None:
    """The duty role the shift carries: the one asked for, or the kind's while nobody else holds it then."""
    if not plan.picks_role:
        role = accounts.duty_role(plan.role_id) if plan.role_id else None
        if plan.role_id and (role is None or role.team_id != kind.team_id or not role.is_active):
            message = _("Choose a duty role of the same team.")
            raise DomainError("role", message, fields={"role": message})
        return role
    role = kind.duty_role
    if role is None or not role.is_active:
        return None
    start, end = kind.span(plan.day)
    held = Shift.objects.filter(duty_role=role, starts_at__lt=end, ends_at__gt=start)
    return None if held.exclude(pk=before.pk if before else 0).exists() else role


def _person(person_id: int) -> User:
    person = accounts.active_staff([person_id]).get(person_id)
    if person is None:
        raise DomainError("person", _("Choose a member of staff."))
    return person


def _checked_day(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DomainError("day", _("The plan reaches from 2000 to 2100."))
    return day
