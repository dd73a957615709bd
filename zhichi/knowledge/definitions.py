"""The numbers of the handbook that knowledge reads, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

WEEKLY, MONTHLY, QUARTERLY = "6.2.1.weekly_days", "6.2.1.monthly_days", "6.2.1.quarterly_days"
DEFAULT_RHYTHM = "6.2.1.review_days"
REVIEW_HOURS = "6.2.3.review_hours"


def _days(key: str, label: str, default: int) -> PolicyDefinition:
    return PolicyDefinition(key=key, clause=key[:5], label=label, default=default, unit="days", minimum=1, maximum=1100)


POLICIES = (
    _days(WEEKLY, gettext_noop("Articles of weekly modules are looked through again within"), 7),
    _days(MONTHLY, gettext_noop("Articles of monthly modules are looked through again within"), 31),
    _days(QUARTERLY, gettext_noop("Articles of quarterly modules are looked through again within"), 92),
    _days(DEFAULT_RHYTHM, gettext_noop("Articles of no module are looked through again within"), 92),
    PolicyDefinition(
        key=REVIEW_HOURS,
        clause="6.2.3",
        label=gettext_noop("A submitted article is reviewed within"),
        default=72,
        unit="hours",
        minimum=1,
        maximum=2000,
    ),
)
RHYTHMS = {"weekly": WEEKLY, "monthly": MONTHLY, "quarterly": QUARTERLY, "": DEFAULT_RHYTHM}
