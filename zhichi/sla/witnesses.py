"""Compare published service levels with what was recorded, so that `verify` finds a forged table (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.records.registry import Doubt, Recorded, compare, named
from zhichi.sla.models import LevelVersion
from zhichi.sla.services.levels import digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_levels(events: Sequence[Recorded]) -> list[Doubt]:
    """Versions whose rules differ from what was recorded, or that are gone."""
    rows = {row.number: row for row in LevelVersion.objects.filter(number__in=[item.data["number"] for item in events])}
    return compare(events, named(rows, "number"), digest_of)
