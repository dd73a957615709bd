"""Every number of conversation reviews leads to the records it counts, with its target over time (3.2, 3.3.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.figures import check, check_all, lists_nothing
from zhichi.core import clock
from zhichi.handbook import periods, selectors
from zhichi.records import services as records
from zhichi.reviews import drill, services, spans
from zhichi.reviews.selectors import reviews
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import FollowUpOutcome

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.handbook.registry import Period
    from zhichi.reviews.tests.conftest import House

pytestmark = pytest.mark.django_db
CLAUSES = ("3.2.1", "3.2.2", "3.2.3", "3.3.2", "5.2.3")


@pytest.fixture
def week(house: House) -> Period:
    """One review objected to, one that failed, one to do; a forbidden word; two follow-ups, one of them unsolved."""
    house.desk.at = spans.week_of(spans.today(house.desk.at)).start + timedelta(hours=9)
    house.objected()
    house.submitted(mark=0)
    house.review()
    house.desk.outcome(house.desk.solved(), FollowUpOutcome.UNSOLVED)
    return spans.week_of(spans.today(house.desk.at))


def test_every_figure_equals_the_records_behind_it(house: House, week: Period) -> None:
    for clause in CLAUSES:
        for figure in selectors.evidence_for(clause, week).figures:
            check(figure, week, house.people.manager)
    counted = check_all(selectors.evidence_for("3.2.1", week).figures, week, house.people.manager)
    assert list(counted.values()) == [2, 2, 3, 1, 0]
    figures = [item for item in selectors.evidence_for("3.2.2", week).figures if item.value]
    lists_nothing(figures, week, house.people.rival)


def test_a_reply_with_two_forbidden_words_is_one_reply(house: House, week: Period) -> None:
    ticket = house.desk.worked()
    for text in ("不关我们的事", "自己看说明书"):
        data = services.WordData(language="zh-hans", text=text, severity="warn")
        services.save_word(word_id=None, data=data, by=house.people.actor("manager"), at=house.tick())
    answer = tickets.Reply(text="不关我们的事，自己看说明书。")
    tickets.reply(ticket_id=ticket.pk, answer=answer, by=house.people.actor("senior"), at=house.tick())
    figure = selectors.evidence_for("3.2.1", week).figures[-1]
    assert figure.value == check(figure, week, house.people.manager) == 1
    lists_nothing([figure], week, house.people.rival)


def test_alerts_are_listed_with_what_is_done_about_them(client: Client, house: House, week: Period) -> None:
    house.desk.at = week.end + timedelta(hours=1)
    month = spans.month_of(week.first_day)
    found = services.compare_effect(week=week, month=month, at=house.desk.at)
    assert found
    services.note_action(
        alert_id=found[0].pk, text="周会复盘", owner_id=house.people.senior.pk,
        due_on=house.desk.at.date() + timedelta(days=3), by=house.people.actor("manager"), at=house.tick(),
    )  # fmt: skip
    later = periods.after(week)
    alerts = selectors.evidence_for("3.3.2", later).figures[2:]
    assert [figure.value for figure in alerts] == [len(found), len(found) - 1]
    for figure in alerts:
        check(figure, later, house.people.manager)
    client.force_login(house.people.manager)
    page = client.get("/desk/handbook/rows/reviews.alerts/", {"period": later.code, "part": "acted"})
    assert "周会复盘" in page.text
    seen = selectors.listing("reviews.alerts", {}, later, house.people.junior)
    assert seen is not None
    assert seen.hidden == seen.count


def test_the_chart_draws_the_target_as_it_was(house: House, week: Period, monkeypatch: pytest.MonkeyPatch) -> None:
    by = house.people.actor("manager")
    change = house.tick(hours=24)
    records.set_policy(key="3.2.2.score", value=95, reason="试行", by=by, at=change)
    monkeypatch.setattr(clock, "now", lambda: change)
    zone = periods.site_zone()
    for clause, key in (("3.2.2", 95.0), ("3.3.2", 80.0), ("3.2.1", 85.0)):
        assert selectors.has_trend(clause)
        drawn = selectors.trend(clause, week, None, at=change, zone=zone)
        assert drawn is not None
        assert drawn.targets[-1][1] == key
        assert drawn.points[0].value is not None
    changed = selectors.trend("3.2.2", week, None, at=change, zone=zone)
    assert changed is not None
    assert [value for _at, value in changed.targets] == [80.0, 95.0]


def test_is_compared_with_the_period_before(house: House, week: Period) -> None:
    earlier, _now = periods.with_before(periods.after(week))
    then = selectors.evidence_for("3.2.1", earlier, only_compared=True).figures
    assert [figure.value for figure in then][1:4] == [2, 66.7, 1]


def test_the_numbers_of_a_person_lead_to_that_persons_reviews(house: House, week: Period, client: Client) -> None:
    house.submitted(house.review(name="senior"))
    client.force_login(house.people.manager)
    page = client.get("/desk/reviews/all/", {"period": week.code}).content.decode()
    for row in reviews.by_person(house.people.manager, week):
        address = selectors.rows_url(drill.reviews(person_id=row["subject_id"]), week, "3.2.1")
        assert address.replace("&", "&amp;") in page
        listing = client.get(address).content.decode()
        assert f'data-count="failed">{row["failed"]}<' in listing
        assert f'data-count="passed">{row["n"] - row["failed"]}<' in listing
        assert row["subject__display_name"] in listing


@pytest.mark.parametrize("person", ["", "abc", "-1", "١", "9" * 30])
def test_refuses_a_person_who_is_no_number(house: House, client: Client, person: str) -> None:
    client.force_login(house.people.manager)
    answer = client.get("/desk/handbook/rows/reviews.reviews/", {"what": "all", "person": person})
    assert answer.status_code == 404, person
