"""The numbers of the handbook that the use of knowledge reads, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

LOG_DAYS = "6.3.1.search_log_days"
POPULAR_DAYS = "6.1.2.popular_days"

POLICIES = (
    PolicyDefinition(
        key=LOG_DAYS,
        clause="6.3.1",
        label=gettext_noop("Questions to the search are kept for"),
        default=365,
        unit="days",
        minimum=7,
        maximum=3650,
    ),
    PolicyDefinition(
        key=POPULAR_DAYS,
        clause="6.1.2",
        label=gettext_noop("“Most read” on the portal counts the last"),
        default=90,
        unit="days",
        minimum=1,
        maximum=3650,
    ),
)
