"""What a person holds, told before the account ends (3.3.1)."""

from __future__ import annotations

from dataclasses import dataclass

from zhichi.accounts.models import DutyRole, Team
from zhichi.accounts.registry import holdings


@dataclass(frozen=True)
class Held:
    """How many of one kind a person holds, their names where they are few, and what becomes of them."""

    label: str
    count: int
    names: list[str]
    after: str


def held_by(person_id: int) -> list[Held]:
    """What the person holds now, kind by kind; kinds of which there is nothing are left out."""
    found = []
    for holding in holdings.values():
        count = holding.count(person_id)
        if count:
            names = list(holding.names(person_id)) if holding.names else []
            found.append(Held(str(holding.label), count, names, str(holding.after)))
    return found


def led_teams(person_id: int) -> list[str]:
    """Names of the teams that the person leads."""
    return list(Team.objects.filter(lead=person_id).values_list("name", flat=True))


def held_duties(person_id: int) -> list[str]:
    """Names of the duty roles that the person holds."""
    return list(DutyRole.objects.filter(holder=person_id).order_by("name").values_list("name", flat=True))
