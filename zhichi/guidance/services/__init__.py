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
from zhichi.guidance.services.reading import note_read, vote
from zhichi.guidance.services.use import insert, mark_solved, unmark_solved
from zhichi.guidance.services.writing import write_from_ticket

__all__ = [
    "deflect",
    "forget_old",
    "insert",
    "mark_solved",
    "note_choice",
    "note_opened",
    "note_question",
    "note_read",
    "note_sent",
    "note_shown",
    "unmark_solved",
    "vote",
    "write_from_ticket",
]
