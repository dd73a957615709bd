"""Reads of the handbook."""

from __future__ import annotations

from zhichi.handbook.periods import parse as parse_period
from zhichi.handbook.periods import this_month
from zhichi.handbook.selectors.behind import MOST_EXPORTED, Listing, PartView, asked_of, listing, rows_url
from zhichi.handbook.selectors.conformance import (
    ChapterView,
    ClauseView,
    active_language,
    chapters,
    clause_view,
    conformance,
    evidence_for,
    states,
    values_of,
)
from zhichi.handbook.selectors.exports import as_json
from zhichi.handbook.selectors.goals import Goal, goals, headline_figure, headlines
from zhichi.handbook.selectors.texts import Charter, charter, charter_in_both, charter_versions, glossary
from zhichi.handbook.selectors.trend import Trend, has_trend, trend
from zhichi.handbook.selectors.trying import can_try, try_value
from zhichi.handbook.selectors.versions import (
    ChangeView,
    changes_since,
    current_since,
    current_version,
    forget_version,
    unread_version,
    value_versions,
    versions,
)

__all__ = [
    "MOST_EXPORTED",
    "ChangeView",
    "ChapterView",
    "Charter",
    "ClauseView",
    "Goal",
    "Listing",
    "PartView",
    "Trend",
    "active_language",
    "as_json",
    "asked_of",
    "can_try",
    "changes_since",
    "chapters",
    "charter",
    "charter_in_both",
    "charter_versions",
    "clause_view",
    "conformance",
    "current_since",
    "current_version",
    "evidence_for",
    "forget_version",
    "glossary",
    "goals",
    "has_trend",
    "headline_figure",
    "headlines",
    "listing",
    "parse_period",
    "rows_url",
    "states",
    "this_month",
    "trend",
    "try_value",
    "unread_version",
    "value_versions",
    "values_of",
    "versions",
]
