"""4.2: whoever is offered a ticket is told, answers by taking or declining, and is left alone when it passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.assigner import selectors, services, tasks
from zhichi.assigner.choices import Mode, Outcome
from zhichi.assigner.definitions import OFFERED
from zhichi.core import clock
from zhichi.notices import services as notices
from zhichi.notices.models import Notice
from zhichi.notices.wording import words
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from zhichi.assigner.tests.conftest import Desk
    from zhichi.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(desk: Desk) -> Ticket:
    """Offered to the senior."""
    desk.rule(name="询问", mode=Mode.OFFER, posts=["senior"])
    desk.switch()
    ticket = desk.ticket()
    assert desk.work_off() == 1
    return ticket


def test_the_person_is_told_once(desk: Desk, offered: Ticket) -> None:
    desk.work_off()
    told = Notice.objects.get(kind=OFFERED)
    assert (told.person, told.stream, told.needs_acknowledgement) == (desk.people.senior, offered.stream, True)
    assert f"#{offered.number}" in words(told)


def test_taking_or_declining_is_the_acknowledgement(desk: Desk, offered: Ticket) -> None:
    services.accept_offer(ticket_id=offered.pk, by=desk.people.actor("senior"), at=desk.tick())
    told = Notice.objects.get(kind=OFFERED)
    assert (told.acknowledged_at, told.acknowledged_by) == (desk.at, desk.people.senior)
    other = desk.ticket()
    desk.work_off()
    services.decline_offer(ticket_id=other.pk, reason="在客户现场", by=desk.people.actor("senior"), at=desk.tick())
    assert Notice.objects.get(stream=other.stream).acknowledged_at == desk.at


def test_who_confirmed_by_hand_may_still_answer(desk: Desk, offered: Ticket) -> None:
    by = desk.people.actor("senior")
    notices.acknowledge_all(by=by, at=desk.tick())
    services.accept_offer(ticket_id=offered.pk, by=by, at=desk.tick())
    assert desk.owner(offered) == desk.people.senior
    assert Notice.objects.get(kind=OFFERED).ended_at is not None


@pytest.mark.parametrize("is_on", [True, False])
def test_the_notice_goes_away_when_nobody_answers_though_the_team_is_off(
    desk: Desk, offered: Ticket, *, is_on: bool
) -> None:
    if not is_on:
        desk.switch(is_on=False)
    desk.tick(minutes=20)
    desk.work_off()
    told = Notice.objects.get(kind=OFFERED)
    assert told.ended_at is not None
    assert told.acknowledged_at is None
    decision = selectors.decision_of(offered.pk)
    assert decision is not None
    assert decision.outcome != Outcome.OFFERED
    assert decision.declined == [desk.people.senior.pk]


def test_the_notice_goes_away_when_somebody_else_takes_it(desk: Desk, offered: Ticket) -> None:
    tickets.take(ticket_id=offered.pk, by=desk.people.actor("junior"), at=desk.tick())
    desk.work_off()
    assert Notice.objects.get(kind=OFFERED).ended_at is not None
    assert selectors.offers_to(desk.people.senior, at=desk.at) == []
    decision = selectors.decision_of(offered.pk)
    assert decision is not None
    assert decision.declined == []  # nobody declined it


def test_whoever_takes_it_by_another_way_had_it_offered(desk: Desk, offered: Ticket) -> None:
    tickets.take(ticket_id=offered.pk, by=desk.people.actor("senior"), at=desk.tick())
    desk.work_off()
    decision = selectors.decision_of(offered.pk)
    assert decision is not None
    assert (decision.outcome, decision.person) == (Outcome.ASSIGNED, desk.people.senior)


def test_nothing_offered_costs_one_query(desk: Desk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    desk.ticket()
    with django_assert_num_queries(1):
        assert services.drop_offers(at=clock.now()) == 0
    tasks.look_again()
