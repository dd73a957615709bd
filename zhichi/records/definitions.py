"""Numbers of the handbook that the record itself lives by (3.4.2)."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

VERIFY_HOURS, HEAD_MINUTES = "3.4.2.verify_hours", "3.4.2.head_minutes"
POLICIES = (
    PolicyDefinition(
        key=VERIFY_HOURS,
        clause="3.4.2",
        label=gettext_noop("Check the whole record every"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=24 * 31,
    ),
    PolicyDefinition(
        key=HEAD_MINUTES,
        clause="3.4.2",
        label=gettext_noop("Sign the head of the record every"),
        default=60,
        unit="minutes",
        minimum=5,
        maximum=60 * 24 * 7,
    ),
)
