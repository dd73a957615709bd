"""Reads of escalation."""

from __future__ import annotations

from zhichi.escalation.selectors.board import Board, BoardRow, board
from zhichi.escalation.selectors.figures import Figures, figures_of, happened
from zhichi.escalation.selectors.late import of_ticket, open_ones
from zhichi.escalation.selectors.people import Found, in_charge, to_tell

__all__ = [
    "Board",
    "BoardRow",
    "Figures",
    "Found",
    "board",
    "figures_of",
    "happened",
    "in_charge",
    "of_ticket",
    "open_ones",
    "to_tell",
]
