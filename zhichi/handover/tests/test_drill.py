"""Every number of hand-overs leads to the records it counts (3.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.figures import check_all, lists_nothing
from zhichi.handbook import selectors
from zhichi.handbook.periods import days
from zhichi.handover import services
from zhichi.handover.clauses import hand_overs
from zhichi.handover.tests.conftest import LATER, NEARLY
from zhichi.roster.tests.conftest import MONDAY

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.handover.tests.conftest import Evening

pytestmark = pytest.mark.django_db


def test_every_figure_equals_the_records_behind_it(client: Client, evening: Evening) -> None:
    people, by = evening.plan.people, evening.plan.people.actor("junior")
    one, two, three = evening.held(), evening.held(), evening.held()
    moves = [services.Move(ticket_id=one.pk), services.Move(ticket_id=two.pk)]
    services.hand_over(moves=moves, note="客户下午回电", by=by, at=NEARLY)
    undone = services.hand_over(moves=[services.Move(ticket_id=three.pk)], note="", by=by, at=NEARLY)
    services.undo_hand_over(hand_over_id=undone.pk, by=by, at=NEARLY)
    services.end_shifts(at=LATER)
    day = days(MONDAY, MONDAY)
    figures = hand_overs(day).figures
    assert list(check_all(figures, day, people.manager).values()) == [1, 2, 1]
    lists_nothing(figures, day, people.rival)
    own = selectors.listing("handover.hand_overs", {}, day, people.junior)
    assert own is not None
    assert (own.count, own.hidden) == (1, 0)
    client.force_login(people.manager)
    page = client.get("/desk/handbook/rows/handover.hand_overs/", {"period": f"{MONDAY}"})
    assert "客户下午回电" in page.text
    assert "员工 junior" in page.text
