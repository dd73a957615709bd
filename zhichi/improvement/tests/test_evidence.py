"""What ideas prove for 3.3.3 and 10.4: every figure leads to the ideas it counts, states follow the policy values."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.figures import check_all
from tests.people import SETUP
from zhichi.handbook import periods, selectors
from zhichi.records.services import set_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.handbook.registry import Period
    from zhichi.improvement.tests.conftest import Box

pytestmark = pytest.mark.django_db
CLAUSES = ("3.3.3", "10.4.1", "10.4.2", "10.4.3")


@pytest.fixture
def month(box: Box) -> Iterator[Period]:
    """Three ideas: one adopted and better, one dropped, one raised long ago that nobody answered."""
    start = box.at
    box.put("senior", direction="mode")
    box.at = start + timedelta(days=20)
    box.move(box.put(), "evaluate", "pilot", "adopt")
    box.move(box.put(direction="technology"), "drop")
    period = periods.days(start.date() - timedelta(days=1), box.at.date() + timedelta(days=1))
    with time_machine.travel(box.at + timedelta(hours=1), tick=False):
        yield period


def test_every_figure_equals_the_ideas_behind_it(box: Box, month: Period) -> None:
    counted = {
        clause: check_all(selectors.evidence_for(clause, month).figures, month, box.people.manager)
        for clause in CLAUSES
    }
    assert list(counted["3.3.3"].values()) == [3, 3, 1, 1]
    assert list(counted["10.4.1"].values()) == [1, 0, 1, 1]
    assert list(counted["10.4.2"].values()) == [1, 0, 0, 1]
    assert list(counted["10.4.3"].values()) == [1, 1]


@pytest.mark.parametrize(("least", "state"), [(3, "kept"), (4, "at_risk"), (6, "at_risk"), (7, "broken"), (0, "kept")])
def test_the_state_follows_the_ideas_wanted_in_a_quarter(box: Box, month: Period, least: int, state: str) -> None:
    set_policy(key="3.3.3.ideas_per_quarter", value=least, reason="test", by=SETUP, at=box.at)
    assert selectors.evidence_for("3.3.3", month).state == state


def test_says_nothing_while_the_box_has_never_held_an_idea(box: Box) -> None:
    period = periods.days(box.at.date() - timedelta(days=9), box.at.date())
    assert {selectors.evidence_for(clause, period).state for clause in CLAUSES} == {"no_data"}


@pytest.mark.parametrize(("days", "state"), [(14, "at_risk"), (30, "kept")])
def test_an_idea_that_nobody_answers_puts_the_pipeline_at_risk(box: Box, month: Period, days: int, state: str) -> None:
    set_policy(key="10.4.2.answer_days", value=days, reason="test", by=SETUP, at=box.at)
    assert selectors.evidence_for("10.4.2", month).state == state
