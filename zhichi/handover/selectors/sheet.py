"""The hand-over page: own open tickets, what is due before the next own shift, and who could go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.records.selectors import policy
from zhichi.roster import selectors as roster
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import FAR
from zhichi.tickets.policies import WORKERS

if TYPE_CHECKING:
    from zhichi.accounts.models import User
    from zhichi.roster.models import Shift
    from zhichi.tickets.models import Ticket

KEEP, DUTY = "keep", "duty"


@dataclass(frozen=True)
class Line:
    """One open ticket. `proposal` is "keep", "duty" or "user-12"; `duty_holder` answers for its duty role then."""

    ticket: Ticket
    is_due: bool
    proposal: str
    duty_holder: User | None


@dataclass(frozen=True)
class Sheet:
    """What somebody sees at the end of a shift. Without a running shift it is about this moment."""

    shift: Shift | None
    ends_at: datetime
    next_start: datetime | None
    lines: list[Line]
    next_people: list[User]  # on shift when this one ends
    others: list[User]
    loads: dict[int, int]

    @property
    def due(self) -> int:
        """How many tickets are due before the next own shift."""
        return sum(line.is_due for line in self.lines)


def sheet_of(person: Any, at: datetime) -> Sheet:
    """The hand-over page of `person` at `at` (aware). Ten queries whatever the number of tickets."""
    shift = roster.running_shift(person, at)
    ends_at = shift.ends_at if shift else at
    own = accounts.team_ids_of(person)
    following = roster.following(shift) if shift else [row for row in roster.on_duty(at) if row.week.team_id in own]
    chosen = {row.person_id: row.person for row in following if row.person_id != person.pk}
    next_people = [user for user in chosen.values() if user.post in WORKERS]
    others = [user for user in _colleagues(person) if user.pk not in chosen]
    loads = tickets.load_of(user.pk for user in [*next_people, *others])
    begins = next_start(person, ends_at)
    held = tickets.held_by(person.pk)
    roles = {ticket.duty_role_id: ticket.duty_role for ticket in held}
    holders = {duty.role.pk: duty.holder for duty in accounts.duties_at(ends_at, roles.values())}
    spread = {user.pk: loads.get(user.pk, 0) for user in next_people}
    lines = []
    for ticket in held:
        is_due = is_due_before(ticket, begins)
        proposal = _propose(spread) if is_due else KEEP
        lines.append(Line(ticket, is_due, proposal, holders.get(ticket.duty_role_id)))
    return Sheet(shift, ends_at, begins, lines, next_people, others, loads)


def next_start(person: Any, after: datetime) -> datetime | None:
    """When somebody's next published shift begins, or None while none is published."""
    found = roster.next_shift(person, after)
    return found.starts_at if found else None


def is_due_before(ticket: Ticket, begins: datetime | None) -> bool:
    """Whether a promise of the ticket runs out before `begins`; with None, whether any promise runs at all.

    Nobody knows when somebody without a further shift will be back, so what runs then must find another owner.
    """
    return ticket.due_at < (begins or FAR)


def waiting(person: Any, at: datetime) -> tuple[Shift, int, int] | None:
    """The running shift, open and due tickets, once the hand-over is asked for (3.3.1); None before, or without any."""
    shift = roster.running_shift(person, at)
    if shift is None or shift.ends_at - at > timedelta(minutes=policy("3.3.1.handover_minutes")):
        return None
    held = tickets.held_by(person.pk)
    if not held:
        return None
    begins = next_start(person, shift.ends_at)
    return shift, len(held), sum(is_due_before(ticket, begins) for ticket in held)


def _propose(spread: dict[int, int]) -> str:
    """The colleague of the next shift with the fewest open tickets, counting what was proposed already."""
    if not spread:
        return DUTY
    chosen = min(spread, key=lambda key: (spread[key], key))
    spread[chosen] += 1
    return f"user-{chosen}"


def _colleagues(person: Any) -> list[User]:
    found: dict[int, User] = {}
    for team_id in sorted(accounts.team_ids_of(person)):
        found |= {user.pk: user for user in accounts.members(team_id).filter(post__in=WORKERS).exclude(pk=person.pk)}
    return sorted(found.values(), key=lambda user: user.sort_key)
