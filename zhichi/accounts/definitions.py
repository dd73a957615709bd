"""The numbers of the handbook that accounts read, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="4.1.cover_people",
        clause="4.1",
        label=gettext_noop("People at work during service hours, at least"),
        default=1,
        unit="count",
        minimum=1,
        maximum=500,
    ),
    PolicyDefinition(
        key="4.1.cover_days",
        clause="4.1",
        label=gettext_noop("Service days a week, from Monday"),
        default=5,
        unit="count",
        minimum=1,
        maximum=7,
    ),
    PolicyDefinition(
        key="4.1.cover_from_hour",
        clause="4.1",
        label=gettext_noop("Service hours start at (hour of the day)"),
        default=9,
        unit="count",
        minimum=0,
        maximum=23,
    ),
    PolicyDefinition(
        key="4.1.cover_until_hour",
        clause="4.1",
        label=gettext_noop("Service hours end at (hour of the day)"),
        default=18,
        unit="count",
        minimum=1,
        maximum=24,
    ),
)
