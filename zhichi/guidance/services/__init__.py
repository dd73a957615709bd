"""Writes of the use of knowledge, one module per use case."""

from __future__ import annotations

from zhichi.guidance.services.asking import (
    deflect,
    forget_old,
    note_choice,
    note_opened,
    note_question,
    note_sent,
    note_shown,
)
from zhichi.guidance.services.gaps import (
    GIVEN,
    assign_gap,
    close_gaps_of,
    dismiss_gap,
    gather,
    link_gap,
    reopen_gap,
    write_gap,
)
from zhichi.guidance.services.reading import note_read, visitor_of, vote
from zhichi.guidance.services.use import insert, mark_solved, unmark_solved
from zhichi.guidance.services.writing import write_from_ticket

__all__ = [
    "GIVEN",
    "assign_gap",
    "close_gaps_of",
    "deflect",
    "dismiss_gap",
    "forget_old",
    "gather",
    "insert",
    "link_gap",
    "mark_solved",
    "note_choice",
    "note_opened",
    "note_question",
    "note_read",
    "note_sent",
    "note_shown",
    "reopen_gap",
    "unmark_solved",
    "visitor_of",
    "vote",
    "write_from_ticket",
    "write_gap",
]
