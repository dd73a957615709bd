"""Some columns of many rows in one statement: the rows named, the columns named, every kind of value; many names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.accounts.models import Team, User
from zhichi.core.clock import now
from zhichi.core.lookups import Among
from zhichi.core.update import ROWS_AT_ONCE, update_all

pytestmark = pytest.mark.django_db


def _people(count: int) -> list[User]:
    rows = [
        User(email=f"p{n}@example.com", display_name=f"员工 {n}", post="junior", joined_at=now()) for n in range(count)
    ]
    return User.objects.bulk_create(rows)


def test_stores_what_it_is_told_and_nothing_else() -> None:
    first, second, third = _people(3)
    moment = now() - timedelta(days=3)
    first.display_name, first.last_seen_at, first.is_active = "何'青 %s", moment, False
    second.display_name, second.last_seen_at = "", None
    second.email = "not-stored@example.com"
    third.display_name = "nor this"
    update_all([first, second], ("display_name", "last_seen_at", "is_active"))
    rows = User.objects.order_by("pk").values_list("display_name", "last_seen_at", "is_active", "email")
    assert list(rows) == [
        ("何'青 %s", moment, False, "p0@example.com"),
        ("", None, True, "p1@example.com"),
        ("员工 2", None, True, "p2@example.com"),
    ]


def test_stores_keys_of_other_rows_and_none_in_the_first_line() -> None:
    (person,) = _people(1)
    teams = [Team.objects.create(name=name) for name in ("一线", "二线")]
    teams[1].lead, teams[1].order = person, 7
    update_all(teams, ("lead", "order"))
    assert list(Team.objects.order_by("pk").values_list("lead_id", "order")) == [(None, 0), (person.pk, 7)]


def test_takes_as_many_rows_as_there_are_in_few_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhichi.core.update.ARRAYS_OF", ROWS_AT_ONCE)
    people = _people(ROWS_AT_ONCE + 1)
    for person in people:
        person.phone = f"+86{person.pk}"
    with CaptureQueriesContext(connection) as asked:
        update_all(people, ("phone",))
    assert len(asked.captured_queries) == 2
    assert all(row.phone == f"+86{row.pk}" for row in User.objects.all())
    with CaptureQueriesContext(connection) as asked:
        update_all([], ("phone",))
    assert not asked.captured_queries


@dataclass
class Line:
    """Plain values in the place of a row."""

    pk: int
    display_name: str
    last_seen_at: datetime | None


def test_plain_values_stand_in_the_place_of_rows() -> None:
    first, second = _people(2)
    moment = datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
    update_all([Line(second.pk, "改名", moment)], ("display_name", "last_seen_at"), of=User)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.display_name, first.last_seen_at) == ("员工 0", None)
    assert (second.display_name, second.last_seen_at) == ("改名", moment)


def test_an_instant_without_a_zone_is_refused() -> None:
    (person,) = _people(1)
    naive = datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 - the bad input
    with pytest.raises(ValueError, match="without a zone"):
        update_all([Line(person.pk, "x", naive)], ("last_seen_at",), of=User)
    person.refresh_from_db()
    assert person.last_seen_at is None


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_column_among_values(count: int) -> None:
    people = _people(7)
    wanted = [person.email for person in people[:count]]
    assert User.objects.filter(Among("email", wanted)).count() == count
    assert User.objects.filter(Among("pk", [person.pk for person in people[:count]])).count() == count
    assert (
        User.objects.exclude(Among("email", wanted)).filter(Among("email", [p.email for p in people])).count()
        == 7 - count
    )
