"""What is reckoned by a calendar: contracts that hold or will, and rules of the table in force (1.3, 3.1.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from zhichi.customers import selectors as customers
from zhichi.sla import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

A_DAY = timedelta(days=1)  # customers live in other zones: a contract that might still hold counts


def calendar_uses(keys: Iterable[int], at: datetime) -> dict[int, list[str]]:
    """Calendar id → contracts and service levels that work by it at `at` (aware) or later. One query."""
    wanted, found = set(keys), dict[int, list[str]]()
    holds = (Q(ended_at=None) | Q(ended_at__gt=at)) & (Q(ends_on=None) | Q(ends_on__gte=(at - A_DAY).date()))
    for row in customers.contracts().filter(holds, calendar_id__in=wanted):
        found.setdefault(row.calendar_id or 0, []).append(f"{row} · {row.organisation.name}")
    table = in_force.current()
    for rule in table.rules if table else ():
        if rule.calendar in wanted:
            found.setdefault(rule.calendar or 0, []).append(rule.said)
    return found
