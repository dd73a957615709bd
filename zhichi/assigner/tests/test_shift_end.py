"""3.3.1: an alert that a ticket is passed around holds nobody back at the end of a shift, stays, and is logged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from zhichi.assigner import selectors
from zhichi.assigner.models import TransferAlert
from zhichi.core.errors import Refused
from zhichi.handover import selectors as handed
from zhichi.handover import services as handover
from zhichi.handover.tests.conftest import END, LATER, NEARLY, Evening, desk, evening, plan
from zhichi.records.selectors import history, sentence
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.accounts.models import User
    from zhichi.tickets.models import Ticket

__all__ = ["desk", "evening", "plan"]
pytestmark = pytest.mark.django_db


def move(evening: Evening, ticket: Ticket, to: User, by: str) -> None:
    """An ordinary transfer."""
    target = tickets.Target(owner=to)
    by_ = evening.plan.people.actor(by)
    tickets.assign(ticket_id=ticket.pk, target=target, by=by_, at=evening.desk.tick(minutes=3), reason="转给你")


@pytest.fixture
def passed_around(evening: Evening) -> Ticket:
    """Back with the junior who gave it up: the alert is open."""
    people = evening.plan.people
    assert people.supervisor.is_active
    ticket = evening.held()
    move(evening, ticket, people.assistant, "junior")
    move(evening, ticket, people.junior, "assistant")
    assert selectors.open_alert(ticket.pk) is not None
    return ticket


def left(ticket: Ticket) -> TransferAlert:
    """The alert, which is still open."""
    found = selectors.open_alert(ticket.pk)
    assert found is not None
    return found


def test_the_hand_over_goes_through_and_the_alert_stays(evening: Evening, passed_around: Ticket) -> None:
    people = evening.plan.people
    before = left(passed_around)
    with pytest.raises(Refused):  # in the middle of the shift it is a supervisor's to decide
        move(evening, passed_around, people.senior, "junior")
    moves = [handover.Move(ticket_id=passed_around.pk, to_id=people.senior.pk)]
    handover.hand_over(moves=moves, note="", by=people.actor("junior"), at=NEARLY)
    passed_around.refresh_from_db()
    assert (passed_around.owner, left(passed_around)) == (people.senior, before)
    logged = history(passed_around.stream)[-1]
    assert logged.code == "assigner.moved_at_shift_end"
    with translation.override("en"):
        assert sentence(logged).startswith(
            "Handed over at shift end to 员工 senior although the ticket is passed around"
        )
    with pytest.raises(Refused):  # the next one may not pass it on either
        tickets.assign(
            ticket_id=passed_around.pk, target=tickets.Target(owner=people.junior),
            by=people.actor("senior"), at=END, reason="还给你",
        )  # fmt: skip
    tickets.assign(
        ticket_id=passed_around.pk, target=tickets.Target(owner=people.assistant),
        by=people.actor("supervisor"), at=END, reason="由小赵处理到底",
    )  # fmt: skip
    assert selectors.open_alert(passed_around.pk) is None


def test_so_it_is_to_the_duty_role_by_itself_and_taken_back(evening: Evening, passed_around: Ticket) -> None:
    people = evening.plan.people
    row = handover.hand_over(
        moves=[handover.Move(ticket_id=passed_around.pk)], note="", by=people.actor("junior"), at=NEARLY
    )
    handover.undo_hand_over(hand_over_id=row.pk, by=people.actor("junior"), at=NEARLY + timedelta(minutes=1))
    assert handover.end_shifts(at=LATER) == 1
    passed_around.refresh_from_db()
    assert passed_around.owner == people.senior
    codes = [item.code for item in history(passed_around.stream)]
    assert codes.count("assigner.moved_at_shift_end") == 2  # the way back leaves nobody
    assert left(passed_around).settled_at is None


def test_a_leader_who_goes_home_has_settled_nothing(evening: Evening, passed_around: Ticket) -> None:
    people = evening.plan.people
    TransferAlert.objects.filter(ticket=passed_around).delete()
    move(evening, passed_around, people.supervisor, "supervisor")
    TransferAlert.objects.create(ticket=passed_around, pattern="back_and_forth", path=["甲"], at=evening.desk.at)
    moves = [handover.Move(ticket_id=passed_around.pk, to_id=people.senior.pk)]
    handover.hand_over(moves=moves, note="", by=people.actor("supervisor"), at=NEARLY)
    assert left(passed_around).settled_at is None


def test_whoever_hands_over_is_told_before(evening: Evening, passed_around: Ticket) -> None:
    other = evening.held()
    lines = {line.ticket.pk: line for line in handed.sheet_of(evening.plan.people.junior, NEARLY).lines}
    assert len(lines[passed_around.pk].remarks) == 1
    assert lines[other.pk].remarks == []


def test_the_page_says_so(evening: Evening, passed_around: Ticket, client: Client) -> None:
    assert passed_around.is_open
    client.force_login(evening.plan.people.junior)
    page = client.get("/desk/handover/")
    assert "有推诿提醒" in page.text


def test_back_to_whoever_only_went_home_is_no_passing_around(evening: Evening) -> None:
    """The junior went home; next morning the senior gives it back. Nobody shirked."""
    people = evening.plan.people
    ticket = evening.held()
    moves = [handover.Move(ticket_id=ticket.pk, to_id=people.senior.pk)]
    handover.hand_over(moves=moves, note="", by=people.actor("junior"), at=NEARLY)
    evening.desk.at = END + timedelta(hours=16)
    move(evening, ticket, people.junior, "senior")
    assert selectors.open_alert(ticket.pk) is None
    move(evening, ticket, people.senior, "junior")  # now it comes back to who gave it up by a transfer
    assert left(ticket).pattern == "back_and_forth"
