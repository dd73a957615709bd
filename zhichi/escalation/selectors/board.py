"""The board of what is at risk: open tickets by time left, with how far each late promise went up (3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.escalation.choices import STEPS
from zhichi.escalation.models import Escalation
from zhichi.notices import selectors as notices
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.tickets.selectors import AtRisk, RiskFilter

PAGE = 50


@dataclass(frozen=True)
class BoardRow:
    """A ticket on the board; `step` is the highest that was told or None. `waits` for the reader to acknowledge."""

    ticket: AtRisk
    escalation: Escalation | None
    step: Any
    waits: bool


@dataclass(frozen=True)
class Board:
    """One page of the board."""

    rows: list[BoardRow]
    next_cursor: str
    is_first: bool


def board(person: Any, wanted: RiskFilter, *, at: datetime, cursor: str = "", size: int = PAGE) -> Board:
    """A page of the board for `person`, late first. Three queries, however many tickets are open."""
    page = tickets.at_risk(person, wanted, at=at, cursor=cursor, size=size)
    late = Escalation.objects.filter(ticket_id__in=[row.id for row in page.rows], ended_at=None)
    by_ticket: dict[int, Escalation] = {}
    for row in late.select_related("acknowledged_by").order_by("raised", "-late_since"):
        by_ticket[row.ticket_id] = row  # of several late promises the one that went furthest
    waiting = notices.waiting_about(person.pk, [row.stream for row in page.rows])
    rows = [_row(row, by_ticket.get(row.id), waits=row.stream in waiting) for row in page.rows]
    return Board(rows, page.next_cursor, page.is_first)


def _row(ticket: AtRisk, late: Escalation | None, *, waits: bool) -> BoardRow:
    return BoardRow(ticket, late, STEPS[late.raised - 1].label if late is not None and late.raised else None, waits)
