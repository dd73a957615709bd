"""Evidence for 3.4.4: issued of those due, late and later than tolerated, actions; each number leads to its list."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests import figures
from zhichi.handbook.selectors import evidence_for, has_trend, trend
from zhichi.reports import services, spans
from zhichi.reports.choices import Length
from zhichi.reports.models import Report

if TYPE_CHECKING:
    from zhichi.handbook.registry import Evidence, Period
    from zhichi.reports.tests.conftest import House


def evidence(house: House, **later: int) -> Evidence:
    """What the handbook says some time from now about the month in which the report is due."""
    at = house.at + timedelta(**later)
    with time_machine.travel(at, tick=False):
        return evidence_for("3.4.4", due_month(house))


def due_month(house: House) -> Period:
    return spans.of_day(Length.MONTH, spans.today(house.at + timedelta(days=7)))


def numbers(found: Evidence) -> dict[str, Any]:
    return {str(figure.label): figure.value for figure in found.figures}


def test_says_nothing_without_reports(house: House) -> None:
    assert evidence(house).state == "no_data"


@pytest.mark.parametrize(("days", "state"), [(0, "no_data"), (8, "at_risk"), (15, "broken")])
def test_a_draft_that_nobody_issues(house: House, days: int, state: str) -> None:
    """Before its day, a day late, later than the handbook tolerates."""
    house.draft()
    found = evidence(house, days=days)
    assert found.state == state
    assert numbers(found)["Reports issued of those due"] == (0.0 if days else None)


@pytest.mark.parametrize(("days", "state"), [(1, "kept"), (9, "at_risk"), (20, "broken")])
def test_a_report_issued_in_time_late_and_too_late(house: House, days: int, state: str) -> None:
    row = house.draft()
    services.issue(report_id=row.pk, by=house.manager, at=house.at + timedelta(days=days))
    found = evidence(house, days=30)
    assert found.state == state
    assert numbers(found)["Reports issued of those due"] == 100.0


def test_every_number_leads_to_its_records(house: House) -> None:
    row = house.draft()
    house.action(row)
    late = house.action(row, "supervisor", due_on=spans.today(house.at))
    services.issue(report_id=row.pk, by=house.manager, at=house.at)
    services.finish_action(action_id=late.pk, outcome="好了", by=house.manager, at=house.at)
    house.draft(spans.last(Length.WEEK, house.at).code)
    month = due_month(house)
    with time_machine.travel(house.at + timedelta(days=16), tick=False):
        found = evidence_for("3.4.4", month)
        checked = figures.check_all(found.figures, month, house.people.manager)
        assert checked["Actions past their day"] == 1
        figures.lists_nothing(
            [item for item in found.figures if "ctions" in str(item.label)], month, house.people.junior
        )
    assert found.state == "broken"
    assert Report.objects.count() == 2


def test_has_a_trend(house: House) -> None:
    house.issued()
    assert has_trend("3.4.4")
    month = spans.of_day(Length.MONTH, spans.today(house.at))
    found = trend("3.4.4", month, 1, at=house.at, zone=UTC)
    assert found is not None
    assert sum(point.value or 0 for point in found.points) == 1
