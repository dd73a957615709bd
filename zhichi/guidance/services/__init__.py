"""Writes of the use of knowledge, one module per use case."""

from __future__ import annotations

from zhichi.guidance.services.use import insert, mark_solved, unmark_solved

__all__ = ["insert", "mark_solved", "unmark_solved"]
