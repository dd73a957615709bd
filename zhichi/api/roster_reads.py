"""Reads of the roster for the API, and what it sends of them; nothing the token's owner may not see."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.api.problems import NotFound
from zhichi.api.schemas.roster import DutyRoleOut, ShiftOut, ShiftQuery, SwapOut, SwapQuery
from zhichi.api.schemas.values import Ref
from zhichi.api.shapes import ref
from zhichi.core.errors import DomainError
from zhichi.roster import policies, selectors
from zhichi.roster.choices import SwapState
from zhichi.roster.models import Shift, Swap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from zhichi.accounts.selectors import Duty

FIRST_YEAR, LAST_YEAR = 2000, 2100  # as far as shifts are planned
# A day of a zone begins up to 14 hours before it does in UTC, and a shift lasts less than two days.
EARLIER, LATER = timedelta(days=1), timedelta(days=2)
SHIFT_NAMES = ("day", "starts_at", "ends_at")
SWAP_NAMES = ("day", "shift_id", "in_return_id", "note", "answer", "offered_at", "changed_at")


def shifts(person: Any, query: ShiftQuery) -> QuerySet[Shift]:
    """Shifts that begin on the days asked for. Raises DomainError for a period that is none."""
    _check(query.first, query.last)
    low = datetime.combine(query.first, time(), UTC) - EARLIER
    high = datetime.combine(query.last, time(), UTC) + LATER
    rows = Shift.objects.filter(day__gte=query.first, day__lte=query.last, starts_at__gte=low, starts_at__lt=high)
    rows = rows.filter(ends_at__gt=low)  # the start of an index
    if query.team_id is not None:
        rows = rows.filter(week__team=query.team_id)
    if query.person_id is not None:
        rows = rows.filter(person=query.person_id)
    return policies.visible_to(person, rows.select_related("person", "kind", "duty_role", "week__team"))


def swaps(person: Any, query: SwapQuery, *, at: datetime) -> QuerySet[Swap]:
    """Offers that concern somebody."""
    rows = selectors.concerning(person)
    if query.waiting_for == "answer":
        rows = rows.filter(pk__in=selectors.asked_rows(person, at).order_by().values("pk"))
    elif query.waiting_for == "approval":
        rows = rows.filter(pk__in=selectors.approval_rows(person, at).order_by().values("pk"))
    return rows.filter(state=query.state) if query.state is not None else rows


def swap_for(person: Any, swap_id: int) -> Swap:
    """One of them. Raises NotFound."""
    row = selectors.swap(person, swap_id)
    if row is None:
        raise NotFound
    return row


def shift_shapes(rows: Iterable[Shift]) -> list[ShiftOut]:
    """Shifts; each carries its person, kind, duty role, and week with team."""
    return [
        ShiftOut.model_construct(
            **{name: getattr(row, name) for name in SHIFT_NAMES},
            id=row.pk,
            person=Ref(id=row.person_id, name=str(row.person)),
            team=Ref(id=row.week.team_id, name=str(row.week.team)),
            kind=Ref(id=row.kind_id, name=str(row.kind)),
            duty_role=ref(row.duty_role),
            is_published=row.week.published_at is not None,
        )
        for row in rows
    ]


def swap(row: Swap) -> SwapOut:
    """An offer; it carries its people, kind, and week with team."""
    return SwapOut.model_construct(
        **{name: getattr(row, name) for name in SWAP_NAMES},
        id=row.pk,
        state=SwapState(row.state),
        team=Ref(id=row.week.team_id, name=str(row.week.team)),
        kind=Ref(id=row.kind_id, name=str(row.kind)),
        giver=Ref(id=row.giver_id, name=str(row.giver)),
        wanted=ref(row.wanted),
        taker=ref(row.taker),
    )


def duty(item: Duty) -> DutyRoleOut:
    """A duty role with its holder; the role carries its team."""
    return DutyRoleOut.model_construct(
        role=Ref(id=item.role.pk, name=str(item.role)),
        team=Ref(id=item.role.team_id, name=str(item.role.team)),
        holder=ref(item.holder),
        until=item.until,
    )


def _check(first: date, last: date) -> None:
    for name, day in (("from", first), ("to", last)):
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            words = _("Shifts are planned from 2000 to 2100.")
            raise DomainError("out-of-reach", words, _("See fields."), fields={name: words})
    if last < first:
        words = _("It ends before it begins.")
        raise DomainError("reversed", words, _("See fields."), fields={"to": words})
