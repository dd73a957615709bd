"""Reads of visits: those of a ticket and of a person, one visit, remote sessions; plans and figures."""

from __future__ import annotations

from zhichi.visits.selectors.calendar import Block, Day, Row, calendar
from zhichi.visits.selectors.plan import GO_OUT, conflicts, doubts, engineers, free_spans, goes_with, span_of
from zhichi.visits.selectors.proposals import Proposal, proposals
from zhichi.visits.selectors.rows import (
    Site,
    carried_by,
    counts,
    last_site,
    mine,
    of_ticket,
    reported,
    session_of,
    sessions_for_customer,
    sessions_of,
    shown_to_customer,
    visit,
    waiting,
)

__all__ = [
    "GO_OUT",
    "Block",
    "Day",
    "Proposal",
    "Row",
    "Site",
    "calendar",
    "carried_by",
    "conflicts",
    "counts",
    "doubts",
    "engineers",
    "free_spans",
    "goes_with",
    "last_site",
    "mine",
    "of_ticket",
    "proposals",
    "reported",
    "session_of",
    "sessions_for_customer",
    "sessions_of",
    "shown_to_customer",
    "span_of",
    "visit",
    "waiting",
]
