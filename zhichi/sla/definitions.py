"""The numbers of the handbook that every clock reads."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

WARNINGS = ("3.1.2.warn_first_percent", "3.1.2.warn_second_percent", "3.1.2.warn_last_percent")


def _percent(key: str, label: str, default: int) -> PolicyDefinition:
    return PolicyDefinition(
        key=key, clause="3.1.2", label=label, default=default, unit="percent", minimum=1, maximum=99
    )


POLICIES = (
    _percent(WARNINGS[0], gettext_noop("First warning when so much of the time is used"), 50),
    _percent(WARNINGS[1], gettext_noop("Second warning when so much of the time is used"), 75),
    _percent(WARNINGS[2], gettext_noop("Last warning when so much of the time is used"), 90),
    PolicyDefinition(
        key="3.1.2.soon_percent",
        clause="3.1.2",
        label=gettext_noop("A promise counts as nearly due when so much of its time is left"),
        default=25,
        unit="percent",
        minimum=1,
        maximum=99,
    ),
    PolicyDefinition(
        key="3.1.2.soon_minutes",
        clause="3.1.2",
        label=gettext_noop("… or so little, for targets of an hour and more"),
        default=30,
        unit="minutes",
        minimum=1,
        maximum=480,
    ),
)
