"""Reads of contracts: those of an organisation, and which of them cover a request."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from zhichi.customers.choices import ContractState
from zhichi.customers.models import Contract
from zhichi.customers.registry import calendar_names
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

KEEP_SECONDS = 5.0  # as long as another process may still think that there is no contract at all

_some_exist = False
_none_until = 0.0  # monotonic seconds


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
    global _some_exist, _none_until
    _some_exist, _none_until = False, 0.0


def covers(organisation_id: int | None, product_id: int | None, *, at: datetime) -> list[Cover]:
    """The contracts in force at `at` that cover a product of an organisation, the best fitting first.

    One that names the product stands before one for all products, a younger one before an older. While the product is
    not known, every contract in force counts: what was promised holds until it is known not to. One query; none for a
    request of nobody, or where no contract exists.
    """
    if organisation_id is None or _nobody_has_any():
        return []
    rows = Contract.objects.filter(organisation_id=organisation_id).select_related("organisation")
    if product_id is None:
        rows = rows.annotate(covered=F("products")).order_by("-starts_on", "-pk")
    else:
        fitting = Q(products=None) | Q(products=product_id)
        rows = rows.filter(fitting).annotate(covered=F("products")).order_by("-starts_on", "-pk")
    found: dict[int, Contract] = {row.pk: row for row in rows if in_force(row, at=at)}
    order = sorted(found.values(), key=lambda row: product_id is not None and getattr(row, "covered", None) is None)
    return [Cover(row.pk, str(row), row.calendar_id) for row in order]


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


def _nobody_has_any() -> bool:
    """Remembers for seconds that there is no contract; once there is one, the database is always asked."""
    global _some_exist, _none_until
    if _some_exist or time.monotonic() < _none_until:
        return not _some_exist
    _some_exist = Contract.objects.exists()
    _none_until = time.monotonic() + KEEP_SECONDS
    return not _some_exist
