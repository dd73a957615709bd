"""A house with two months of work, and reports about it as one-liners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import People
from zhichi.core import clock
from zhichi.reports import services, spans
from zhichi.reports.choices import Length
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.tickets.tests.browsing import visit
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.handbook.registry import Period
    from zhichi.reports.models import Action, Report

__all__ = ["desk", "visit"]


@dataclass
class House:
    """Reports about the last month, in which one request was late and one was not solved at first."""

    desk: Desk
    month: Period  # the last one that is over
    at: datetime  # now

    @property
    def people(self) -> People:
        """The people of the tests."""
        return self.desk.people

    @property
    def manager(self) -> Actor:
        """Who writes reports."""
        return self.people.actor("manager")

    def draft(self, code: str = "") -> Report:
        """A draft about the last month."""
        return services.draft(code=code or self.month.code, by=self.manager, at=self.at)

    def action(self, report: Report, owner: str = "senior", **given: Any) -> Action:
        """A measure on a draft."""
        wanted = {"text": "回访前先验证", "due_on": spans.today(self.at) + timedelta(days=14), "finding": "", **given}
        owner_id = getattr(self.people, owner).pk
        return services.note_action(report_id=report.pk, owner_id=owner_id, by=self.manager, at=self.at, **wanted)

    def issued(self, code: str = "") -> Report:
        """An issued report."""
        return services.issue(report_id=self.draft(code).pk, by=self.manager, at=self.at)


@pytest.fixture
def people(db: None) -> People:
    """Staff who have worked here for some months, so that the record begins before what is reported."""
    found = People(at=clock.now() - timedelta(days=110))
    found.found()
    return found


@pytest.fixture
def house(desk: Desk) -> House:
    """Three requests in the month before the last one and four in the last one, one of which was not solved."""
    now = clock.now()
    month = spans.last(Length.MONTH, now)
    before = spans.of_day(Length.MONTH, month.first_day - timedelta(days=1))
    for period, count in ((before, 3), (month, 4)):
        desk.at = period.start + timedelta(days=9, hours=2)
        while desk.at.weekday() > 1:
            desk.at += timedelta(days=1)
        for _ in range(count):
            desk.outcome(desk.solved(), FollowUpOutcome.SOLVED)
    desk.outcome(desk.solved(), FollowUpOutcome.UNSOLVED)
    for name in ("manager", "supervisor", "senior", "auditor"):
        getattr(desk.people, name)
    return House(desk, month, now)
