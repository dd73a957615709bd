"""A desk at work: a team with two seniors and a junior, everybody on shift, requests as one-liners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import PASSWORD, SETUP
from zhichi.accounts import services as accounts
from zhichi.assigner import services
from zhichi.core.actors import Actor
from zhichi.customers import services as customers
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.accounts.models import User
    from zhichi.tickets.models import Ticket

START = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # Wednesday, nine in the morning in Shanghai
GUEST = Actor.guest("何青")


@dataclass
class Desk:
    """People, one product, one customer; time moves a minute with each step."""

    people: People
    product: Any
    organisation: Any
    contact: Any
    at: datetime = START

    def tick(self, **length: int) -> datetime:
        """Let time pass (a minute unless told)."""
        self.at += timedelta(**(length or {"minutes": 1}))
        return self.at

    def on_shift(self, *people: User) -> None:
        """Let people work around the clock on all days."""
        week = [accounts.Interval(day, time(0), time(23, 59, 59)) for day in range(7)]
        for person in people:
            accounts.set_working_hours(person_id=person.pk, intervals=week, by=SETUP, at=self.at)

    def person(self, name: str, post: str = "senior") -> User:
        """One more person of the team, on shift."""
        made = accounts.create_person(
            email=f"{name}@staff.example.com", display_name=name, post=post, password=PASSWORD, by=SETUP, at=self.at
        )
        accounts.set_teams(person_id=made.pk, team_ids=[self.people.team.pk], by=SETUP, at=self.at)
        self.on_shift(made)
        return made

    def ticket(self, **given: Any) -> Ticket:
        """A request without an owner."""
        words = tickets.Incoming(text="导出的报表是乱码", channel=Channel.MAIL, contact=self.contact)
        values: dict[str, Any] = {
            "channel": Channel.MAIL,
            "subject": "导出乱码",
            "message": words,
            "contact": self.contact,
            "product": self.product,
        }
        return tickets.register(request=tickets.Request(**{**values, **given}), by=GUEST, at=self.tick())[0]

    def switch(self, *, is_on: bool = True) -> None:
        """Let the team's requests be assigned by themselves, or not."""
        by = self.people.actor("supervisor")
        services.switch_team(team_id=self.people.team.pk, is_on=is_on, by=by, at=self.tick())

    def rule(self, **given: Any) -> Any:
        """A routing rule."""
        data = services.RuleData(**{"name": "规则", **given})
        return services.save_rule(rule_id=None, data=data, by=self.people.actor("supervisor"), at=self.tick())

    def work_off(self) -> int:
        """Let the assigner look at everything."""
        return services.work_off(at=self.tick())

    def owner(self, ticket: Ticket) -> User | None:
        """Who has it now."""
        ticket.refresh_from_db()
        return ticket.owner


@pytest.fixture
def desk(people: People) -> Desk:
    """Senior and junior of the team on shift; the supervisor is not, so that nothing goes there."""
    product = customers.create_product(data=customers.ProductData(code="reports", name="砚台报表"), by=SETUP, at=START)
    organisation = customers.create_organisation(
        data=customers.OrganisationData(name="长谷示例制造", domains=["changgu.example.com"]), by=SETUP, at=START
    )
    contact = customers.create_contact(
        data=customers.ContactData(
            display_name="何青", organisation_id=organisation.pk, addresses=["he.qing@changgu.example.com"]
        ),
        by=SETUP,
        at=START,
    )
    made = Desk(people, product, organisation, contact)
    made.on_shift(people.senior, people.junior)
    return made
