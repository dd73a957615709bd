"""Finding people; who is at work (4.1)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.accounts import selectors, services
from zhichi.accounts.selectors import PeopleFilter
from zhichi.accounts.services import Interval
from zhichi.core.actors import Actor
from zhichi.records import services as records

if TYPE_CHECKING:
    from django.conf import LazySettings
    from pytest_django import DjangoAssertNumQueries

    from tests.people import People

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def make(people: People, name: str, email: str, post: str = "junior") -> Any:
    return services.create_person(email=email, display_name=name, post=post, by=SETUP, at=people.at)


def names(people: People, **wanted: Any) -> list[str]:
    rows = selectors.staff(for_user=people.manager, wanted=PeopleFilter(**wanted))
    return [row.display_name for row in rows if not row.display_name.startswith("员工")]


@pytest.mark.parametrize("query", ["林晓", "晓", "linxiao", "lin xiao", "LX", "ＬＸ", "lin.x@", "xiao"])
def test_keeps_people_findable_by_name_pinyin_initials_and_mail(people: People, query: str) -> None:
    make(people, "林晓", "lin.x@staff.example.com")
    make(people, "苏禾", "suhe@staff.example.com")
    assert names(people, query=query) == ["林晓"]


def test_keeps_lists_in_order_of_pinyin(people: People) -> None:
    for number, name in enumerate(("周明远", "安然", "Kim", "林晓")):
        make(people, name, f"p{number}@staff.example.com")
    assert names(people) == ["安然", "Kim", "林晓", "周明远"]


def test_keeps_filters_apart(people: People) -> None:
    user = make(people, "林晓", "lin@staff.example.com", "senior")
    services.set_teams(person_id=user.pk, team_ids=[people.other_team.pk], by=SETUP, at=people.at)
    assert names(people, post="senior") == ["林晓"]
    assert names(people, team_id=people.team.pk) == []
    assert names(people, team_id=people.other_team.pk) == ["林晓"]
    services.deactivate(person_id=user.pk, reason="离职", by=SETUP, at=people.at)
    assert names(people) == []
    assert names(people, activity="inactive") == ["林晓"]


def test_keeps_the_best_fit_first_in_pickers(people: People) -> None:
    make(people, "林晓", "a@staff.example.com")
    make(people, "吕翔宇", "lx@staff.example.com")
    make(people, "李雪莲", "b@staff.example.com")
    found = selectors.pick("lx", for_user=people.manager)
    assert [row.display_name for row in found] == ["林晓", "李雪莲", "吕翔宇"]
    assert selectors.pick("lx", for_user=people.manager, posts=["senior"]) == []


def test_keeps_the_number_of_queries(people: People, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(5):
        make(people, f"人{number}", f"p{number}@staff.example.com")
    manager = people.manager
    with django_assert_num_queries(3):
        for row in selectors.staff(for_user=manager):
            list(row.teams.all()), list(row.skills.all())


def test_keeps_demo_logins_to_the_demo(people: People, settings: LazySettings) -> None:
    make(people, "周明远", "manager@example.com", "manager")
    make(people, "安然", "anran@example.com")
    settings.DEMO = False
    assert selectors.demo_logins() == []
    settings.DEMO = True
    assert [row.display_name for row in selectors.demo_logins()] == ["周明远", "安然"]


def hours(people: People, name: str, start: int, end: int) -> None:
    week = [Interval(day, time(start), time(end)) for day in range(5)]
    services.set_working_hours(person_id=getattr(people, name).pk, intervals=week, by=SETUP, at=people.at)


def test_keeps_presence_by_hours_absence_and_zone(people: People) -> None:
    hours(people, "junior", 9, 18)
    hours(people, "senior", 9, 18)
    changes = services.PersonChanges(time_zone="Europe/Berlin")
    services.update_person(person_id=people.senior.pk, changes=changes, by=SETUP, at=people.at)
    assert selectors.at_work_ids(MONDAY) == {people.junior.pk}
    services.add_absence(
        person_id=people.junior.pk,
        kind="sick",
        starts_at=MONDAY,
        ends_at=MONDAY + timedelta(hours=4),
        by=SETUP,
        at=people.at,
    )
    assert selectors.at_work_ids(MONDAY) == set()
    assert selectors.away_ids(MONDAY) == {people.junior.pk}
    assert selectors.at_work_ids(MONDAY + timedelta(hours=8, minutes=30)) == {people.junior.pk, people.senior.pk}


def test_keeps_coverage_honest(people: People) -> None:
    start, end = MONDAY.replace(hour=0) - timedelta(hours=8), MONDAY + timedelta(days=5)
    assert selectors.coverage(selectors.service_slots(start, end)).share == 0
    hours(people, "junior", 9, 12)
    hours(people, "senior", 12, 18)
    assert selectors.coverage(selectors.service_slots(start, end)).share == 1
    services.add_absence(
        person_id=people.junior.pk,
        kind="leave",
        starts_at=MONDAY,
        ends_at=MONDAY + timedelta(days=1),
        by=SETUP,
        at=people.at,
    )
    cover = selectors.coverage(selectors.service_slots(start, end))
    assert (cover.wanted, cover.covered) == (5 * 18, 5 * 18 - 6)
    assert next(slot.at for slot in selectors.service_slots(start, end) if not slot.is_covered) == MONDAY
    records.set_policy(key="4.1.cover_people", value=2, reason="两人", by=SETUP, at=people.at)
    assert selectors.coverage(selectors.service_slots(start, end)).share == 0


def test_keeps_head_counts_of_active_staff(people: People) -> None:
    assert people.manager.is_active
    assert people.junior.is_active
    services.deactivate(person_id=people.rival.pk, reason="离职", by=SETUP, at=people.at)
    services.acknowledge_handbook(version=1, by=Actor.of(people.junior), at=people.at)
    counts, read = selectors.head_counts(1)
    assert (read, selectors.head_counts(2)[1]) == (1, 0)
    assert (counts["manager"], counts["junior"], counts["senior"]) == (1, 1, 0)
    assert selectors.active_staff_count() == 2
