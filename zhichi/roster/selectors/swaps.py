"""Offers to swap, as those concerned see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from zhichi.accounts.selectors import team_ids_of
from zhichi.roster import policies
from zhichi.roster.choices import SwapState
from zhichi.roster.models import Shift, Swap

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

JOINED = ("shift__kind", "kind", "week__team", "giver", "wanted", "taker", "in_return__kind")


def swap(for_user: Any, swap_id: int) -> Swap | None:
    """One offer that concerns somebody, or None."""
    return concerning(for_user).filter(pk=swap_id).first()


def asked_of(user: Any, at: datetime) -> list[Swap]:
    """Open offers that somebody may take: made to them, or to anybody of their team. Soonest first."""
    return list(asked_rows(user, at).select_related(*JOINED).order_by("day", "pk"))


def asked_rows(user: Any, at: datetime) -> QuerySet[Swap]:
    """The same offers, to be narrowed and paged."""
    rows = Swap.objects.filter(state=SwapState.OFFERED, shift__starts_at__gt=at).exclude(giver=user)
    return rows.filter(Q(wanted=user) | Q(wanted=None, week__team__in=team_ids_of(user)))


def own_offers(user: Any, *, limit: int = 20) -> list[Swap]:
    """Somebody's part in swaps, as giver or taker: the open ones and the latest others."""
    rows = Swap.objects.filter(Q(giver=user) | Q(taker=user)).select_related(*JOINED)
    return list(rows[:limit])


def to_approve(user: Any, at: datetime) -> list[Swap]:
    """Accepted swaps that wait for a planner; none for other people."""
    return list(approval_rows(user, at).select_related(*JOINED).order_by("day", "pk"))


def approval_rows(user: Any, at: datetime) -> QuerySet[Swap]:
    """The same swaps, to be narrowed and paged."""
    if not policies.PLAN.allows(user, None):
        return Swap.objects.none()
    return Swap.objects.filter(state=SwapState.ACCEPTED, shift__starts_at__gt=at)


def open_count(user: Any, at: datetime) -> int:
    """How many offers wait for somebody's answer or approval."""
    return len(asked_of(user, at)) + len(to_approve(user, at))


def shifts_in_return(given: Shift, at: datetime) -> list[Shift]:
    """The colleagues' published shifts ahead that could be asked for in return, by person and day."""
    rows = Shift.objects.filter(week__team=given.week.team_id, week__published_at__isnull=False, starts_at__gt=at)
    rows = rows.exclude(person=given.person).select_related("person", "kind")
    return list(rows.order_by("person__sort_key", "starts_at")[:200])


def concerning(user: Any) -> QuerySet[Swap]:
    """The offers that concern somebody; a planner's are all."""
    rows = Swap.objects.select_related(*JOINED)
    if policies.PLAN.allows(user, None):
        return rows
    mine = Q(giver=user) | Q(taker=user) | Q(wanted=user) | Q(wanted=None, week__team__in=team_ids_of(user))
    return rows.filter(mine) if policies.OWN.allows(user, None) else rows.none()
