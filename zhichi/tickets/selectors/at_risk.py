"""Open tickets in the order of their nearest promise, for the board of what is at risk (3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from zhichi.core.names import in_two
from zhichi.tickets import policies
from zhichi.tickets.choices import FAR
from zhichi.tickets.clocks import reading
from zhichi.tickets.models import Ticket
from zhichi.tickets.numbers import number_of
from zhichi.ui.paging import keyset_page

if TYPE_CHECKING:
    from zhichi.sla.selectors import Reading

PAGE = 50
SOONEST = ("due_at", "id")
COLUMNS = (
    "id", "subject", "urgency", "state", "due_at", "clock", "owner_id", "owner__display_name", "duty_role__name",
    "duty_role__name_en", "team__name", "team__name_en", "organisation__name", "contact__display_name",
)  # fmt: skip
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class RiskFilter:
    """What the board is narrowed to; empty means all. `kind` is of the nearest promise, `when` a name of RANGES."""

    team: int | None = None
    kind: str = ""
    urgency: str = ""
    when: str = ""


@dataclass(frozen=True)
class AtRisk:
    """One open ticket with its nearest promise. `used` is the share of the time in percent, above 100 when late."""

    id: int
    number: str
    subject: str
    urgency: str
    state: str
    customer: str
    team: str
    owner_id: int | None
    owner: str  # the duty role's name while nobody has taken it
    due_at: datetime
    reading: Reading
    used: int

    @property
    def stream(self) -> str:
        """The key of the ticket's history."""
        return f"ticket:{self.id}"


@dataclass(frozen=True)
class RiskPage:
    """Rows of one page, late first; `next_cursor` is empty on the last."""

    rows: list[AtRisk]
    next_cursor: str
    is_first: bool


def _ranges(at: datetime) -> dict[str, Q]:
    """When the nearest promise is due, as ranges of the index."""
    return {
        "late": Q(due_at__lte=at),
        "hour": Q(due_at__gt=at, due_at__lte=at + HOUR),
        "day": Q(due_at__gt=at + HOUR, due_at__lte=at + DAY),
        "later": Q(due_at__gt=at + DAY, due_at__lt=FAR),
    }


RANGES = tuple(_ranges(FAR))


def at_risk(person: Any, wanted: RiskFilter, *, at: datetime, cursor: str = "", size: int = PAGE) -> RiskPage:
    """A page of the open tickets `person` sees whose promises run, the nearest first. One query, by an index."""

    def mine() -> list[QuerySet[Ticket]]:
        return policies.branches(person, _narrowed(Ticket.objects.all(), wanted, at))

    if policies.sees_all(person):
        page = keyset_page(_values(mine()[0]), order=SOONEST, cursor=cursor, size=size)
    else:
        page = keyset_page(_values(Ticket.objects.all()), order=SOONEST, cursor=cursor, size=size, within=mine)
    return RiskPage([_row(row, at) for row in page.rows], page.next_cursor, page.is_first)


def risk_counts(person: Any, wanted: RiskFilter, *, at: datetime) -> dict[str, int]:
    """How many such tickets there are in each range of RANGES, whatever `wanted.when`. One query."""
    rows = _narrowed(Ticket.objects.all(), RiskFilter(wanted.team, wanted.kind, wanted.urgency), at)
    seen = policies.visible_to(person, rows).order_by()
    return seen.aggregate(**{name: Count("pk", filter=range_) for name, range_ in _ranges(at).items()})


def _narrowed(rows: QuerySet[Ticket], wanted: RiskFilter, at: datetime) -> QuerySet[Ticket]:
    rows = rows.filter(is_open=True, due_at__lt=FAR)
    if wanted.when in RANGES:
        rows = rows.filter(_ranges(at)[wanted.when])
    if wanted.team:
        rows = rows.filter(team_id=wanted.team)
    if wanted.urgency:
        rows = rows.filter(urgency=wanted.urgency)
    return rows.filter(clock__kind=wanted.kind) if wanted.kind else rows


def _values(rows: QuerySet[Ticket]) -> Any:
    return rows.values_list(*COLUMNS, named=True)


def _row(row: Any, at: datetime) -> AtRisk:
    shown = reading(row.clock, row.due_at, at=at)
    if shown is None:
        raise RuntimeError(f"ticket {row.id} is due without a promise")
    target = timedelta(seconds=row.clock["target"])
    used = round((target - shown.left) / target * 100) if target else 100
    return AtRisk(
        id=row.id,
        number=number_of(row.id),
        subject=row.subject,
        urgency=row.urgency,
        state=row.state,
        customer=row.organisation__name or row.contact__display_name or "",
        team=in_two(row.team__name, row.team__name_en),
        owner_id=row.owner_id,
        owner=row.owner__display_name or in_two(row.duty_role__name, row.duty_role__name_en),
        due_at=row.due_at,
        reading=shown,
        used=used,
    )
