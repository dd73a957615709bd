"""The numbers about staff lead to the people they count; computed rows and the reach of a reader (1.2, 4.1)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.figures import check_all
from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.core.actors import Actor
from zhichi.handbook import clauses, periods, selectors
from zhichi.records import services as records
from zhichi.records.models import Verification

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db


def test_every_figure_equals_the_people_behind_it(people: People, client: Client) -> None:
    for name in ("manager", "senior", "junior"):
        assert getattr(people, name)
    accounts.acknowledge_handbook(version=1, by=Actor.of(people.junior), at=people.at)
    week = [accounts.Interval(day, time(9), time(12)) for day in range(5)]
    accounts.set_working_hours(person_id=people.senior.pk, intervals=week, by=SETUP, at=people.at)
    days = periods.days(datetime(2026, 11, 23, tzinfo=UTC).date(), datetime(2026, 11, 29, tzinfo=UTC).date())
    found = check_all(clauses.scope(days).figures, days, people.manager)
    assert list(found.values()) == [0, 3, 1]
    composition = clauses.composition(days).figures
    assert list(check_all(composition, days, people.manager).values()) == [1, 1, 1, 90]
    assert composition[-1].value == 33.3
    client.force_login(people.junior)
    page = client.get("/desk/handbook/rows/accounts.staff/", {"what": "read"})
    assert "员工 junior" in page.text
    assert "员工 senior" not in page.text.split("<tbody>")[1].split("</tbody>")[0]
    page = client.get("/desk/handbook/rows/accounts.service_hours/", {"period": days.code, "part": "lacking"})
    assert page.context["page"].rows


def test_verifications_are_listed_and_drawn_with_their_target(people: People, client: Client) -> None:
    at = datetime(2026, 11, 24, 4, tzinfo=UTC)
    for hour in range(3):
        records.verify(by=people.actor("auditor"), at=at + timedelta(hours=hour))
    Verification.objects.filter(pk=Verification.objects.latest("pk").pk).update(
        problems=1, first_problem_in={"zh-hans": "事件被改过"}, finished_at=at + timedelta(hours=3)
    )
    Verification.objects.filter(problems=0).update(finished_at=at)
    day = periods.days(at.date(), at.date())
    figures = clauses.true_records(day).figures
    assert [figure.value for figure in figures][3:] == [1, 3, 1]
    assert list(check_all(figures, day, people.manager).values())[4:] == [3, 1]
    earlier, now = periods.with_before(periods.after(day))
    assert [figure.value for figure in selectors.evidence_for("3.4.2", earlier, only_compared=True).figures] == [3, 1]
    assert [figure.value for figure in clauses.true_records(now).figures][3:] == [1, 0, 0]  # the last, whenever it was
    drawn = selectors.trend("3.4.2", day, None, at=day.end, zone=periods.site_zone())
    assert drawn is not None
    assert [point.is_missed for point in drawn.points] == [True]
    client.force_login(people.manager)
    page = client.get("/desk/handbook/rows/records.checks/", {"what": "failed", "period": day.code})
    assert "事件被改过" in page.text
    seen = selectors.listing("records.checks", {}, day, people.junior)
    assert seen is not None
    assert seen.hidden == seen.count == 3


def test_customers_see_no_staff(people: People) -> None:
    assert people.manager.is_active
    found = selectors.listing("accounts.staff", {}, periods.this_month(), AnonymousUser())
    assert found is not None
    assert found.hidden == found.count == 1


@pytest.mark.parametrize("asked", [{"what": "sold"}, {"post": "boss"}, {"colour": "red"}])
def test_refuses_what_no_list_knows(people: People, client: Client, asked: dict[str, str]) -> None:
    client.force_login(people.manager)
    assert client.get("/desk/handbook/rows/accounts.staff/", asked).status_code == 404
