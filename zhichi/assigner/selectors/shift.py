"""Whether somebody's shift runs: the working hours of their week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def on_shift(people: Iterable[int], at: datetime) -> dict[int, bool | None]:
    """For each person whether they are on at `at`; None when nobody noted when they work."""
    hours = accounts.hours_at(at)
    return {person_id: hours.get(person_id) for person_id in people}
