"""Every number of the duty roster leads to the places and people it counts (4.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.figures import check_all
from zhichi.accounts import services as accounts
from zhichi.handbook import periods, selectors
from zhichi.roster import clauses
from zhichi.roster.tests.conftest import MONDAY, NOW, SETUP

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.roster.tests.conftest import Plan

pytestmark = pytest.mark.django_db


def test_every_figure_equals_the_places_behind_it(plan: Plan, client: Client) -> None:
    plan.put("junior", "early")
    sick = plan.put("senior", "late")
    plan.put("junior", "early", 1)
    plan.publish()
    accounts.add_absence(
        person_id=plan.people.senior.pk, kind="sick", starts_at=sick.starts_at, ends_at=sick.ends_at, by=SETUP, at=NOW
    )
    week = periods.days(MONDAY, MONDAY + timedelta(days=6))
    figures = clauses.shifts(week).figures
    # Fifteen places of eight hours; two of them are manned, two people were planned.
    assert [figure.value for figure in figures] == [120.0, 16.0, 13.3, 13, 2]
    assert list(check_all(figures, week, plan.people.manager).values()) == [15, 2, 15, 13, 2]
    client.force_login(plan.people.junior)
    page = client.get("/desk/handbook/rows/roster.places/", {"what": "empty", "period": week.code})
    assert f"/desk/roster/?team={plan.people.team.pk}&amp;week={MONDAY}" in page.text
    assert page.text.count("夜班") == 5
    table = client.get("/desk/handbook/rows/roster.places/csv/", {"period": week.code})
    assert table.text.count("早班") == 5


def test_computed_rows_go_on_to_the_last_page(plan: Plan, client: Client) -> None:
    for days in range(0, 28, 7):
        plan.put("junior", "early", days)
        plan.publish(MONDAY + timedelta(days=days))
    month = periods.days(MONDAY, MONDAY + timedelta(days=27))
    client.force_login(plan.people.manager)
    seen, query = 0, {"what": "empty", "period": month.code, "cursor": ""}
    while True:
        page = client.get("/desk/handbook/rows/roster.places/", query)
        rows = page.context["page"]
        seen += len(rows.rows)
        if not rows.next_cursor:
            break
        query["cursor"] = rows.next_cursor
    assert seen == page.context["listing"].count == 56
    for wrong in ("-1", "9" * 30, "x", "٣"):
        assert client.get("/desk/handbook/rows/roster.places/", {**query, "cursor": wrong}).status_code == 200


def test_is_compared_with_the_week_before_and_drawn_with_its_target(plan: Plan) -> None:
    plan.put("junior", "early")
    plan.publish()
    after = periods.days(MONDAY + timedelta(days=7), MONDAY + timedelta(days=13))
    earlier, now = periods.with_before(after)
    then = selectors.evidence_for("4.1", earlier, only_compared=True).figures
    assert [figure.value for figure in then] == [120.0, 8.0, 6.7, 14, 1]
    assert clauses.shifts(now).figures[2].value is None
    drawn = selectors.trend("4.1", earlier, None, at=now.end, zone=periods.site_zone())
    assert drawn is not None
    assert drawn.targets
    assert [point.value for point in drawn.points][:2] == [33.3, 0.0]
