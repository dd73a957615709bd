"""What needs care before its owner is back, who goes on with it, until when it may be taken back (3.3.1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhichi.handover import definitions
from zhichi.records.selectors import policy
from zhichi.roster import selectors as roster
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import FAR, WAITING, State, Urgency
from zhichi.tickets.policies import WORKERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhichi.accounts.models import User
    from zhichi.roster.models import Shift
    from zhichi.tickets.models import Ticket

WITHOUT_SHIFT = timedelta(hours=12)  # how long a hand-over may be taken back while no shift takes over


@dataclass(frozen=True)
class Rules:
    """Which urgencies and states are handed over by themselves."""

    normal: bool
    urgent: bool
    waiting: bool
    solved: bool


def rules() -> Rules:
    """The rules in force."""
    return Rules(
        normal=bool(policy(definitions.NORMAL)),
        urgent=bool(policy(definitions.URGENT)),
        waiting=bool(policy(definitions.WAITING)),
        solved=bool(policy(definitions.SOLVED)),
    )


def is_due_before(ticket: Ticket, begins: datetime | None) -> bool:
    """Whether a promise of the ticket runs out before `begins`; with None, whether any promise runs at all.

    Nobody knows when somebody without a further shift will be back, so what runs then must find another owner.
    """
    return ticket.due_at < (begins or FAR)


def needs_care(ticket: Ticket, begins: datetime | None, given: Rules) -> bool:
    """Whether somebody must look after the ticket before its owner is back at `begins` (aware; None: not known)."""
    if ticket.state in WAITING and not given.waiting:
        return False
    is_due = is_due_before(ticket, begins)
    if ticket.state == State.RESOLVED:
        return is_due and given.solved
    if ticket.urgency == Urgency.URGENT:
        return is_due or given.urgent
    return is_due and given.normal


class Successors:
    """Who goes on at an instant: for each team its people on shift by the roster, whoever has the fewest tickets first.

    Whoever goes home soon is asked only where nobody else is there. Two queries for each team.
    """

    def __init__(self, leaver_id: int, at: datetime) -> None:
        self.leaver_id, self.at = leaver_id, at
        self.by_team: dict[int, list[User]] = {}
        self.loads: Counter[int] = Counter()

    def next_for(self, ticket: Ticket) -> User | None:
        """Who goes on with a ticket; None when the roster names nobody, or the policy says the duty role."""
        if not policy(definitions.TO_PEOPLE):
            return None
        people = self._people(ticket)
        if not people:
            return None
        chosen = min(people, key=lambda user: (self.loads[user.pk], user.pk))
        self.loads[chosen.pk] += 1
        return chosen

    def _people(self, ticket: Ticket) -> list[User]:
        if ticket.team_id not in self.by_team:
            shifts = [row for row in roster.on_duty(self.at, team=ticket.team) if row.person_id != self.leaver_id]
            stay = self.at + timedelta(minutes=policy(definitions.ASKED))
            people = _workers(row for row in shifts if row.ends_at > stay) or _workers(shifts)
            new = [user.pk for user in people if user.pk not in self.loads]
            self.loads.update(tickets.load_of(new))
            self.by_team[ticket.team_id] = people
        return self.by_team[ticket.team_id]


def undo_until(shift: Shift | None, at: datetime) -> datetime:
    """Until when a hand-over made at `at` may be taken back: the end of the shift of the team that took over."""
    if shift is None:
        return at + WITHOUT_SHIFT
    rows = roster.following(shift) if shift.ends_at >= at else _others(shift, at)
    return max((row.ends_at for row in rows), default=at + WITHOUT_SHIFT)


def _others(shift: Shift, at: datetime) -> Sequence[Shift]:
    return [row for row in roster.on_duty(at, team=shift.week.team) if row.person_id != shift.person_id]


def _workers(shifts: Iterable[Shift]) -> list[User]:
    return list({row.person_id: row.person for row in shifts if row.person.post in WORKERS}.values())
