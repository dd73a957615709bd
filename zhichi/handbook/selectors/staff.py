"""What several clauses ask about staff, asked once for a page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts

if TYPE_CHECKING:
    from zhichi.accounts.models import Absence
    from zhichi.handbook.periods import Period

MARGIN = timedelta(days=8)  # a shift that begins in the period ends, and its week begins, within this


def away_in(period: Period) -> list[Absence]:
    """Everybody's absences around the whole that the period was cut from. One query for all who ask."""
    whole = period.root
    return whole.share("accounts.absences", lambda: accounts.all_absences(whole.start - MARGIN, whole.end + MARGIN))
