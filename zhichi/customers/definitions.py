"""Numbers of clause 5.1.2 that the handbook's editor may change."""

from __future__ import annotations

from zhichi.core.events import gettext_noop as _
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="5.1.2.confirm_days",
        clause="5.1.2",
        label=_("How long a checked customer file counts as current"),
        default=365,
        unit="days",
        minimum=30,
        maximum=1095,
    ),
    PolicyDefinition(
        key="5.1.2.current_percent",
        clause="5.1.2",
        label=_("Share of customer files that should be current"),
        default=90,
        unit="percent",
        minimum=0,
        maximum=100,
    ),
    PolicyDefinition(
        key="5.1.2.contract_notice_days",
        clause="5.1.2",
        label=_("A contract counts as about to expire so many days before its last day"),
        default=30,
        unit="days",
        minimum=1,
        maximum=365,
    ),
)
