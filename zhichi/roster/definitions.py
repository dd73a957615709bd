"""Numbers of clause 4.1 that the roster reads."""

from __future__ import annotations

from zhichi.core.events import gettext_noop as _
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="4.1.rest_hours",
        clause="4.1",
        label=_("Rest between two shifts of one person, at least"),
        default=11,
        unit="hours",
        minimum=0,
        maximum=24,
    ),
    PolicyDefinition(
        key="4.1.swap_needs_approval",
        clause="4.1",
        label=_("A swap of shifts needs a supervisor's approval"),
        default=True,
        unit="flag",
    ),
    PolicyDefinition(
        key="4.1.shift_coverage_percent",
        clause="4.1",
        label=_("Needed shift hours that are manned, at least"),
        default=100,
        unit="percent",
        minimum=0,
        maximum=100,
    ),
)
