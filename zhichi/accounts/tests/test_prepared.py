"""Queries whose text is made once give what Django gives, for any values, and refuse what would be another query."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from zhichi.accounts.models import Team, User
from zhichi.core.clock import now
from zhichi.core.prepared import Prepared

pytestmark = pytest.mark.django_db


def _people(post: str, keys: tuple[int, ...]) -> QuerySet[User]:
    return User.objects.filter(Q(post=post) | Q(pk__in=keys), is_active=True).order_by("pk")


@pytest.fixture
def people() -> list[User]:
    made = []
    for number, post in enumerate(("junior", "senior", "junior", "manager")):
        person = User(email=f"p{number}@example.com", display_name=f"员工 {number}", post=post, joined_at=now())
        person.set_unusable_password()
        person.save()
        made.append(person)
    return made


def test_the_rows_are_those_of_the_query_for_any_values(people: list[User]) -> None:
    prepared = Prepared(_people)
    for post in ("junior", "senior", "' OR 1=1 --", "%s", ""):
        for keys in ((people[0].pk,), (people[1].pk, people[3].pk), (0, 0, 0)):
            assert prepared.rows(post, keys) == list(_people(post, keys)), (post, keys)


def test_rows_come_with_related_rows_deferred_columns_and_names(people: list[User]) -> None:
    Team.objects.create(name="一线", lead=people[0])
    teams = Prepared(lambda name: Team.objects.filter(name=name).select_related("lead").only("name", "lead__email"))
    names: Prepared[Any] = Prepared(
        lambda post: User.objects.filter(post=post).order_by("pk").values_list("pk", "email", named=True)
    )
    team = teams.first("一线")
    assert team is not None
    with CaptureQueriesContext(connection) as asked:
        assert team.lead is not None and team.lead.email == "p0@example.com"
    assert not asked.captured_queries
    assert {"is_active", "order"} <= team.get_deferred_fields()
    assert [row.email for row in names.rows("junior")] == ["p0@example.com", "p2@example.com"]
    assert teams.first("二线") is None


def test_each_use_is_one_query_and_the_text_is_made_once(people: list[User]) -> None:
    built = []

    def build(key: int) -> QuerySet[User]:
        built.append(key)
        return User.objects.filter(pk=key)

    prepared = Prepared(build)
    with CaptureQueriesContext(connection) as asked:
        for person in people:
            assert prepared.first(person.pk) == person
    assert len(asked.captured_queries) == len(people)
    assert len(built) == 1


def test_a_query_that_nothing_can_match_asks_nothing() -> None:
    prepared = Prepared(lambda key: User.objects.filter(pk__in=[]).filter(pk=key))
    with CaptureQueriesContext(connection) as asked:
        assert prepared.rows(1) == []
    assert not asked.captured_queries


@pytest.mark.parametrize("value", [None, True, 1.5, (), (None,), [1], now()])
def test_what_would_be_another_query_is_refused(value: Any) -> None:
    """Bad input: None (IS NULL), an empty tuple (no rows), truth values, floats, lists and moments."""
    with pytest.raises(TypeError, match="cannot stand in a prepared query"):
        Prepared(lambda key: User.objects.filter(pk=key)).rows(value)


def test_an_argument_that_the_query_changes_is_refused() -> None:
    """Bad input: a value that is worked on before it reaches the database would be worked on only once."""
    with pytest.raises(ValueError, match="does not use its argument"):
        Prepared(lambda text: User.objects.filter(email=text.upper() + "x")).rows("a@example.com")


def test_fixed_values_stay_as_they_are(people: list[User]) -> None:
    later = now() + timedelta(days=1)
    prepared = Prepared(lambda post: User.objects.filter(post=post, joined_at__lt=later)[:1])
    assert len(prepared.rows("junior")) == 1


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection(people: list[User]) -> None:
    prepared = Prepared(lambda key: User.objects.filter(pk=key))
    prepared.rows(people[0].pk)
    found: list[Any] = []

    def ask() -> None:
        try:
            with CaptureQueriesContext(connection) as asked:
                found.extend(prepared.rows(people[1].pk))
            found.append(len(asked.captured_queries))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [people[1], 1]
