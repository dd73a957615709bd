"""What-if equals what a slow reckoning of every promise says, and its list holds exactly what changes sides."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.core import clock
from zhichi.handbook import selectors as handbook
from zhichi.records import services as records
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock, Pause
from zhichi.sla.office import calendar_of
from zhichi.tickets import trials
from zhichi.tickets.choices import ClockCode, Urgency
from zhichi.tickets.tests.test_drill import period_of, play
from zhichi.worktime import WorkCalendar, deadline

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.handbook.periods import Period
    from zhichi.handbook.registry import Trial
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db
ROOT = "/desk/handbook/clauses/"
HOUR = timedelta(hours=1)


def slow(target: trials.Target, length: timedelta, period: Period, at: datetime) -> tuple[int, int]:
    """(kept, counted) of one kind and urgency, each promise reckoned by itself from its start, pauses and end."""
    kept = counted = 0
    for row in Clock.objects.filter(kind=target.kind, group=target.urgency).exclude(state=ClockState.VOID):
        pauses = [(pause.since, pause.until) for pause in row.pauses.all()]
        due = deadline(calendar_of(row.calendar_id), row.started_at, length, pauses)
        if row.ended_at is not None:
            if period.start <= row.ended_at < period.end:
                counted += 1
                kept += due is None or row.ended_at <= due
        elif due is not None and period.start <= due < min(period.end, at):
            counted += 1
    return kept, counted


def said(found: Trial, urgency: Urgency) -> tuple[float | None, int]:
    share, missed = (line for line in found.lines if line.label.startswith(str(urgency.label)))
    return share.after, missed.after


@pytest.mark.parametrize("seed", range(3))
def test_a_trial_equals_a_slow_reckoning(desk: Desk, people: People, seed: int, monkeypatch: Any) -> None:
    period = play(desk, people, random.Random(100 + seed))
    monkeypatch.setattr(clock, "now", lambda: desk.at)
    for key, target in trials.TARGETS.items():
        for value in (5, 6, 7, 61, 200):
            found = trials.other_target(key, value, period)
            kept, counted = slow(target, target.length(value), period, desk.at)
            share = round(100 * kept / counted, 1) if counted else None
            assert said(found, target.urgency) == (share, counted - kept), (key, value)
            other = next(urgency for urgency in Urgency if urgency != target.urgency)
            assert [line.before for line in found.lines if line.label.startswith(str(other.label))] == [
                line.after for line in found.lines if line.label.startswith(str(other.label))
            ]
            if found.rows:
                listed = handbook.listing(found.rows.source, found.rows.asked, period, people.manager)
                assert listed is not None
                lost, gained = (view.count for view in listed.parts)
                before = next(line.before for line in found.lines if line.label == f"{target.urgency.label}：未达标")
                assert counted - kept - before == lost - gained, (key, value)


def test_the_value_in_force_changes_nothing(desk: Desk, people: People, monkeypatch: Any) -> None:
    period = play(desk, people, random.Random(7))
    monkeypatch.setattr(clock, "now", lambda: desk.at)
    for key, value in (("3.1.2.normal_hours", 4), ("3.1.1.urgent_minutes", 30)):
        found = trials.other_target(key, value, period)
        assert found.rows is None
        assert all(line.before == line.after for line in found.lines)


def test_an_answer_after_closing_counts_by_its_due_time(desk: Desk, people: People, monkeypatch: Any) -> None:
    # Used time says "exactly 2 hours", but the answer came in the evening, after the 2 hours had run out at closing.
    office = WorkCalendar("UTC", {day: [(time(9), time(17))] for day in range(7)})
    monkeypatch.setattr("zhichi.sla.supposed.calendar_of", lambda _key: office)
    start = datetime.fromisoformat("2026-11-10T15:00:00+00:00")
    evening = Clock.objects.create(
        stream=desk.ticket().stream, kind=ClockCode.RESPONSE, group=Urgency.NORMAL, state=ClockState.MET,
        target=4 * HOUR, since=start, started_at=start, ended_at=start + 4 * HOUR, elapsed=2 * HOUR,
        due_at=start + 20 * HOUR,
    )  # fmt: skip
    records.set_policy(key="3.1.1.normal_hours", value=4, reason="试算", by=SETUP, at=desk.at)
    period = period_of(start - HOUR, start + 24 * HOUR)
    found = trials.other_target("3.1.1.normal_hours", 2, period)
    assert said(found, Urgency.NORMAL) == (0.0, 1)
    Clock.objects.filter(pk=evening.pk).update(ended_at=start + 2 * HOUR)
    assert said(trials.other_target("3.1.1.normal_hours", 2, period), Urgency.NORMAL) == (100.0, 0)


def test_promises_under_a_target_of_their_own_are_left_alone(desk: Desk, people: People) -> None:
    desk.closed()
    Clock.objects.filter(kind="response").update(target=timedelta(minutes=7))
    period = period_of(desk.at - timedelta(days=1), desk.at + timedelta(days=1))
    found = trials.other_target("3.1.1.normal_hours", 1, period)
    assert found.rows is None
    assert any("1 个承诺" in words for words in found.not_tried)


def test_the_page_answers_while_one_types(
    client: Client, desk: Desk, people: People, django_assert_max_num_queries: Any
) -> None:
    for _round in range(2):
        desk.closed()
    Pause.objects.all().delete()
    client.force_login(people.manager)
    url = f"{ROOT}3.1.1/values/3.1.1.normal_hours/"
    page = client.get(url)
    assert f'hx-get="{url}trial/"' in page.text
    asked = {"value": "1", "period": f"{desk.at:%Y}"}
    client.get(f"{url}trial/", asked, headers={"HX-Request": "true"})
    with django_assert_max_num_queries(8):
        answer = client.get(f"{url}trial/", asked, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "没有差别" in answer.text
    plain = client.get(f"{url}trial/", asked)
    assert "<html" in plain.text
    for value, words in (("abc", "不是数字"), ("0", "不在 1 到 240 之间"), ("1e999", "不是数字"), ("nan", "不是数字")):
        refused = client.get(f"{url}trial/", {"value": value}, headers={"HX-Request": "true"})
        assert refused.status_code == 422
        assert words in refused.text, value
    assert client.get(f"{url}trial/", {"value": "1", "period": "soon"}).status_code == 422
    assert client.get(f"{ROOT}2.4/values/2.4.reopen_days/trial/").status_code == 404
    client.force_login(people.senior)
    assert client.get(f"{url}trial/", asked).status_code == 403


@pytest.mark.parametrize("value", ["x", "-1", "0", "1000000", "nan"])
def test_refuses_to_list_for_values_out_of_bounds(client: Client, people: People, value: str) -> None:
    client.force_login(people.manager)
    query = {"key": "3.1.1.normal_hours", "value": value}
    assert client.get("/desk/handbook/rows/tickets.trial/", query).status_code == 404


def test_goal_and_warnings_can_be_tried_too(desk: Desk, people: People) -> None:
    period = play(desk, people, random.Random(3))
    strict = trials.other_goal("3.1.2.kept_percent", 100, period)
    assert len(strict.lines) == 3
    from zhichi.sla.trials import warned

    few, many = (warned("3.1.2.warn_last_percent", value, period) for value in (99, 1))
    assert sum(line.after for line in few.lines) <= sum(line.before for line in few.lines)
    assert sum(line.after for line in many.lines) >= sum(line.before for line in many.lines) > 0
