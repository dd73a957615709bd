"""The numbers of the handbook that this part reads, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="1.2.acknowledge_days",
        clause="1.2",
        label=gettext_noop("A new version of the handbook is acknowledged within"),
        default=7,
        unit="days",
        minimum=1,
        maximum=90,
    ),
    PolicyDefinition(
        key="3.4.2.verify_days",
        clause="3.4.2",
        label=gettext_noop("The service record is verified at least every"),
        default=7,
        unit="days",
        minimum=1,
        maximum=366,
    ),
)
