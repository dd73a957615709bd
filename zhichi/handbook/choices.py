"""Codes of the handbook, for other parts. They live one floor lower, because the registry needs them too."""

from __future__ import annotations

from zhichi.handbook.codes import ClauseState, PeriodKind, Unit

__all__ = ["ClauseState", "PeriodKind", "Unit"]
