"""What is promised about a ticket, read off its row, and how the nearest promise is kept beside it (3.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from zhichi.sla import selectors as sla
from zhichi.sla.choices import ClockState
from zhichi.sla.services import Promise
from zhichi.tickets import levels
from zhichi.tickets.choices import FAR, PAUSES, ClockCode, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.sla.selectors import OpenClock, Reading
    from zhichi.tickets.models import Ticket

DONE = (State.RESOLVED, State.CLOSED)


@dataclass(slots=True)
class Beside:
    """The columns of a ticket's row that depend on its clocks, for where thousands are written at once."""

    pk: int
    snoozed_until: datetime | None
    due_at: datetime = FAR
    clock: dict[str, Any] | None = None
    report_at: datetime | None = None

    @property
    def stream(self) -> str:
        """The ticket's stream in the record."""
        return f"ticket:{self.pk}"


class Shown(TypedDict):
    """The nearest promise as it is kept on the ticket's row, so that a list needs no other table."""

    kind: str
    state: str
    target: int  # seconds of working time
    calendar: int | None


def promises(ticket: Ticket, *, at: datetime) -> list[Promise]:
    """The promises about a ticket as it stands at `at`.

    Response: the first human answer, whoever gave it. Solution: one promise a round, kept when a solution is proposed;
    no reply keeps it. Progress: anew each time the customer hears from us, while the request is open. A merged ticket
    promises nothing any more: the one that it was merged into does; nor does spam.
    """
    found = [_response(ticket, at), _solution(ticket, at), _progress(ticket, at)]
    if ticket.merged_into_id is not None or ticket.closed_as:
        return [replace(promise, state=ClockState.VOID, since=at) for promise in found]
    return found


def derived_starts(ticket: Ticket) -> dict[str, datetime]:
    """When each promise begins by the ticket's own history: with the request, its round, or the last word to them."""
    round_at = ticket.round_at or ticket.received_at
    told_at = max(ticket.told_at or ticket.received_at, round_at)
    agreed = _agreed(ticket, told_at)
    return {
        ClockCode.RESPONSE: ticket.received_at,
        ClockCode.SOLUTION: round_at,
        ClockCode.PROGRESS: told_at if agreed is None else agreed[0],
    }


def carry(ticket: Ticket, code: ClockCode, started_at: datetime, *, source: Ticket) -> None:
    """Let a promise go on as it was made on a ticket merged into this one, until a new one of its kind begins.

    It begins when that one did (`started_at`), and where `source` has another service level, its target and calendar
    stand: what was promised first is not loosened by merging. Another urgency only makes it stricter. Not saved here.
    """
    made, own = _terms(source, code), _terms(ticket, code)
    kept = [] if made[1:] == own[1:] else [made.target.total_seconds(), made.calendar_id, source.urgency]
    ticket.carried = {**ticket.carried, code: [_text(derived_starts(ticket)[code]), _text(started_at), *kept]}


def next_report(ticket: Ticket, *, at: datetime) -> datetime | None:
    """When the next progress report will be due if the customer hears from us at `at`; None while they are awaited."""
    if (ticket.state, ClockCode.PROGRESS) in PAUSES or ticket.state in DONE:
        return None
    calendar = sla.calendar_of(levels.calendar_id_of(ticket))
    return sla.runs_out(calendar, at, _target(ticket, ClockCode.PROGRESS))


def put_beside(ticket: Ticket | Beside, clocks: Iterable[OpenClock]) -> None:
    """Keep the nearest of the open clocks on the row, and when the next report is due (not saved here)."""
    rows = list(clocks)
    clock = sla.nearest(rows)
    ticket.report_at = next((row.due_at for row in rows if row.kind == ClockCode.PROGRESS), None)
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


def _shown(clock: OpenClock) -> dict[str, Any]:
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
    return _promise(ticket, ClockCode.RESPONSE, state, since)


def _solution(ticket: Ticket, at: datetime) -> Promise:
    state, since = _running(ticket, ClockCode.SOLUTION), at
    if ticket.state in DONE:
        state, since = ClockState.MET, ticket.resolved_at or at
    return _promise(ticket, ClockCode.SOLUTION, state, since)


def _progress(ticket: Ticket, at: datetime) -> Promise:
    state = ClockState.VOID if ticket.state in DONE else _running(ticket, ClockCode.PROGRESS)
    promise = _promise(ticket, ClockCode.PROGRESS, state, at)
    agreed = _agreed(ticket, max(ticket.told_at or ticket.received_at, ticket.round_at or ticket.received_at))
    if agreed is None:
        return promise
    since, until = agreed
    # A time agreed with a person is that time, whatever the calendar says.
    return replace(promise, started_at=since, target=until - since, calendar_id=None)


def _agreed(ticket: Ticket, told_at: datetime) -> tuple[datetime, datetime] | None:
    """When a time for the next report was agreed, and which; None when they have heard from us since."""
    if ticket.agreed_at is None or ticket.agreed_for is None or ticket.agreed_at < told_at:
        return None
    return ticket.agreed_at, ticket.agreed_for


def _target(ticket: Ticket, code: ClockCode) -> timedelta:
    return sla.target_of(code, levels.targets_of(ticket), ticket.urgency)


def _running(ticket: Ticket, code: ClockCode) -> ClockState:
    return ClockState.PAUSED if (ticket.state, code) in PAUSES else ClockState.RUNNING


class _Terms(NamedTuple):
    """When a promise began, what its target is, and the calendar of its level or contract; None: that of the team."""

    started_at: datetime
    target: timedelta
    calendar_id: int | None


def _terms(ticket: Ticket, code: ClockCode) -> _Terms:
    """By the ticket's own history and level, or as they were carried over from a merged one."""
    derived, held = derived_starts(ticket)[code], levels.held_of(ticket)
    own = _Terms(derived, _target(ticket, code), held["calendar"] if held else None)
    if code not in ticket.carried:
        return own
    before, started_at, *kept = ticket.carried[code]
    if before != _text(derived):
        return own
    own = own._replace(started_at=datetime.fromisoformat(started_at))
    if kept:
        target, urgency = timedelta(seconds=kept[0]), kept[2]
        if urgency == ticket.urgency or target < own.target:
            return own._replace(target=target, calendar_id=kept[1])
    return own


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _promise(ticket: Ticket, code: ClockCode, state: ClockState, since: datetime) -> Promise:
    started_at, target, calendar_id = _terms(ticket, code)
    return Promise(
        kind=code,
        started_at=started_at,
        target=target,
        calendar_id=sla.calendar_id_for(ticket.team_id) if calendar_id is None else calendar_id,
        state=state,
        since=since,
        reason=PAUSES.get((ticket.state, code), "") if state == ClockState.PAUSED else "",
        group=ticket.urgency,
    )
