"""Builders for the portal: customers with files and accounts, a worked request, a browser that is nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.test import Client

from zhichi.accounts import services as accounts
from zhichi.customers import services as customers
from zhichi.files.selectors import new_upload_token
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.customers.models import Contact, Organisation
    from zhichi.tickets.models import Ticket


@dataclass
class Town:
    """An organisation with 何青 and her colleague 白露, and 方舟 of another one. Made when first asked for."""

    people: People
    at: datetime
    made: dict[str, Any] = field(default_factory=dict)

    def tick(self) -> datetime:
        """A minute later."""
        self.at += timedelta(minutes=1)
        return self.at

    def organisation(self, name: str, *, shares: bool = False) -> Organisation:
        """A company."""
        if name not in self.made:
            data = customers.OrganisationData(name=name, shares_requests=shares)
            self.made[name] = customers.create_organisation(data=data, by=self.people.actor("manager"), at=self.at)
        company: Organisation = self.made[name]
        return company

    def contact(self, name: str, address: str, company: str = "长谷示例制造", *, shares: bool = False) -> Contact:
        """A person at a company, without an account."""
        if address not in self.made:
            organisation = self.organisation(company, shares=shares)
            data = customers.ContactData(display_name=name, addresses=[address], organisation_id=organisation.pk)
            self.made[address] = customers.create_contact(data=data, by=self.people.actor("manager"), at=self.at)
        contact: Contact = self.made[address]
        return contact

    def signed_in(self, contact: Contact, language: str = "zh-hans") -> Client:
        """A browser in which this contact is signed in, with an account that has a password."""
        user = accounts.create_customer_account(
            email=contact.addresses.get(is_primary=True).address,
            name=contact.display_name,
            language=language,
            by=self.people.actor("manager"),
            at=self.at,
            password="correct horse battery",
        )
        customers.link_account(contact_id=contact.pk, user=user, by=self.people.actor("manager"), at=self.at)
        contact.refresh_from_db()
        client = Client()
        client.force_login(user, backend="zhichi.accounts.backends.MailAddressBackend")
        return client

    def ticket(self, contact: Contact, subject: str = "导出的报表打开是乱码", **given: Any) -> Ticket:
        """A request by mail."""
        words = tickets.Incoming(text="数字正常，中文全是乱码", channel=Channel.MAIL, contact=contact)
        request = tickets.Request(channel=Channel.MAIL, subject=subject, message=words, contact=contact, **given)
        return tickets.register(request=request, by=self.people.actor("assistant"), at=self.tick())[0]

    def solved(self, contact: Contact, *, is_complete: bool = True) -> Ticket:
        """A request with a proposed solution and its open follow-up; its record is complete unless told."""
        by = self.people.actor("senior")
        ticket = self.ticket(contact)
        tickets.take(ticket_id=ticket.pk, by=by, at=self.tick())
        tickets.note(ticket_id=ticket.pk, text="内部：客户的服务器很旧", by=by, at=self.tick())
        if is_complete:
            self._complete(ticket, by)
        proposal = tickets.Proposal(kind="upgrade", parts={"version": "8.2.1"}, explanation="请升级到 8.2.1")
        tickets.propose(ticket_id=ticket.pk, proposal=proposal, by=by, at=self.tick())
        ticket.refresh_from_db()
        return ticket

    def _complete(self, ticket: Ticket, by: Any) -> None:
        changes = tickets.Changes(type="fault", product=self.product())
        tickets.change(ticket_id=ticket.pk, changes=changes, by=by, at=self.tick())
        tickets.confirm(ticket_id=ticket.pk, cause="缺少编码标记", method="remote", by=by, at=self.tick())

    def product(self) -> Any:
        """What the company sells."""
        if "product" not in self.made:
            data = customers.ProductData(
                code="reports", name="砚台报表", name_en="Inkstone Reports", versions=["8.2.0"]
            )
            self.made["product"] = customers.create_product(data=data, by=self.people.actor("manager"), at=self.at)
        return self.made["product"]


@pytest.fixture
def town(people: People) -> Town:
    """The builder."""
    return Town(people, people.at - timedelta(hours=2))


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    """Each test starts with nothing counted."""
    cache.clear()


@pytest.fixture
def guest() -> Client:
    """A browser that is nobody, reading Chinese."""
    return Client(headers={"accept-language": "zh-CN"})


@pytest.fixture
def form() -> dict[str, Any]:
    """A well-filled request form of a guest."""
    return {
        "form_token": new_upload_token(),
        "name": "何青",
        "company": "长谷示例制造",
        "address": "He.Qing@client.example.com",
        "phone": "0755-2345 6789 转 801",
        "product": "",
        "version": "8.2.0",
        "subject": "导出的报表打开是乱码",
        "impact": "some",
        "people": "12",
        "text": "用表格软件打开，中文全是乱码。",
        "occurred_at": "",
        "website": "",
    }
