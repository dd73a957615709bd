"""How old the records of each type are, and which are older than their rule says (3.4.3).

Parts register what they keep with `registry.keep`; how long is a value of the handbook, in months.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import Coalesce

from zhichi.records import registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from zhichi.records.registry import RecordType

EDGES = (6, 12, 24, 36, 60)  # months between the ages that the page tells apart
SHORTEST_MONTH = 28  # days; the day of the month is kept where every month has it


@dataclass(frozen=True)
class Ages:
    """The records of one type: by age (under 6 months, 6 to 12 … over 60), those in use, those older than the rule."""

    type: RecordType
    months: int
    counts: list[int]  # one more than EDGES
    in_use: int
    due: int

    @property
    def total(self) -> int:
        """All records of the type."""
        return sum(self.counts) + self.in_use


def months_before(at: datetime, count: int) -> datetime:
    """The same hour so many months earlier; the last days of a month count as its 28th."""
    total = at.year * 12 + at.month - 1 - count
    return at.replace(year=total // 12, month=total % 12 + 1, day=min(at.day, SHORTEST_MONTH))


def ages(*, at: datetime, months_of: Callable[[str], int]) -> list[Ages]:
    """Every type of record with its ages; `months_of(key)` gives the value of the handbook. A query for each type."""
    return [_ages(kind, at, months_of(kind.key)) for kind in registry.record_types.values()]


def _ages(kind: RecordType, at: datetime, months: int) -> Ages:
    edges = [months_before(at, edge) for edge in EDGES]
    column = kind.instant
    bounds: list[Q] = []
    newer: datetime | None = None
    for edge in edges:
        bounds.append(Q(**{f"{column}__gte": edge}) & (Q(**{f"{column}__lt": newer}) if newer else Q()))
        newer = edge
    bounds.append(Q(**{f"{column}__lt": edges[-1]}))
    wanted: dict[str, Any] = {f"age{place}": Count("pk", filter=bound) for place, bound in enumerate(bounds)}
    wanted["in_use"] = Count("pk", filter=Q(**{f"{column}__isnull": True}))
    wanted["due"] = Count("pk", filter=Q(**{f"{column}__lt": months_before(at, months)}))
    found = kind.rows().order_by().aggregate(**wanted)
    return Ages(
        type=kind,
        months=months,
        counts=[found[f"age{place}"] for place in range(len(bounds))],
        in_use=found["in_use"],
        due=found["due"],
    )


def due_counts(*, at: datetime, months_of: Callable[[str], int]) -> dict[str, int]:
    """How many records of each type are older than their rule, by code. One query for all types."""
    parts = [
        kind.rows()
        .order_by()
        .filter(**{f"{kind.instant}__lt": months_before(at, months_of(kind.key))})
        .annotate(kept_as=Value(kind.code, output_field=CharField()))
        .values_list("kept_as")
        .annotate(counted=Coalesce(Count("pk"), 0))
        for kind in registry.record_types.values()
    ]
    found = dict.fromkeys(registry.record_types.names(), 0)
    if parts:
        first, *others = parts
        found |= dict(first.union(*others, all=True) if others else first)
    return found
