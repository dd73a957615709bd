"""Reads of contracts: those of an organisation, and which of them cover a request."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from zhichi.core.remembered import Remembered
from zhichi.customers.choices import ContractState
from zhichi.customers.models import Contract
from zhichi.customers.registry import calendar_names
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet

KEEP_SECONDS = 5.0  # as long as another process may still think that there is no contract at all

_supposed: ContextVar[tuple[int, Sequence[Contract]] | None] = ContextVar("supposed contracts", default=None)


@dataclass(frozen=True)
class Cover:
    """A contract in force that covers a request; `calendar_id` is the one agreed on, if any."""

    id: int
    label: str
    calendar_id: int | None


@dataclass(frozen=True)
class ContractLine:
    """A contract as the organisation's page shows it. `days_left` counts its last day; None without one."""

    contract: Contract
    state: ContractState
    products: Sequence[str]
    calendar: str
    days_left: int | None


def forget_contracts() -> None:
    """Drop what this process remembers."""
    _some_exist.forget()


def covers(organisation_id: int | None, product_id: int | None, *, at: datetime) -> list[Cover]:
    """The contracts in force at `at` that cover a product of an organisation, the best fitting first.

    One that names the product stands before one for all products, a younger one before an older. While the product is
    not known, every contract in force counts: what was promised holds until it is known not to. One query; none for a
    request of nobody, or where no contract exists.
    """
    if organisation_id is None:
        return []
    supposed = _supposed.get()
    if supposed is not None and supposed[0] == organisation_id:
        return _fitting(supposed[1], product_id, at)
    return _fitting(rows_of(organisation_id), product_id, at) if _some_exist() else []


def rows_of(organisation_id: int) -> QuerySet[Contract]:
    """The contracts of an organisation, the youngest first, one row for each product named in it as `covered`."""
    rows = Contract.objects.filter(organisation_id=organisation_id).select_related("organisation")
    return rows.annotate(covered=F("products")).order_by("-starts_on", "-pk")


@contextmanager
def supposing(organisation_id: int, rows: Sequence[Contract]) -> Iterator[None]:
    """Let `covers` answer as if an organisation had these contracts (as of `rows_of`), for nobody but the caller."""
    token = _supposed.set((organisation_id, rows))
    try:
        yield
    finally:
        _supposed.reset(token)


def _fitting(rows: Iterable[Contract], product_id: int | None, at: datetime) -> list[Cover]:
    """Those in force that cover a product, those that name it first."""
    found: dict[int, tuple[Contract, bool]] = {}
    for row in rows:
        covered: int | None = getattr(row, "covered", None)
        if (product_id is None or covered in {None, product_id}) and in_force(row, at=at):
            found[row.pk] = row, product_id is not None and covered is None
    order = sorted(found.values(), key=lambda item: item[1])
    return [Cover(row.pk, str(row), row.calendar_id) for row, _is_for_all in order]


def in_force(row: Contract, *, at: datetime) -> bool:
    """Whether a contract holds at `at`, by the days of the organisation's zone; `row` carries its organisation."""
    if row.ended_at is not None and at >= row.ended_at:
        return False
    day = at.astimezone(_zone(row)).date()
    return row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)


def contract_lines(organisation_id: int, *, at: datetime) -> list[ContractLine]:
    """All contracts of an organisation, the youngest first. Two queries, and one for the names of calendars."""
    rows = list(contracts().filter(organisation_id=organisation_id).prefetch_related("products"))
    names = calendar_names() if any(row.calendar_id for row in rows) else {}
    return [_line(row, names, at) for row in rows]


def contract(key: int) -> Contract | None:
    """One contract with its organisation."""
    return contracts().filter(pk=key).first()


def contracts() -> QuerySet[Contract]:
    """Every contract with its organisation, the youngest first. Staff may read them all."""
    return Contract.objects.select_related("organisation").order_by("-starts_on", "-pk")


def contracts_like(typed: str) -> QuerySet[Contract]:
    """Contracts with this in their number, their name or the customer's name."""
    named = Q(number__icontains=typed) | Q(name__icontains=typed) | Q(organisation__name__icontains=typed)
    return contracts().filter(named)


def state_of(row: Contract, *, at: datetime) -> ContractState:
    """Where a contract stands at `at`; `row` carries its organisation."""
    day = at.astimezone(_zone(row)).date()
    if row.ended_at is not None:
        return ContractState.ENDED
    if row.starts_on > day:
        return ContractState.COMING
    if row.ends_on is None:
        return ContractState.RUNNING
    if row.ends_on < day:
        return ContractState.EXPIRED
    notice = timedelta(days=policy("5.1.2.contract_notice_days"))
    return ContractState.EXPIRING if row.ends_on - day < notice else ContractState.RUNNING


def _line(row: Contract, names: dict[int, str], at: datetime) -> ContractLine:
    state = state_of(row, at=at)
    left = None
    if row.ends_on is not None and state in {ContractState.RUNNING, ContractState.EXPIRING}:
        left = (row.ends_on - at.astimezone(_zone(row)).date()).days + 1
    products = [item.name for item in row.products.all()]
    calendar = names.get(row.calendar_id, f"#{row.calendar_id}") if row.calendar_id else ""
    return ContractLine(row, state, products, calendar, left)


def _zone(row: Contract) -> ZoneInfo:
    return ZoneInfo(row.organisation.time_zone)


def _read_some_exist() -> bool:
    return Contract.objects.exists()


# Once there is one, the database is always asked which.
_some_exist = Remembered(_read_some_exist, seconds=KEEP_SECONDS, holds=bool)
