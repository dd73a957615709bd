"""Changing a number makes a new version that everybody is asked to read (1.2); the charter has versions too (1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import translation

from tests.people import POSTS, SETUP
from zhichi.accounts import services as accounts
from zhichi.core.errors import DomainError, Refused
from zhichi.handbook import selectors, services
from zhichi.handbook.models import HandbookVersion
from zhichi.records import services as records
from zhichi.records.selectors import history, policy

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.people import People

pytestmark = pytest.mark.django_db
KEY = "2.4.reopen_days"


def change(people: People, value: Any, reason: str = "客户希望更久", **given: Any) -> HandbookVersion:
    by = given.get("by", people.actor("manager"))
    return services.change_policy(key=given.get("key", KEY), value=value, reason=reason, by=by, at=people.at)


def test_keeps_version_one_as_shipped() -> None:
    assert selectors.current_version() == 1
    assert selectors.changes_since(1) == []
    assert selectors.current_since() is None


def test_keeps_author_reason_and_time_of_each_version(people: People) -> None:
    change(people, 10)
    version = change(people, 14, "再改")
    assert (version.number, version.author, version.reason) == (3, people.manager, "再改")
    assert policy(KEY) == 14
    with translation.override("en"):
        newest, older = selectors.changes_since(1)
        assert [item.before for item in selectors.value_versions(KEY)] == ["10 days", "7 days"]
    assert (newest.version, newest.before, newest.after, newest.clause) == (3, "10 days", "14 days", "2.4")
    assert (older.version, older.before, older.after, older.author) == (2, "7 days", "10 days", "员工 manager")
    assert history("handbook:1")[-1].code == "policy.changed"


def test_keeps_versions_made_by_any_way_into_the_record(people: People) -> None:
    records.set_policy(key=KEY, value=9, reason="直接", by=SETUP, at=people.at)
    assert selectors.current_version() == 2
    assert HandbookVersion.objects.get().changes == [{"key": KEY, "clause": "2.4", "before": 7, "after": 9}]


@pytest.mark.parametrize(
    ("value", "reason", "key", "code"),
    [
        (400, "太长", KEY, "out-of-bounds"),
        ("abc", "不是数", KEY, "not-a-number"),
        ("nan", "不是数", KEY, "not-a-number"),
        (7, "没变", KEY, "unchanged"),
        (8, "   ", KEY, "reason-missing"),
        (8, "没有", "9.9.nothing", "unknown-value"),
    ],
)
def test_refuses_bad_values_and_makes_no_version(people: People, value: Any, reason: str, key: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        change(people, value, reason, key=key)
    assert refusal.value.code == code
    assert selectors.current_version() == 1


@pytest.mark.parametrize("post", [post for post in POSTS if post != "manager"])
def test_refuses_everybody_but_the_manager(people: People, post: str) -> None:
    with pytest.raises(Refused):
        change(people, 10, by=people.actor(post))


def test_keeps_asking_until_the_version_in_force_is_read(people: People) -> None:
    junior = people.junior
    assert selectors.unread_version(junior) == 1
    accounts.acknowledge_handbook(version=1, by=people.actor("junior"), at=people.at)
    assert selectors.unread_version(junior) is None
    change(people, 10)
    assert selectors.unread_version(junior) == 2


def test_keeps_the_question_free_for_those_who_have_read(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    accounts.acknowledge_handbook(version=1, by=people.actor("junior"), at=people.at)
    assert selectors.unread_version(people.junior) is None
    with django_assert_num_queries(0):
        assert selectors.unread_version(people.junior) is None


def test_refuses_to_ask_customers(people: People) -> None:
    customer = accounts.create_customer_account(
        email="he@client.example.com", name="何青", language="en", by=SETUP, at=people.at
    )
    assert selectors.unread_version(customer) is None


def test_keeps_a_charter_with_versions(people: People) -> None:
    assert selectors.charter("en").text.startswith("We exist")
    assert selectors.charter("zh-hans").number == 1
    row = services.set_charter(
        text_zh="新的\r\n承诺", text_en="New\x00 promise", reason="改写", by=people.actor("administrator"), at=people.at
    )
    assert (row.number, row.text_zh, row.text_en) == (2, "新的\n承诺", "New promise")
    assert selectors.charter("en").text == "New promise"
    event = history("handbook:1")[-1]
    assert (event.code, event.data["version"]) == ("handbook.charter_changed", 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"text_zh": " "}, "text_zh"), ({"text_en": ""}, "text_en"), ({"reason": ""}, "reason")],
)
def test_refuses_half_a_charter(people: People, given: dict[str, str], field: str) -> None:
    values = {"text_zh": "承诺", "text_en": "Promise", "reason": "改写", **given}
    with pytest.raises(DomainError) as refusal:
        services.set_charter(**values, by=people.actor("manager"), at=people.at)
    assert field in refusal.value.fields


def test_refuses_the_same_charter_again_and_people_without_the_right(people: People) -> None:
    texts = {"text_zh": "承诺", "text_en": "Promise", "reason": "改写"}
    services.set_charter(**texts, by=people.actor("manager"), at=people.at)
    with pytest.raises(DomainError):
        services.set_charter(**texts, by=people.actor("manager"), at=people.at)
    with pytest.raises(Refused):
        services.set_charter(**{**texts, "text_en": "No"}, by=people.actor("supervisor"), at=people.at)


def test_keeps_versions_and_values_together_or_not_at_all(people: People) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        change(people, 10)
        raise RuntimeError
    selectors.forget_version()
    assert selectors.current_version() == 1
    assert not HandbookVersion.objects.exists()
