"""Reads of the handbook."""

from __future__ import annotations

from zhichi.handbook.drawing import Chart, chart_of
from zhichi.handbook.periods import last_month, run_of, this_month
from zhichi.handbook.periods import parse as parse_period
from zhichi.handbook.selectors.behind import MOST_EXPORTED, Listing, PartView, RowPage, asked_of, listing, rows_url
from zhichi.handbook.selectors.choosing import Chosen, choose_period
from zhichi.handbook.selectors.conformance import (
    ChapterView,
    ClauseView,
    ValueView,
    active_language,
    chapters,
    clause_ids,
    clause_title,
    clause_view,
    conformance,
    evidence_for,
    states,
    value_of,
    values_of,
)
from zhichi.handbook.selectors.exports import as_json, plain
from zhichi.handbook.selectors.goals import Goal, goals, headline_figure, headlines
from zhichi.handbook.selectors.staff import away_in
from zhichi.handbook.selectors.texts import Charter, charter, charter_in_both, charter_versions, glossary
from zhichi.handbook.selectors.trend import Point, Trend, finding_of, has_trend, tick_of, trend
from zhichi.handbook.selectors.trying import can_try, trial_of, try_value
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
from zhichi.handbook.wording import is_number, label_words, signed_words, value_words

__all__ = [
    "MOST_EXPORTED",
    "ChangeView",
    "ChapterView",
    "Chart",
    "Charter",
    "Chosen",
    "ClauseView",
    "Goal",
    "Listing",
    "PartView",
    "Point",
    "RowPage",
    "Trend",
    "ValueView",
    "active_language",
    "as_json",
    "asked_of",
    "away_in",
    "can_try",
    "changes_since",
    "chapters",
    "chart_of",
    "charter",
    "charter_in_both",
    "charter_versions",
    "choose_period",
    "clause_ids",
    "clause_title",
    "clause_view",
    "conformance",
    "current_since",
    "current_version",
    "evidence_for",
    "finding_of",
    "forget_version",
    "glossary",
    "goals",
    "has_trend",
    "headline_figure",
    "headlines",
    "is_number",
    "label_words",
    "last_month",
    "listing",
    "parse_period",
    "plain",
    "rows_url",
    "run_of",
    "signed_words",
    "states",
    "this_month",
    "tick_of",
    "trend",
    "trial_of",
    "try_value",
    "unread_version",
    "value_of",
    "value_versions",
    "value_words",
    "values_of",
    "versions",
]
