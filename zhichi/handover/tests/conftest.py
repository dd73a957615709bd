"""A shift that ends at 16:00, a colleague on the next one, and tickets in the name of who goes home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.roster.tests.conftest import Plan, plan
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket

__all__ = ["desk", "plan"]  # fixtures
AFTERNOON = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # Monday 14:00 in Shanghai, in the junior's early shift
NEARLY = AFTERNOON + timedelta(minutes=100)  # 15:40
END = AFTERNOON + timedelta(hours=2)  # 16:00
LATER = END + timedelta(minutes=10)  # the grace is over


@dataclass
class Evening:
    """The junior goes home at 16:00, the senior stays until 23:00; both are back on Tuesday at their times."""

    plan: Plan
    desk: Desk

    def held(self, **given: Any) -> Ticket:
        """An open ticket of the junior's."""
        ticket = self.desk.ticket(**given)
        by = self.plan.people.actor("junior")
        return tickets.take(ticket_id=ticket.pk, by=by, at=self.desk.tick())


@pytest.fixture
def evening(plan: Plan, desk: Desk) -> Evening:
    """The plan is published."""
    plan.put("junior", "early")
    plan.put("junior", "early", 1)
    plan.put("senior", "late")
    plan.publish()
    desk.at = AFTERNOON
    return Evening(plan, desk)
