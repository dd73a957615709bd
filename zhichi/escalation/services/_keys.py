"""Keys by which notices of escalation are told once, and found again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.escalation.choices import STEPS
from zhichi.escalation.definitions import ACKNOWLEDGED_STOPS, AFTER
from zhichi.escalation.selectors import in_charge
from zhichi.records.selectors import policy
from zhichi.sla import selectors as sla
from zhichi.worktime import WorkTimeError

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.escalation.models import Escalation
    from zhichi.sla.models import Clock
    from zhichi.tickets.models import Ticket


def warn_key(clock_id: int, percent: int) -> str:
    """Of the warning at `percent`."""
    return f"warn:{clock_id}:{percent}"


def clock_and_percent(key: str) -> tuple[int, int]:
    """What stands in a key of `warn_key`; zeros for anything else."""
    kind, _, rest = key.partition(":")
    clock_id, _, percent = rest.partition(":")
    if kind != "warn" or not clock_id.isdecimal() or not percent.isdecimal():
        return 0, 0
    return int(clock_id), int(percent)


def late_key(row: Escalation, step: str) -> str:
    """Of what a step tells about a late promise."""
    return f"late:{row.clock_id}:{row.late_since.isoformat()}:{step}"


def is_owners(key: str) -> bool:
    """Whether a key is of what only whoever is in charge is told: warnings, and that a promise is late."""
    return key.startswith("warn:") or (key.startswith("late:") and key.endswith(":owner"))


def next_step_at(row: Escalation, clock: Clock) -> datetime | None:
    """When the next step is due, by the clock's calendar and without its pauses; None while it stands or at the end."""
    if row.raised >= len(STEPS) or (row.acknowledged_at is not None and policy(ACKNOWLEDGED_STOPS)):
        return None
    minutes = policy(AFTER[STEPS[row.raised]].key)
    try:
        at = sla.when_used(clock, clock.target + timedelta(minutes=minutes))
    except WorkTimeError:  # the calendar cannot say, as for a mail that is dated 1970: rather too early than never
        return clock.breached_at
    return at if at is None or minutes else clock.breached_at


def words(ticket: Ticket, kind: str, due_at: datetime, *, at: datetime) -> dict[str, Any]:
    """What every notice about a promise of `ticket` says."""
    people = in_charge(ticket, at=at)
    role = None if people else accounts.duty_role(ticket.duty_role_id)
    owner = people[0].display_name if people else role.name if role else "–"
    return {"subject": ticket.subject, "clock": kind, "due_at": due_at.isoformat(), "owner": owner}
