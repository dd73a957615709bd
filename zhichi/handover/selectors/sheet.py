"""The hand-over page: own open tickets, what is due before the next own shift, and who could go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.handover.definitions import ASKED
from zhichi.handover.registry import remarks_on
from zhichi.handover.selectors.care import is_due_before, needs_care, rules
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
MOST_LINES = 100  # of a page; nobody decides about more in one go, and each line is a form of its own


@dataclass(frozen=True)
class Line:
    """One open ticket. `proposal` is "keep", "duty" or "user-12"; `duty_holder` answers for its duty role then.

    `remarks` is what other parts say about it.
    `goes`: it needs care before the next own shift, because a promise is due or by the rules of 3.3.1.
    """

    ticket: Ticket
    is_due: bool
    goes: bool
    proposal: str
    duty_holder: User | None
    remarks: list[str] = field(default_factory=list)

    @property
    def due_at(self) -> datetime | None:
        """When its nearest promise is due; None while all of its clocks stand still."""
        return None if self.ticket.due_at == FAR else self.ticket.due_at


@dataclass(frozen=True)
class Sheet:
    """What somebody sees at the end of a shift. Without a running shift it is about this moment.

    `more` is how many open tickets, all due later than these, have no line.
    """

    shift: Shift | None
    ends_at: datetime
    next_start: datetime | None
    lines: list[Line]
    next_people: list[User]  # on shift when this one ends
    others: list[User]
    loads: dict[int, int]
    more: int = 0

    @property
    def count(self) -> int:
        """How many open tickets there are."""
        return len(self.lines) + self.more

    @property
    def going(self) -> int:
        """How many tickets need care before the next own shift."""
        return sum(line.goes for line in self.lines)


def sheet_of(person: Any, at: datetime, *, most: int | None = None) -> Sheet:
    """The hand-over page of `person` at `at` (aware), with at most `most` tickets.

    Eleven queries whatever the number of tickets, twelve where some are left out.
    """
    shift = roster.running_shift(person, at)
    ends_at = shift.ends_at if shift else at
    own = accounts.team_ids_of(person)
    following = roster.following(shift) if shift else [row for row in roster.on_duty(at) if row.week.team_id in own]
    chosen = {row.person_id: row.person for row in following if row.person_id != person.pk}
    next_people = [user for user in chosen.values() if user.post in WORKERS]
    others = [user for user in _colleagues(person) if user.pk not in chosen]
    loads = tickets.load_of(user.pk for user in [*next_people, *others])
    begins = next_start(person, ends_at)
    held = tickets.held_by(person.pk, most=most)
    more = tickets.count_held_by(person.pk) - len(held) if len(held) == most else 0
    roles = {ticket.duty_role_id: ticket.duty_role for ticket in held}
    holders = {duty.role.pk: duty.holder for duty in accounts.duties_at(ends_at, roles.values())}
    spread = {user.pk: loads.get(user.pk, 0) for user in next_people}
    given = rules()
    remarks, lines = remarks_on([ticket.pk for ticket in held]), []
    for ticket in held:
        is_due = is_due_before(ticket, begins)
        goes = is_due or needs_care(ticket, begins, given)
        proposal = _propose(spread) if goes else KEEP
        holder = holders.get(ticket.duty_role_id)
        lines.append(Line(ticket, is_due, goes, proposal, holder, remarks.get(ticket.pk, [])))
    return Sheet(shift, ends_at, begins, lines, next_people, others, loads, more)


def shift_name(shift: Shift | None) -> str:
    """How a shift is called in the record ("早班 2026-11-23"); a dash without one."""
    return f"{shift.kind.name} {shift.day.isoformat()}" if shift else "–"


def next_start(person: Any, after: datetime) -> datetime | None:
    """When somebody's next published shift begins, or None while none is published."""
    found = roster.next_shift(person, after)
    return found.starts_at if found else None


def waiting(person: Any, at: datetime) -> tuple[Shift, int, int] | None:
    """The running shift, how many tickets are open and how many need care, once the hand-over is asked for (3.3.1).

    None before, or without any.
    """
    shift = roster.running_shift(person, at)
    if shift is None or shift.ends_at - at > timedelta(minutes=policy(ASKED)):
        return None
    held = tickets.promises_held_by(person.pk)
    if not held:
        return None
    begins, given = next_start(person, shift.ends_at), rules()
    going = sum(is_due_before(ticket, begins) or needs_care(ticket, begins, given) for ticket in held)
    return shift, len(held), going


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
