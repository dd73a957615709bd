"""Numbers of clause 3.3.1 that the hand-over at shift end reads."""

from __future__ import annotations

from zhichi.core.events import gettext_noop as _
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="3.3.1.handover_minutes",
        clause="3.3.1",
        label=_("How long before the end of a shift the hand-over is asked for"),
        default=30,
        unit="minutes",
        minimum=0,
        maximum=240,
    ),
    PolicyDefinition(
        key="3.3.1.handover_automatic",
        clause="3.3.1",
        label=_("Tickets due before the next own shift go to the duty role by themselves at shift end"),
        default=True,
        unit="flag",
    ),
)
