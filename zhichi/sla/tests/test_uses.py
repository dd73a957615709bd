"""Contracts and service levels keep the calendar that they work by in use, and the list of calendars names them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.calendars import selectors as calendar_reads
from zhichi.calendars import services as calendars
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.customers import services as customers
from zhichi.sla import in_force, level_reads, services
from zhichi.sla.uses import calendar_uses

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def night() -> Any:
    """A second calendar, which neither the company nor a team works by."""
    week = [((time(9), time(12)),)] * 7
    calendars.create_calendar(data=calendars.CalendarData(name="公司"), weekly=week, by=BY, at=AT)
    return calendars.create_calendar(data=calendars.CalendarData(name="夜间"), weekly=week, by=BY, at=AT)


def agree(calendar: Any, number: str = "HT-1", **given: Any) -> Any:
    company = customers.create_organisation(data=customers.OrganisationData(name=f"客户{number}"), by=BY, at=AT)
    data = customers.ContractData(number=number, name="夜间合同", starts_on=AT.date(), calendar_id=calendar.pk, **given)
    return customers.create_contract(organisation_id=company.pk, data=data, by=BY, at=AT)


def edition() -> int:
    draft = level_reads.draft()
    return draft.edition if draft else services.NO_DRAFT


def put_out_of_use(calendar: Any, at: datetime = AT) -> Any:
    data = calendars.CalendarData(name=calendar.name, is_active=False)
    return calendars.update_calendar(calendar_id=calendar.pk, data=data, by=BY, at=at)


def test_a_contract_keeps_its_calendar_in_use_until_it_is_over(night: Any) -> None:
    agree(night, ends_on=AT.date() + DAY)
    with pytest.raises(DomainError, match="HT-1 夜间合同 · 客户HT-1") as refused:
        put_out_of_use(night)
    assert list(refused.value.fields) == ["is_active"]
    assert not put_out_of_use(night, AT + 4 * DAY).is_active


def test_an_ended_contract_keeps_no_calendar_in_use(night: Any) -> None:
    row = agree(night)
    customers.end_contract(contract_id=row.pk, reason="退订", by=BY, at=AT)
    assert calendar_uses([night.pk], AT) == {}
    assert not put_out_of_use(night).is_active


def test_a_rule_in_force_keeps_its_calendar_in_use_and_a_draft_does_not(night: Any) -> None:
    rule = services.RuleData(name="夜间级别", calendar=night.pk)
    services.save_rule(data=rule, edition=services.NO_DRAFT, by=BY, at=AT)
    assert calendar_uses([night.pk], AT) == {}
    services.publish(reason="测试", with_open=False, edition=edition(), by=BY, at=AT)
    in_force.forget()
    with pytest.raises(DomainError, match="夜间级别"):
        put_out_of_use(night)


def test_the_list_of_calendars_names_contracts_the_first_three_of_many(
    client: Client, people: People, night: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        agree(night, f"HT-{number}")
    client.force_login(people.supervisor)
    page = client.get("/desk/calendars/").content.decode()
    assert "夜间合同" in page
    assert page.count("夜间合同") == 3, "the rest is counted"
    with django_assert_max_num_queries(1):
        assert len(calendar_reads.uses_of([night.pk], AT)[night.pk]) == 5
