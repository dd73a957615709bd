"""Every number of the assigner leads to the records it counts, and is compared with the period before (3.3.1, 4.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.figures import check_all, lists_nothing
from zhichi.assigner import clauses, services
from zhichi.assigner.tests.test_escalate import escalate, juniors
from zhichi.assigner.tests.test_transfers import back_and_forth
from zhichi.handbook import periods, selectors

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.assigner.tests.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """One ticket found its owner by itself, one went to the senior and back, one is passed around."""
    ticket = juniors(desk)
    escalate(desk, ticket)
    services.hand_back(ticket_id=ticket.pk, reason="补丁已备好", by=desk.people.actor("senior"), at=desk.tick())
    back_and_forth(desk)
    desk.switch()
    desk.ticket(subject="自动分派的工单")
    assert desk.work_off() == 1
    return desk


def test_every_figure_equals_the_records_behind_it(worked: Desk) -> None:
    day = periods.days(worked.at.date(), worked.at.date())
    for provider in (clauses.no_shirking, clauses.duties):
        figures = provider(day).figures
        assert set(check_all(figures, day, worked.people.manager).values()) == {1}
        lists_nothing(figures, day, worked.people.rival)


def test_what_is_open_now_is_not_compared(worked: Desk) -> None:
    first = (worked.at + timedelta(days=1)).date()
    earlier, now = periods.with_before(periods.days(first, first))
    labels = [str(figure.label) for figure in selectors.evidence_for("3.3.1", earlier, only_compared=True).figures]
    assert "自动分派的工单" in labels
    assert not [label for label in labels if "主管" in label]
    found = clauses.no_shirking(now).figures
    assert [figure.value for figure in found] == [0, 0, 1]
    check_all(found, now, worked.people.manager)


def test_the_list_says_who_got_it_and_why(client: Client, worked: Desk) -> None:
    client.force_login(worked.people.manager)
    period = f"{worked.at:%Y-%m-%d}"
    assert "自动分派的工单" in client.get("/desk/handbook/rows/assigner.chosen/", {"period": period}).text
    page = client.get("/desk/handbook/rows/assigner.escalations/", {"what": "returned", "period": period})
    assert "需要看内核日志" in page.text
    page = client.get("/desk/handbook/rows/assigner.alerts/", {"what": "open", "period": period})
    assert "员工 senior → 员工 junior → 员工 senior" in page.text
