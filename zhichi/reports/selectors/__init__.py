"""Reads of analysis reports."""

from __future__ import annotations

from zhichi.reports.selectors.computing import compute
from zhichi.reports.selectors.lists import (
    NEWEST,
    Offer,
    action,
    actions_in_hand,
    actions_of,
    find,
    offers,
    people_told,
    reports,
    staff,
    waiting,
)
from zhichi.reports.selectors.showing import (
    ChartView,
    ClauseView,
    FigureView,
    FindingView,
    SectionView,
    Sheet,
    sheet_of,
)

__all__ = [
    "NEWEST",
    "ChartView",
    "ClauseView",
    "FigureView",
    "FindingView",
    "Offer",
    "SectionView",
    "Sheet",
    "action",
    "actions_in_hand",
    "actions_of",
    "compute",
    "find",
    "offers",
    "people_told",
    "reports",
    "sheet_of",
    "staff",
    "waiting",
]
