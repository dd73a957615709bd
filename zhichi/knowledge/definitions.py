"""The numbers of the handbook that knowledge reads, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

WEEKLY, MONTHLY, QUARTERLY = "6.2.1.weekly_days", "6.2.1.monthly_days", "6.2.1.quarterly_days"
DEFAULT_RHYTHM = "6.2.1.review_days"
REVIEW_HOURS = "6.2.3.review_hours"
CLASSIFIED, ORPHANS, COMPLETE = "6.1.1.classified_percent", "6.1.2.orphan_percent", "6.1.3.complete_percent"
REVIEWED = "6.2.1.reviewed_percent"


def _days(key: str, label: str, default: int) -> PolicyDefinition:
    return PolicyDefinition(key=key, clause=key[:5], label=label, default=default, unit="days", minimum=1, maximum=1100)


def _percent(key: str, label: str, default: int) -> PolicyDefinition:
    return PolicyDefinition(
        key=key, clause=key[:5], label=label, default=default, unit="percent", minimum=0, maximum=100
    )


POLICIES = (
    _percent(CLASSIFIED, gettext_noop("Of the published articles, classified in all three ways are at least"), 95),
    _percent(ORPHANS, gettext_noop("Of the published articles, in no module and without links are at most"), 5),
    _percent(COMPLETE, gettext_noop("Of the published articles, complete are at least"), 95),
    _percent(REVIEWED, gettext_noop("Of the full reviews that are due, done in time are at least"), 90),
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
