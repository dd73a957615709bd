"""The demo's staff go to lunch in turns: the handbook's own rule holds in its first example (4.1)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from zhichi.accounts import selectors
from zhichi.accounts.selectors.presence import COVERING
from zhichi.config.demo import cast, setup

MONTH = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_somebody_answers_through_every_service_hour() -> None:
    setup._staff(MONTH[0])
    cover = selectors.coverage(selectors.service_slots(*MONTH))
    assert cover.share == 1.0


def test_every_team_but_the_smallest_goes_to_lunch_in_turns() -> None:
    shifts = Counter(person.hours for person in cast.STAFF if person.post in COVERING)
    assert set(shifts) == {cast.EARLY, cast.LATER, cast.EVENING}
    assert min(shifts.values()) >= 2
