"""Whether somebody's shift runs: by a duty roster where one plans the person, else by their working hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.assigner.registry import shift_finders

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


def on_shift(people: Collection[int], at: datetime) -> dict[int, bool | None]:
    """For each person whether they are on at `at`; None when nobody noted when they work."""
    hours = accounts.hours_at(at)
    found: dict[int, bool | None] = {person_id: hours.get(person_id) for person_id in people}
    for finder in shift_finders.values():
        found |= finder(people, at)
    return found
