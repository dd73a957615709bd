"""Builders for the roster; all of them call services, so that test data has a true record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.accounts import selectors as accounts
from zhichi.core.actors import Actor
from zhichi.roster import selectors, services

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.accounts.models import User
    from zhichi.roster.models import Shift, ShiftKind

SETUP = Actor.system("tests")
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # Friday before, 09:00 in Shanghai


@dataclass
class Plan:
    """Plans shifts in one line each. Early 08-16, late 15-23, night 22-06, of the team of the tests."""

    people: People
    kinds: dict[str, ShiftKind]
    at: datetime = NOW

    def put(self, name: str, kind: str, day: int = 0, **given: Any) -> Shift:
        """Somebody's shift, `day` days after Monday."""
        reason = given.pop("reason", "")
        wish = services.Plan(
            person_id=self.person(name).pk, kind_id=self.kinds[kind].pk, day=MONDAY + timedelta(days=day), **given
        )
        return services.set_shift(plan=wish, by=SETUP, at=self.at, reason=reason)

    def person(self, name: str) -> User:
        """One of the people."""
        found: User = getattr(self.people, name)
        return found

    def publish(self, day: date = MONDAY) -> None:
        """Let the people see the week."""
        services.publish(team_id=self.people.team.pk, day=day, by=SETUP, at=self.at)


def make_kind(people: People, name: str, key: str, hours: tuple[int, int], **given: Any) -> ShiftKind:
    """A kind of shift of the team, needed from Monday to Friday."""
    data = services.KindData(
        name=name,
        key=key,
        start=time(hours[0]),
        end=time(hours[1]),
        time_zone="Asia/Shanghai",
        weekdays=given.pop("weekdays", (0, 1, 2, 3, 4)),
        **given,
    )
    return services.create_kind(team_id=people.team.pk, data=data, by=SETUP, at=NOW)


@pytest.fixture
def plan(people: People) -> Plan:
    """A team with three shifts; the early one carries the intake duty role."""
    kinds = {
        "early": make_kind(people, "早班", "E", (8, 16), duty_role_id=people.duty.pk),
        "late": make_kind(people, "晚班", "L", (15, 23)),
        "night": make_kind(people, "夜班", "N", (22, 6)),
    }
    return Plan(people, kinds)


def codes(plan: Plan) -> list[str]:
    """What the record says of the week, oldest first."""
    from zhichi.records.selectors import history
    from zhichi.roster.models import Week

    week = Week.objects.get(monday=MONDAY)
    return [event.code.removeprefix("roster.") for event in history(week.stream)]


def cover_between(start: datetime, end: datetime) -> selectors.Cover:
    """How well the shifts that begin in a time are manned."""
    return selectors.cover_of(selectors.plan_of(start, end, accounts.all_absences(start, end)).places)
