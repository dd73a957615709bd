"""The trend of a clause: each point is the figure of its step, the target is the one that was in force then."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.core import clock
from zhichi.handbook import periods
from zhichi.handbook import selectors as handbook
from zhichi.handbook.drawing import FLOOR, HEAD, chart_of
from zhichi.handbook.selectors import evidence_for
from zhichi.handbook.wording import label_words
from zhichi.records import services as records
from zhichi.tickets import clauses
from zhichi.tickets.models import Ticket
from zhichi.tickets.tests.test_drill import play

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db


def trend_of(clause: str, period: periods.Period, index: int | None, at: Any) -> Any:
    return handbook.trend(clause, period, index, at=at, zone=periods.site_zone())


def test_each_point_is_the_figure_of_its_step(desk: Desk, people: People) -> None:
    play(desk, people, random.Random(11))
    period = periods.this_week(at=desk.at)
    for clause in clauses.PROVIDERS:
        found = trend_of(clause, period, 0, desk.at)
        alone = {
            point.step.code: {
                label_words(item.label): item.value
                for item in evidence_for(clause, periods.parse(point.step.code)).figures
            }
            for point in found.points
        }
        for index, label, _is_chosen in found.choices:
            for point in trend_of(clause, period, index, desk.at).points:
                step = point.step.code
                assert point.value == alone[step].get(label, 0), (clause, label, step)


def test_the_target_is_drawn_as_it_was_in_force(desk: Desk, people: People) -> None:
    month = periods.this_month(at=desk.at)
    for day, value in ((-40, 70), (9, 80), (15, 90)):
        records.set_policy(
            key="3.1.2.kept_percent", value=value, reason="x", by=SETUP, at=month.start + timedelta(days=day)
        )
    desk.closed()
    found = trend_of("3.1.1", month, None, month.end)
    assert [value for _at, value in found.targets] == [70, 80, 90]
    assert [point.target for point in found.points][:17] == [70.0] * 9 + [80.0] * 6 + [90.0] * 2
    chart = chart_of(found)
    steps = [pair.split(",") for pair in chart.target.split()]
    assert len(steps) == 6
    assert {float(x) for x, _y in steps} == {0.0, 300.0, 500.0, 1000.0}
    assert float(steps[0][1]) == pytest.approx(FLOOR - 0.7 * (FLOOR - HEAD), abs=0.1)


def test_a_gap_breaks_the_line_and_later_days_are_not_drawn(desk: Desk, people: People) -> None:
    desk.at = periods.this_week(at=clock.now()).start + timedelta(hours=3)
    desk.closed()
    desk.at += timedelta(days=2)
    desk.closed()
    found = trend_of("3.1.1", periods.this_week(at=desk.at), 1, desk.at)
    assert [point.value for point in found.points] == [100.0, None, 100.0]
    chart = chart_of(found)
    assert chart.lines == []
    assert [dot.y for dot in chart.dots] == [HEAD, HEAD]
    assert found.points[0].url.startswith("/desk/handbook/rows/tickets.promises/?period=")


def test_the_card_comes_as_chart_and_table_for_few_queries(
    client: Client, desk: Desk, people: People, django_assert_max_num_queries: Any
) -> None:
    desk.closed()
    client.force_login(people.junior)
    url = "/desk/handbook/clauses/2.4/trend/"
    query = {"period": f"{desk.at:%Y-%m}", "figure": "1"}
    client.get(url, query, headers={"HX-Request": "true"})
    with django_assert_max_num_queries(10):
        card = client.get(url, query, headers={"HX-Request": "true"})
    assert "<html" not in card.text
    assert "<svg" in card.text
    assert "<table" in card.text
    assert "以表格显示" in card.text
    assert "<html" in client.get(url, query).text
    for odd in ("99", "-1", "x", "٣", "9" * 50):
        assert client.get(url, {"figure": odd}).status_code == 200, odd
    assert client.get("/desk/handbook/clauses/9.9/trend/").status_code == 404
    assert "没有随时间变化的数字" in client.get("/desk/handbook/clauses/3.4.2/trend/").text


def test_one_ticket_passed_around_misses_a_target_of_none(desk: Desk) -> None:
    ticket = desk.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(transfers=9)
    day = periods.today(at=ticket.registered_at)
    drawn = handbook.trend("3.3.1", day, None, at=day.end, zone=periods.site_zone())
    assert drawn is not None
    assert [(point.value, point.is_missed) for point in drawn.points] == [(1, True)]
