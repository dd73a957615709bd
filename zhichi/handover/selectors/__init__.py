"""Reads of the hand-over at shift end."""

from __future__ import annotations

from zhichi.handover.selectors.care import Successors, is_due_before, needs_care, rules, undo_until
from zhichi.handover.selectors.counts import Counts, counts_of, hand_over, happened, received, recent
from zhichi.handover.selectors.sheet import MOST_LINES, Line, Sheet, next_start, sheet_of, shift_name, waiting

__all__ = [
    "MOST_LINES",
    "Counts",
    "Line",
    "Sheet",
    "Successors",
    "counts_of",
    "hand_over",
    "happened",
    "is_due_before",
    "needs_care",
    "next_start",
    "received",
    "recent",
    "rules",
    "sheet_of",
    "shift_name",
    "undo_until",
    "waiting",
]
