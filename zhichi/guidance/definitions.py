"""The numbers of the handbook that the use of knowledge reads, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

LOG_DAYS = "6.3.1.search_log_days"
POPULAR_DAYS = "6.1.2.popular_days"

HELPFUL = "6.1.3.helpful_percent"
CLICKED, EMPTY = "6.3.1.click_percent", "6.3.1.no_result_percent"
LINKED = "6.3.3.linked_percent"


def _percent(key: str, label: str, default: int) -> PolicyDefinition:
    return PolicyDefinition(
        key=key, clause=key[:5], label=label, default=default, unit="percent", minimum=0, maximum=100
    )


POLICIES = (
    _percent(HELPFUL, gettext_noop("Of the readers who vote, those whom the article helped are at least"), 80),
    _percent(CLICKED, gettext_noop("Of the searches with a result, those that led to an article are at least"), 30),
    _percent(EMPTY, gettext_noop("Of the searches, those without a result are at most"), 15),
    _percent(LINKED, gettext_noop("Of the closed tickets, those on which an article was used are at least"), 20),
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
