"""Whom each step tells (3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.escalation.choices import Step, Why

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.accounts.models import User
    from zhichi.tickets.models import Ticket


@dataclass(frozen=True)
class Found:
    """The people of a step, by name; or why there is nobody."""

    people: Sequence[User]
    why: str = ""


def in_charge(ticket: Ticket, *, at: datetime) -> list[User]:
    """Who answers for a ticket at `at` (3.3.1): its owner, else who holds its duty role then, else its team's lead."""
    if ticket.owner is not None:
        return [ticket.owner]
    role = accounts.duty_role(ticket.duty_role_id)
    holder = accounts.duty_holder(role, at) if role is not None else None
    if holder is not None:
        return [holder]
    team = accounts.team(ticket.team_id)
    return [team.lead] if team is not None and team.lead is not None else []


def to_tell(step: str, ticket: Ticket, *, at: datetime) -> Found:
    """Whom `step` tells about a late promise of `ticket` at `at` (aware).

    The senior engineers of the team but the owner; the supervisors, those of the team before others; the managers, also
    when they are away: nobody stands above them.
    """
    away = accounts.away_ids(at)
    if step == Step.SENIOR:
        seniors = accounts.members(ticket.team_id).filter(post=Post.SENIOR)
        others = [person for person in seniors if person.pk != ticket.owner_id]
        return _present(others, away, Why.NO_SENIOR, Why.SENIORS_AWAY)
    if step == Step.SUPERVISOR:
        present_ones = accounts.supervisors_of(ticket.team_id, at)
        if present_ones:
            return Found(present_ones)
        has_any = accounts.holding_post(Post.SUPERVISOR).exists()
        return Found([], Why.SUPERVISORS_AWAY if has_any else Why.NO_SUPERVISOR)
    managers = list(accounts.holding_post(Post.MANAGER))
    present = [person for person in managers if person.pk not in away]
    return Found(present or managers, "" if managers else Why.NO_MANAGER)


def _present(people: Sequence[User], away: set[int], none: str, absent: str) -> Found:
    present = [person for person in people if person.pk not in away]
    if present:
        return Found(present)
    return Found([], absent if people else none)
