"""Turns clocks and rows of the board into what the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.api.schemas.clocks import AtRiskOut, ClockOut, EscalationOut, PauseOut, WarningOut
from zhichi.api.schemas.values import Ref
from zhichi.api.shapes import ref
from zhichi.calendars import selectors as calendars
from zhichi.escalation.choices import STEPS
from zhichi.records import selectors as records
from zhichi.sla import selectors as sla
from zhichi.sla.choices import ClockState, PauseReason
from zhichi.tickets.choices import State, Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from zhichi.escalation.models import Escalation
    from zhichi.escalation.selectors import BoardRow
    from zhichi.records.registry import Recorded
    from zhichi.sla.models import Clock, Pause

WARNED = "sla.warned"


def seconds(length: timedelta) -> int:
    """A length as whole seconds, cut towards zero."""
    return int(length.total_seconds())


def clocks(stream: str, *, at: datetime) -> list[ClockOut]:
    """The clocks of an object at `at`, the oldest first. Four queries, and the calendars that this process forgot."""
    rows = sla.clocks_of(stream)
    names = calendars.names() if rows else {}
    given = records.history(stream, codes=[WARNED]) if rows else []
    return [_clock(row, names, _warnings(row, given), at) for row in rows]


def at_risk(row: BoardRow) -> AtRiskOut:
    """A row of the board."""
    ticket = row.ticket
    return AtRiskOut.model_construct(
        number=ticket.number,
        subject=ticket.subject,
        urgency=Urgency(ticket.urgency),
        state=State(ticket.state),
        customer=ticket.customer,
        team=ticket.team,
        owner=ticket.owner,
        metric=ticket.reading.kind,
        look=ticket.reading.look,
        due_at=ticket.due_at,
        remaining_seconds=seconds(ticket.reading.left),
        used_percent=ticket.used,
        escalation=_escalation(row.escalation),
        needs_acknowledgement=row.waits,
    )


def _clock(row: Clock, names: dict[int, str], warnings: list[WarningOut], at: datetime) -> ClockOut:
    used = sla.used_at(row, at) if row.elapsed is None else row.elapsed
    return ClockOut.model_construct(
        id=row.pk,
        metric=row.kind,
        state=ClockState(row.state),
        look=None if row.ended_at is not None else sla.reading_of(row, at=at).look,
        calendar=None if row.calendar_id is None else Ref(id=row.calendar_id, name=names.get(row.calendar_id, "")),
        target_seconds=seconds(row.target),
        used_seconds=seconds(used),
        remaining_seconds=seconds(row.target - used),
        started_at=row.started_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        pauses=[_pause(pause, at) for pause in sorted(row.pauses.all(), key=lambda pause: (pause.since, pause.pk))],
        warnings=warnings,
        missed_at=row.breached_at,
    )


def _pause(row: Pause, at: datetime) -> PauseOut:
    length = seconds((row.until or at) - row.since)
    return PauseOut.model_construct(
        reason=PauseReason(row.reason), since=row.since, until=row.until, seconds=max(0, length)
    )


def _warnings(row: Clock, given: Sequence[Recorded]) -> list[WarningOut]:
    """Those that the record says were given while this clock was the open one of its kind."""
    return [
        WarningOut.model_construct(percent=item.data["percent"], at=item.at)
        for item in given
        if item.data["kind"] == row.kind
        and row.started_at <= item.at
        and (row.ended_at is None or item.at <= row.ended_at)
    ]


def _escalation(row: Escalation | None) -> EscalationOut | None:
    if row is None:
        return None
    return EscalationOut.model_construct(
        metric=row.kind,
        late_since=row.late_since,
        step=STEPS[row.raised - 1] if row.raised else None,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=ref(row.acknowledged_by),
    )
