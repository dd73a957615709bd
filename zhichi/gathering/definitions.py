"""The numbers of the handbook that gathering reads, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

EVERY_HOURS = "6.2.2.gather_hours"
KEPT_DAYS = "6.2.2.run_days"

POLICIES = (
    PolicyDefinition(
        key=EVERY_HOURS,
        clause="6.2.2",
        label=gettext_noop("Sources of articles are read again every"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=2000,
    ),
    PolicyDefinition(
        key=KEPT_DAYS,
        clause="6.2.2",
        label=gettext_noop("Rows of runs of sources are kept for"),
        default=90,
        unit="days",
        minimum=1,
        maximum=3650,
    ),
)
