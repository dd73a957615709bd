"""The pages of reports: who opens them, what they show, what they keep when refused, what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tests.people import POSTS
from zhichi.accounts import services as accounts
from zhichi.core.actors import Actor
from zhichi.reports import services, spans
from zhichi.reports.choices import Length
from zhichi.reports.models import Action, Report

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from zhichi.reports.tests.conftest import House

READERS = {"manager", "supervisor", "senior", "auditor", "administrator"}


def address(name: str, *args: Any) -> str:
    return reverse(f"reports:{name}", args=args)


def test_each_post_opens_what_it_may_in_both_languages(client: Client, house: House) -> None:
    issued, draft = house.issued(), house.draft(spans.last(Length.WEEK, house.at).code)
    for number, post in enumerate(POSTS):
        user, language = getattr(house.people, post), ("zh-hans", "en")[number % 2]
        chosen = accounts.Preferences(language=language)
        accounts.set_preferences(person_id=user.pk, preferences=chosen, by=Actor.of(user), at=house.at)
        client.force_login(user)
        reads, writes = 200 if post in READERS else 403, post == "manager"
        for url in (address("reports"), address("report", issued.pk), address("print", issued.pk)):
            assert client.get(url).status_code == reads, (post, url)
        assert client.get(address("actions")).status_code == 200, post
        for url in (address("new"), address("action_new", draft.pk), address("issue", draft.pk)):
            assert client.get(url).status_code == (200 if writes else 403), (post, url)
        hidden = 200 if writes else 404 if reads == 200 else 403
        assert client.get(address("report", draft.pk)).status_code == hidden, post


def test_what_was_typed_stays_when_it_is_refused(client: Client, house: House) -> None:
    client.force_login(house.people.manager)
    row = house.draft()
    long = "很长的说明。" * 2000
    refused = client.post(address("remarks", row.pk), {"remarks": long})
    assert refused.status_code == 422
    assert long in refused.content.decode()
    yesterday = f"{spans.today(house.at) - timedelta(days=1)}"
    data = {"text": "先验证", "owner": house.people.senior.pk, "due_on": yesterday, "finding": ""}
    refused = client.post(address("action_new", row.pk), data)
    assert refused.status_code == 422
    assert all(words in refused.content.decode() for words in ("先验证", yesterday))
    assert client.post(address("new"), {"code": "2001-01"}).status_code == 422
    assert not Action.objects.exists()


def test_the_owner_alone_ticks_an_action_off(client: Client, house: House) -> None:
    row = house.draft()
    action = house.action(row, "junior")
    services.issue(report_id=row.pk, by=house.manager, at=house.at)
    client.force_login(house.people.assistant)
    assert client.get(address("action_done", action.pk)).status_code == 404
    assert "回访前先验证" not in client.get(address("actions")).content.decode()
    client.force_login(house.people.junior)
    assert "回访前先验证" in client.get(address("actions")).content.decode()
    assert client.post(address("action_done", action.pk), {"outcome": "做到了"}).status_code == 303
    action.refresh_from_db()
    assert (action.outcome, action.done_by) == ("做到了", house.people.junior)


def test_issued_reports_take_no_writing_page(client: Client, house: House) -> None:
    row = house.issued()
    client.force_login(house.people.manager)
    for name in ("action_new", "issue"):
        assert client.get(address(name, row.pk)).status_code == 404
    assert client.post(address("compute", row.pk)).status_code == 409
    assert Report.objects.get().computed_at == row.computed_at


def test_a_report_costs_few_queries(
    client: Client, house: House, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = house.draft()
    for _ in range(3):
        house.action(row)
    services.issue(report_id=row.pk, by=house.manager, at=house.at)
    client.force_login(house.people.auditor)
    client.get(address("report", row.pk))  # what a process remembers
    for name, args in (("report", (row.pk,)), ("reports", ())):
        with django_assert_max_num_queries(9):
            assert client.get(address(name, *args)).status_code == 200
