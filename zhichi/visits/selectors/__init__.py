"""Reads of visits: those of a ticket and of a person, one visit, remote sessions; plans and figures."""

from __future__ import annotations

from zhichi.visits.selectors.calendar import Block, Day, Row, calendar
from zhichi.visits.selectors.plan import GO_OUT, conflicts, doubts, engineers, free_spans, span_of
from zhichi.visits.selectors.rows import (
    Site,
    last_site,
    mine,
    of_ticket,
    session_of,
    sessions_of,
    visit,
    waiting,
)

__all__ = [
    "GO_OUT",
    "Block",
    "Day",
    "Row",
    "Site",
    "calendar",
    "conflicts",
    "doubts",
    "engineers",
    "free_spans",
    "last_site",
    "mine",
    "of_ticket",
    "session_of",
    "sessions_of",
    "span_of",
    "visit",
    "waiting",
]
