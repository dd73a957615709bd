"""Compare what the record states about issued reports with their rows (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.records.registry import Doubt, Recorded, compare
from zhichi.reports.models import Report
from zhichi.reports.services import digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_issued(events: Sequence[Recorded]) -> list[Doubt]:
    """Issued reports whose figures, remarks or actions are not those that were issued."""
    rows = Report.objects.prefetch_related("actions").in_bulk([event.object_id for event in events])
    return compare(
        events,
        lambda event: rows.get(event.object_id),
        lambda row: digest_of(row, sorted(row.actions.all(), key=lambda item: item.pk)),
    )
