"""Several tables in one statement: order, kinds, what is counted by the database, what is counted now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Case, CharField, F, Q, Value, When

from tests.people import SETUP
from zhichi.accounts import services
from zhichi.accounts.models import Absence, User
from zhichi.core.sheets import count, now_in, tallied, together, told

if TYPE_CHECKING:
    from tests.people import People

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)


def away(people: People, name: str, *, hours: int) -> None:
    starts_at = NOON + timedelta(hours=hours)
    services.add_absence(
        person_id=getattr(people, name).pk,
        kind="sick",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        by=SETUP,
        at=people.at,
    )


def test_reads_tables_together_the_oldest_first(people: People, django_assert_num_queries: Any) -> None:
    away(people, "senior", hours=3)
    away(people, "junior", hours=1)
    name = F("user__post")
    with django_assert_num_queries(1):
        rows = together(
            told(Absence.objects.all(), "away", "starts_at", name=name, good=Q(user__post="senior"), amount=F("user")),
            told(Absence.objects.filter(user__post="junior"), "back", "ends_at"),
            tallied(User.objects.all(), "people", now_in(NOON), Q(post="senior")),
        )
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert (count(rows, "away"), count(rows, "away", good=True), count(rows, "back")) == (2, 1, 1)
    assert {row.is_good: row.amount for row in rows if row.kind == "people"} == {0: 1, 1: 1}
    assert {row.at for row in rows if row.kind == "people"} == {NOON - timedelta.resolution}
    assert [(row.name, row.amount) for row in rows if row.kind == "away"] == [
        ("junior", people.junior.pk),
        ("senior", people.senior.pk),
    ]


def test_one_table_may_tell_of_several_kinds(people: People) -> None:
    away(people, "senior", hours=3)
    away(people, "junior", hours=1)
    kind = Case(When(user__post="senior", then=Value("first")), default=Value("second"), output_field=CharField())
    rows = together(told(Absence.objects.all(), kind, "starts_at"))
    assert [row.kind for row in rows] == ["second", "first"]
