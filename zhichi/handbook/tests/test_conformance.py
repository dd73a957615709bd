"""What the records say about each clause: states, figures, JSON; one broken number hides no other."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.core import clock
from zhichi.core.registry import Registry
from zhichi.handbook import clauses, periods, registry, selectors
from zhichi.handbook.clauses_data import CLAUSES
from zhichi.handbook.codes import ClauseState, Unit
from zhichi.handbook.registry import Evidence, Figure, Metric, grade, worst
from zhichi.handbook.wording import label_words, value_words
from zhichi.records import services as records

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People


@pytest.mark.parametrize(
    ("value", "target", "state"),
    [(None, 90, "no_data"), (90, 90, "kept"), (100, 90, "kept"), (85, 90, "at_risk"), (79, 90, "broken")],
)
def test_keeps_grades(value: float | None, target: float, state: str) -> None:
    assert grade(value, target) == state


@given(st.lists(st.sampled_from(["kept", "at_risk", "broken", "no_data"])))
def test_keeps_the_worst_state(states: list[str]) -> None:
    order = ["broken", "at_risk", "kept", "no_data"]
    assert worst(*states) == min(states, key=order.index, default="no_data")


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (None, "count", "–", "–"),
        (98.5, "percent", "98.5%", "98.5%"),
        (1, "hours", "1 小时", "1 hour"),
        (1.5, "hours", "1.5 小时", "1.5 hours"),
        (30, "minutes", "30 分钟", "30 minutes"),
        (True, "flag", "是", "yes"),
        (12000, "count", "12,000", "12,000"),
        (timedelta(hours=1, minutes=40), "duration", "1 小时 40 分", "1h 40m"),
        ("自由文字", "text", "自由文字", "自由文字"),
    ],
)
def test_keeps_values_in_words(value: Any, unit: str, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert value_words(value, unit) == zh
    with translation.override("en"):
        assert value_words(value, unit) == en


def test_keeps_labels_from_msgids_and_lazy_texts() -> None:
    with translation.override("zh-hans"):
        assert label_words("Active staff") == "在职员工"
        assert label_words(ClauseState.KEPT.label) == "达标"


@pytest.mark.django_db
def test_refuses_to_claim_what_nobody_keeps() -> None:
    view = selectors.clause_view("8.1.1", periods.this_month())
    assert (view.state, view.figures, view.values) == ("not_built", [], [])


@pytest.mark.django_db
def test_keeps_the_other_clauses_when_one_number_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Registry[Any] = Registry("clause evidence")
    monkeypatch.setattr(registry, "providers", own)
    monkeypatch.setattr(registry, "additions", Registry[Any]("further clause evidence"))

    def broken(period: registry.Period) -> Evidence:
        raise ZeroDivisionError

    registry.clause_evidence("2.1", broken)
    registry.clause_evidence("2.2", lambda _period: Evidence("kept", [Figure("Active staff", 3)]))
    period = periods.this_month()
    assert selectors.clause_view("2.1", period).state == "failed"
    assert selectors.clause_view("2.2", period).state == "kept"
    counts = selectors.states(period)
    assert (counts["failed"], counts["kept"], counts["not_built"]) == (1, 1, len(CLAUSES) - 2)


@pytest.mark.django_db
def test_keeps_the_figures_of_every_part_that_adds_to_a_clause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "providers", Registry("clause evidence"))
    monkeypatch.setattr(registry, "additions", Registry("further clause evidence"))
    registry.clause_evidence("2.2", lambda _period: Evidence("kept", [Figure("Active staff", 3)], "/first/"))
    registry.further_evidence("a.2.2", "2.2", lambda _period: Evidence("no_data", [Figure("Active staff", 4)], "/x/"))
    period = periods.this_month()
    view = selectors.clause_view("2.2", period)
    assert (view.state, [figure.value for figure in view.figures], view.link) == ("kept", ["3", "4"], "/first/")
    registry.further_evidence("b.2.2", "2.2", lambda _period: Evidence("broken", [Figure("Active staff", 5)]))
    assert selectors.clause_view("2.2", period).state == "broken"
    registry.further_evidence("c.2.1", "2.1", lambda _period: Evidence("at_risk", link="/alone/"))
    assert selectors.clause_view("2.1", period).link == "/alone/"


def test_refuses_further_evidence_for_a_clause_that_is_not_there() -> None:
    with pytest.raises(KeyError, match=r"9\.9\.9"):
        registry.further_evidence("x.9.9.9", "9.9.9", lambda _period: Evidence("kept"))


@pytest.mark.django_db
def test_keeps_every_clause_on_the_page_and_in_json(people: People) -> None:
    period = periods.parse("2026-11")
    chapters = selectors.conformance(period)
    assert [view.clause.id for chapter in chapters for view in chapter.clauses] == list(CLAUSES)
    data = json.loads(json.dumps(selectors.as_json(period)))
    assert [item["id"] for item in data] == list(CLAUSES)
    reopening = next(item for item in data if item["id"] == "2.4")
    assert {value["key"]: value["value"] for value in reopening["values"]}["2.4.reopen_days"] == 7
    assert reopening["title"] == {"zh-hans": "问题追踪与反馈", "en": "Follow-up"}
    assert "7 days" in reopening["rule"]["en"]
    assert reopening["period"]["code"] == "2026-11"
    assert {item["state"] for item in data} <= set(ClauseState.values)
    units = {figure["unit"] for item in data for figure in item["evidence"]["figures"]}
    assert units <= set(Unit.values)


@pytest.mark.django_db
def test_keeps_evidence_of_acknowledgement(people: People) -> None:
    assert clauses.scope(periods.this_month()).state == "no_data"
    by = people.actor("junior")
    assert clauses.scope(periods.this_month()).state == "at_risk"  # as shipped, there is no date to be late from
    accounts.acknowledge_handbook(version=1, by=by, at=people.at)
    evidence = clauses.scope(periods.this_month())
    assert (evidence.state, evidence.figures[-1].value, evidence.figures[-1].target) == ("kept", 1, 1)
    records.set_policy(key="2.4.reopen_days", value=9, reason="久一点", by=SETUP, at=people.at - timedelta(days=30))
    assert clauses.scope(periods.this_month()).state == "broken"


@pytest.mark.django_db
def test_keeps_evidence_of_true_records(people: People) -> None:
    assert clauses.true_records(periods.this_month()).state == "no_data"
    records.verify(by=SETUP, at=people.at)
    assert clauses.true_records(periods.this_month()).state == "kept"


@pytest.mark.django_db
def test_keeps_evidence_of_composition(people: People) -> None:
    assert clauses.composition(periods.this_month()).state == "no_data"
    for post in ("manager", "senior", "junior", "assistant"):
        assert getattr(people, post).is_active
    evidence = clauses.composition(periods.this_month())
    counted = {str(figure.label): figure.value for figure in evidence.figures}
    assert evidence.state == "broken"  # nobody has working hours yet, so no service hour is covered
    assert len(counted) == 5


@pytest.mark.django_db
def test_keeps_headline_metrics_under_the_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Registry[Metric] = Registry("metric")
    monkeypatch.setattr(registry, "metrics", own)
    own.add("a", Metric("a", "Active staff", "percent", lambda _p, _f: 72.0, is_headline=True, target=lambda: 90))
    own.add("b", Metric("b", "Active staff", "percent", lambda _p, _f: None))
    evidence = clauses.purpose(periods.this_month())
    assert (evidence.state, [figure.value for figure in evidence.figures]) == ("broken", [72.0])


@pytest.mark.django_db
def test_keeps_the_direction_of_a_target_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Registry[Any] = Registry("clause evidence")
    monkeypatch.setattr(registry, "providers", own)
    figure = registry.Figure("Active staff", 5.3, "percent", 10, lower_is_better=True)
    own.add("2.4", lambda _period: Evidence("kept", [figure]))
    with translation.override("zh-hans"):
        (shown,) = selectors.clause_view("2.4", periods.this_month()).figures
    assert (shown.value, shown.target) == ("5.3%", "不超过 10%")


@pytest.mark.django_db
def test_keeps_goals_with_their_direction_and_state(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Registry[Metric] = Registry("metric")
    monkeypatch.setattr(registry, "metrics", own)

    def fails(_period: registry.Period, _filters: Any) -> float:
        raise ValueError("no such column")

    own.add("least", Metric("least", "Active staff", "percent", lambda _p, _f: 96.5, True, lambda: 95.0, "2.1"))
    own.add("most", Metric("most", "Active staff", "percent", lambda _p, _f: 25.0, True, lambda: 10.0, "2.4", True))
    own.add("none", Metric("none", "Active staff", "percent", lambda _p, _f: None, True, lambda: 100.0, "3.4.1"))
    own.add("fails", Metric("fails", "Active staff", "percent", fails, True, lambda: 100.0, "2.2"))
    with translation.override("en"):
        found = selectors.goals(periods.this_month())
    assert [(goal.value, goal.target, goal.state, goal.clause) for goal in found] == [
        ("96.5%", "Goal: at least 95%", "kept", "2.1"),
        ("25%", "Goal: at most 10%", "broken", "2.4"),
        ("–", "Goal: 100%", "no_data", "3.4.1"),
        ("–", "", "failed", "2.2"),
    ]


@pytest.mark.django_db
def test_keeps_terms_complete() -> None:
    assert clauses.terms(periods.this_month()).state == "kept"
    with translation.override("en"):
        assert selectors.glossary()[0][0] == "Service"


@pytest.mark.django_db
def test_the_page_of_all_clauses_costs_few_queries_whatever_there_is(
    people: People, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    for post in ("manager", "senior", "junior", "assistant"):
        assert getattr(people, post).is_active
    monkeypatch.setattr(clock, "ticks", lambda: 0.0)  # what is remembered for seconds, on a slow day too
    client.force_login(people.manager)
    client.get("/desk/handbook/")  # what a process remembers: policy values, the version in force
    # One or two for each part that brings evidence, however much of it there is.
    with django_assert_max_num_queries(35):
        page = client.get("/desk/handbook/")
    assert page.status_code == 200
    assert "failed" not in {code for code, _label, _count in page.context["counts"]}  # what fails asks little
    assert page.text.count("<li") + page.text.count("<tr") + page.text.count("<article") > len(CLAUSES)


def test_a_period_asks_once_and_another_object_anew() -> None:
    asked: list[int] = []
    first, second = periods.this_month(), periods.this_month()

    def count() -> int:
        asked.append(1)
        return len(asked)

    assert [period.share("test", count) for period in (first, first, second)] == [1, 1, 2]
    assert first == second
