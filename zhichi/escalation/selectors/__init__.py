"""Reads of escalation."""

from __future__ import annotations

from zhichi.escalation.selectors.board import Board, BoardRow, board
from zhichi.escalation.selectors.figures import Figures, figures
from zhichi.escalation.selectors.people import Found, in_charge, to_tell

__all__ = [
    "Board",
    "BoardRow",
    "Figures",
    "Found",
    "board",
    "figures",
    "in_charge",
    "to_tell",
]
