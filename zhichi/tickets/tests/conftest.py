"""Builders for tickets; all of them call services, so that test data has a true record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.actors import Actor
from zhichi.customers.models import Contact, ContactAddress, Organisation, Product
from zhichi.tickets import services
from zhichi.tickets.choices import Channel, FollowUpOutcome
from zhichi.tickets.tests.browsing import visit

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.tickets.models import Ticket

__all__ = ["visit"]  # a fixture of the browser tests
GUEST = Actor.guest("何青")


@dataclass
class Desk:
    """One contact, one product, and the steps of a request as one-liners. Time moves a minute with each step."""

    people: People
    contact: Contact
    product: Product
    at: datetime

    def tick(self, **length: int) -> datetime:
        """Let time pass (a minute unless told)."""
        self.at += timedelta(**(length or {"minutes": 1}))
        return self.at

    def ticket(self, **given: Any) -> Ticket:
        """A fresh request by mail."""
        words = services.Incoming(
            text="导出的报表是乱码", channel=Channel.MAIL, contact=self.contact, mail_id="<1@client>"
        )
        values: dict[str, Any] = {
            "channel": Channel.MAIL,
            "subject": "导出乱码",
            "message": words,
            "contact": self.contact,
        }
        request = services.Request(**{**values, **given})
        return services.register(request=request, by=GUEST, at=self.tick())[0]

    def worked(self) -> Ticket:
        """A request that was triaged, taken by the senior, answered and confirmed."""
        by = self.people.actor("senior")
        ticket = self.ticket()
        services.take(ticket_id=ticket.pk, by=by, at=self.tick())
        changes = services.Changes(type="fault", product=self.product, version="8.2")
        services.change(ticket_id=ticket.pk, changes=changes, by=by, at=self.tick())
        services.reply(ticket_id=ticket.pk, answer=services.Reply(text="您好，正在查。"), by=by, at=self.tick())
        services.confirm(ticket_id=ticket.pk, cause="缺少 BOM", method="remote", by=by, at=self.tick())
        ticket.refresh_from_db()
        return ticket

    def solved(self) -> Ticket:
        """A worked request with a proposed solution and its open follow-up."""
        ticket = self.worked()
        proposal = services.Proposal(kind="upgrade", parts={"version": "8.2.1"}, explanation="请升级到 8.2.1")
        services.propose(ticket_id=ticket.pk, proposal=proposal, by=self.people.actor("senior"), at=self.tick())
        ticket.refresh_from_db()
        return ticket

    def outcome(self, ticket: Ticket, outcome: FollowUpOutcome, opinion: str = "很好") -> Ticket:
        """Record the open follow-up's outcome by phone."""
        follow_up = ticket.follow_ups.get(done_at=None)
        found = services.Outcome(outcome, "phone", opinion)
        by = self.people.actor("senior")
        return services.record_outcome(follow_up_id=follow_up.pk, found=found, by=by, at=self.tick())

    def closed(self) -> Ticket:
        """A request solved, followed up and closed."""
        return self.outcome(self.solved(), FollowUpOutcome.SOLVED)

    def says(self, ticket: Ticket, text: str = "还是不行", **given: Any) -> services.Received:
        """The customer writes about a request."""
        incoming = services.Incoming(text=text, channel=Channel.MAIL, contact=self.contact, **given)
        return services.customer_message(ticket_id=ticket.pk, incoming=incoming, by=GUEST, at=self.tick())


@pytest.fixture
def desk(people: People) -> Desk:
    """The builder."""
    at = people.at
    company = Organisation.objects.create(name="长谷示例制造", sort_key="chang gu", created_at=at, updated_at=at)
    contact = Contact.objects.create(
        display_name="何青", sort_key="he qing", organisation=company, created_at=at, updated_at=at
    )
    ContactAddress.objects.create(contact=contact, address="he.qing@client.example.com", is_primary=True)
    product = Product.objects.create(code="reports", name="砚台报表", sort_key="yan tai")
    return Desk(people, contact, product, at)
