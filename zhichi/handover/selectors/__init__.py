"""Reads of the hand-over at shift end."""

from __future__ import annotations

from zhichi.handover.selectors.counts import Counts, counts, hand_over, recent
from zhichi.handover.selectors.sheet import Line, Sheet, is_due_before, next_start, sheet_of, waiting

__all__ = [
    "Counts",
    "Line",
    "Sheet",
    "counts",
    "hand_over",
    "is_due_before",
    "next_start",
    "recent",
    "sheet_of",
    "waiting",
]
