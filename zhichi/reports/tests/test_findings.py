"""Findings out of figures: what is missed, what breaks a trend, what changed (3.4.4)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.reports import findings

pytestmark = pytest.mark.one_database
NUMBERS = st.one_of(st.none(), st.floats(0, 1000), st.integers(0, 1000))


def figure(*series: Any, target: Any = None, lower: bool = False, key: str = "k", directed: bool = True) -> Any:
    before = series[-2] if len(series) > 1 else None
    return {
        "key": key, "value": series[-1], "before": before, "series": list(series), "target": target, "lower": lower,
        "directed": directed,
    }  # fmt: skip


def clause(state: str, *figures: Any, id_: str = "3.1.1") -> Any:
    return {"id": id_, "state": state, "figures": list(figures)}


@pytest.mark.parametrize(
    ("value", "target", "lower", "missed"),
    [
        (94.9, 95, False, True),
        (95, 95, False, False),
        (3, 2, True, True),
        (2, 2, True, False),
        (None, 95, False, False),
        (90, None, False, False),
        (True, 95, False, False),
        ("2026-11-01", 95, False, False),
    ],
)
def test_a_target_is_missed(value: Any, target: Any, lower: bool, missed: bool) -> None:
    assert findings.is_missed(figure(value, target=target, lower=lower)) is missed


@pytest.mark.parametrize(
    ("series", "lower", "breaks"),
    [
        ((100, 96, 98, 70), False, True),
        ((100, 96, 98, 95), False, False),  # the worst, but not by a fifth
        ((100, 60, 98, 70), False, False),  # it was worse before
        ((10, 12, 11, 20), True, True),
        ((10, 12, 11, 12), True, False),
        ((10, 12, 11, 2), True, False),  # better
        ((None, 12, 11, 20), True, False),  # one of the periods says nothing
        ((11, 20), True, False),  # too few periods
        ((0, 0, 0, 1), True, False),  # a mean of nothing
        ((7, 10, 12, 11, 20), True, True),  # only the last three count
    ],
)
def test_a_trend_breaks(series: tuple[Any, ...], lower: bool, breaks: bool) -> None:
    assert findings.breaks_trend(figure(*series, lower=lower), periods=3, percent=20) is breaks


def test_a_figure_without_direction_breaks_no_trend() -> None:
    assert not findings.breaks_trend(figure(10, 12, 11, 1, directed=False), periods=3, percent=20)


def test_one_finding_of_a_kind_for_a_clause_the_worst_kind_first() -> None:
    late, slow = figure(70, target=95, key="a"), figure(60, target=95, key="b")
    clauses = [
        clause("at_risk", late, slow),
        clause("kept", figure(10, 12, 11, 30, lower=True, key="c"), id_="2.4"),
        clause("broken", figure(1, target=0, lower=True, key="d"), id_="3.1.2"),
        clause("kept", figure(99, target=95, key="e"), id_="3.4.1"),
    ]
    found = findings.find(clauses, periods=3, percent=20)
    assert [(item["code"], item["figures"]) for item in found] == [
        ("broken:3.1.2", ["d"]),
        ("missed:3.1.1", ["a", "b"]),
        ("trend:2.4", ["c"]),
    ]


def test_changes_the_largest_first_better_apart_from_worse() -> None:
    up, down = figure(50, 100, key="up"), figure(100, 90, key="down")
    fewer = figure(10, 5, lower=True, key="fewer")
    clauses = [clause("kept", down, up), clause("kept", fewer, figure(3, 9, directed=False, key="no"), id_="2.4")]
    better, worse = (findings.changed(clauses, better=flag) for flag in (True, False))
    assert [item["key"] for _clause, item in better] == ["up", "fewer"]
    assert [item["key"] for _clause, item in worse] == ["down"]


@given(st.lists(NUMBERS, min_size=1, max_size=7), NUMBERS, st.booleans(), st.integers(2, 5), st.integers(1, 500))
def test_any_figures_can_be_judged(series: list[Any], target: Any, lower: bool, periods: int, percent: int) -> None:
    item = figure(*series, target=target, lower=lower)
    found = findings.find([clause("kept", item)], periods=periods, percent=percent)
    assert {row["kind"] for row in found} <= {"missed", "trend"}
    if findings.breaks_trend(item, periods=periods, percent=percent):
        assert len(series) > periods
        assert (series[-1] > series[-2]) == lower
    both = [findings.changed([clause("kept", item)], better=flag) for flag in (True, False)]
    assert sum(map(len, both)) <= 1
