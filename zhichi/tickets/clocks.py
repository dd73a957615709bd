"""What is promised about a ticket, read off its row, and how the nearest promise is kept beside it (3.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from zhichi.sla import selectors as sla
from zhichi.sla.choices import ClockState
from zhichi.sla.services import Promise
from zhichi.tickets import levels
from zhichi.tickets.choices import FAR, PAUSES, ClockCode, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.sla.models import Clock
    from zhichi.sla.selectors import Reading
    from zhichi.tickets.models import Ticket

DONE = (State.RESOLVED, State.CLOSED)


class Shown(TypedDict):
    """The nearest promise as it is kept on the ticket's row, so that a list needs no other table."""

    kind: str
    state: str
    target: int  # seconds of working time
    calendar: int | None


def promises(ticket: Ticket, *, at: datetime) -> list[Promise]:
    """The promises about a ticket as it stands at `at`.

    Response: the first human answer, whoever gave it. Solution: one promise a round, kept when a solution is proposed;
    no reply keeps it. Progress: anew each time the customer hears from us, while the request is open.
    """
    return [_response(ticket, at), _solution(ticket, at), _progress(ticket, at)]


def put_beside(ticket: Ticket, clocks: Iterable[Clock]) -> None:
    """Keep the nearest of the open clocks on the row (not saved here)."""
    clock = sla.nearest(list(clocks))
    ticket.due_at = FAR if clock is None or clock.due_at is None else clock.due_at
    ticket.clock = None if clock is None else _shown(clock)


def reading(shown: Shown | None, due_at: datetime, *, at: datetime) -> Reading | None:
    """What the chip of a row shows; None for a ticket without an open promise."""
    if shown is None:
        return None
    return sla.read(
        kind=shown["kind"],
        state=shown["state"],
        due_at=None if due_at == FAR else due_at,
        target=timedelta(seconds=shown["target"]),
        calendar_id=shown["calendar"],
        at=at,
    )


def _shown(clock: Clock) -> dict[str, Any]:
    shown: Shown = {
        "kind": clock.kind,
        "state": clock.state,
        "target": int(clock.target.total_seconds()),
        "calendar": clock.calendar_id,
    }
    return dict(shown)


def _response(ticket: Ticket, at: datetime) -> Promise:
    state, since = ClockState.RUNNING, at
    if ticket.responded_at is not None:
        state, since = ClockState.MET, ticket.responded_at
    elif ticket.state == State.CLOSED:
        state = ClockState.VOID
    return _promise(ticket, ClockCode.RESPONSE, ticket.received_at, state, since)


def _solution(ticket: Ticket, at: datetime) -> Promise:
    state, since = _running(ticket, ClockCode.SOLUTION), at
    if ticket.state in DONE:
        state, since = ClockState.MET, ticket.resolved_at or at
    started_at = ticket.round_at or ticket.received_at
    return _promise(ticket, ClockCode.SOLUTION, started_at, state, since)


def _progress(ticket: Ticket, at: datetime) -> Promise:
    state = ClockState.VOID if ticket.state in DONE else _running(ticket, ClockCode.PROGRESS)
    started_at = max(ticket.told_at or ticket.received_at, ticket.round_at or ticket.received_at)
    return _promise(ticket, ClockCode.PROGRESS, started_at, state, at)


def _running(ticket: Ticket, code: ClockCode) -> ClockState:
    return ClockState.PAUSED if (ticket.state, code) in PAUSES else ClockState.RUNNING


def _promise(ticket: Ticket, code: ClockCode, started_at: datetime, state: ClockState, since: datetime) -> Promise:
    return Promise(
        kind=code,
        started_at=started_at,
        target=sla.target_of(code, levels.targets_of(ticket), ticket.urgency),
        calendar_id=levels.calendar_id_of(ticket),
        state=state,
        since=since,
        reason=PAUSES.get((ticket.state, code), "") if state == ClockState.PAUSED else "",
        group=ticket.urgency,
    )
