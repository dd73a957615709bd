"""The numbers of the handbook that visits read, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

POLICIES = (
    PolicyDefinition(
        key="2.2.visit_signed_percent",
        clause="2.2",
        label=gettext_noop("Visits whose report the customer signed, at least"),
        default=90,
        unit="percent",
        minimum=0,
        maximum=100,
    ),
    PolicyDefinition(
        key="2.2.visit_report_hours",
        clause="2.2",
        label=gettext_noop("The report of a visit is written after check-out within"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=720,
    ),
    PolicyDefinition(
        key="2.2.visit_skill_level",
        clause="2.2",
        label=gettext_noop("Level from which an engineer masters a skill that a visit needs (1 to 3)"),
        default=2,
        unit="count",
        minimum=1,
        maximum=3,
    ),
    PolicyDefinition(
        key="2.2.visit_travel_minutes",
        clause="2.2",
        label=gettext_noop("Way to a customer and back, each, unless planned otherwise"),
        default=30,
        unit="minutes",
        minimum=0,
        maximum=1440,
    ),
    PolicyDefinition(
        key="2.2.visit_minutes",
        clause="2.2",
        label=gettext_noop("A visit on site lasts, unless planned otherwise"),
        default=120,
        unit="minutes",
        minimum=15,
        maximum=1440,
    ),
    PolicyDefinition(
        key="2.2.visit_late_minutes",
        clause="2.2",
        label=gettext_noop("An engineer is on time up to this long after the planned start of a visit"),
        default=15,
        unit="minutes",
        minimum=0,
        maximum=240,
    ),
    PolicyDefinition(
        key="2.2.visit_on_time_percent",
        clause="2.2",
        label=gettext_noop("Visits that begin on time, at least"),
        default=95,
        unit="percent",
        minimum=0,
        maximum=100,
    ),
    PolicyDefinition(
        key="2.2.visit_clock_minutes",
        clause="2.2",
        label=gettext_noop("The clock of a device is noted beside ours when they differ by more than"),
        default=2,
        unit="minutes",
        minimum=0,
        maximum=1440,
    ),
)
