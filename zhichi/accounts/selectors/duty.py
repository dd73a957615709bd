"""Who answers for a duty role at an instant (3.3.1): whoever the roster names, else the role's fixed holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.accounts.registry import duty_finders
from zhichi.accounts.selectors.people import duty_roles
from zhichi.accounts.selectors.presence import away_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.accounts.models import DutyRole, User
    from zhichi.accounts.registry import OnDuty


@dataclass(frozen=True)
class Duty:
    """A duty role and who holds it now; `until` is set when a roster says so."""

    role: DutyRole
    holder: User | None
    until: datetime | None = None


def duties_at(at: datetime, roles: Iterable[DutyRole] | None = None) -> list[Duty]:
    """Each role (all active ones when none are given, `holder` joined) with its holder at `at` (aware)."""
    wanted = list(duty_roles() if roles is None else roles)
    planned = _planned([role.pk for role in wanted], at)
    return [
        Duty(role, planned[role.pk].person, planned[role.pk].until) if role.pk in planned else Duty(role, role.holder)
        for role in wanted
    ]


def duty_holder(role: DutyRole, at: datetime) -> User | None:
    """Who answers for the role at `at`: the one on the roster, else the fixed holder; None when there is neither."""
    return duties_at(at, [role])[0].holder


def on_duty(at: datetime) -> list[User]:
    """The active people who hold an active duty role at `at`, by a roster or for good; nobody who is away."""
    away = away_ids(at)
    found = {duty.holder.pk: duty.holder for duty in duties_at(at) if duty.holder is not None}
    return [person for person in found.values() if person.is_active and person.pk not in away]


def _planned(role_ids: list[int], at: datetime) -> dict[int, OnDuty]:
    planned: dict[int, OnDuty] = {}
    for finder in duty_finders.values() if role_ids else ():
        planned = {**finder(role_ids, at), **planned}
    return planned
