"""A shelf of clocks for one invented object, settled a step at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.records import services as records
from zhichi.sla import services
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock
from zhichi.sla.services import Promise

BY = Actor.system("tests")
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Shelf:
    """One promise of four hours around the clock, given at noon; `settle` changes what is true of it."""

    stream: str = "thing:1"
    promise: Promise = field(
        default_factory=lambda: Promise(
            kind="solution", started_at=NOON, target=4 * HOUR, calendar_id=None, state=ClockState.RUNNING, since=NOON
        )
    )

    @transaction.atomic
    def settle(self, hours: float = 0, *, is_new: bool = False, **given: Any) -> Clock | None:
        """Say `hours` after noon what is true now; the open clock, if one is."""
        at = NOON + hours * HOUR
        self.promise = replace(self.promise, **{"since": at, **given})
        if is_new:
            settled = services.begin(promises=[self.promise], at=at)
            services.keep(settled, stream=self.stream)
        else:
            settled = services.settle(stream=self.stream, promises=[self.promise], at=at)
        if settled.events:
            records.append_many(self.stream, settled.events, by=BY, at=at)
        return settled.open[0] if settled.open else None

    def row(self) -> Clock:
        """The only clock, as stored."""
        return Clock.objects.get(stream=self.stream)


@pytest.fixture
def shelf(db: None) -> Shelf:
    """The builder."""
    return Shelf()
