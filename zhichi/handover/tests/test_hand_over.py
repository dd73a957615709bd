"""3.3.1: whoever goes home hands over; clocks run on; what is due before the next shift never waits for its owner."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from zhichi.accounts import services as accounts
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.handbook.periods import days
from zhichi.handover import selectors, services
from zhichi.handover.clauses import hand_overs
from zhichi.handover.models import HandOver, ShiftEnd
from zhichi.records import services as records
from zhichi.records.selectors import history, sentence
from zhichi.roster import services as roster
from zhichi.roster.models import Shift
from zhichi.roster.tests.conftest import MONDAY, SETUP
from zhichi.sla.models import Clock
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from zhichi.handover.tests.conftest import Evening

from zhichi.handover.tests.conftest import END, NEARLY


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("owner").get(pk=ticket.pk)


def clocks(ticket: Ticket) -> list[tuple[object, ...]]:
    fields = ("kind", "started_at", "due_at", "ended_at", "state")
    return list(Clock.objects.filter(stream=ticket.stream).order_by("pk").values_list(*fields))


def test_the_page_proposes_the_colleague_of_the_next_shift_for_what_is_due(evening: Evening) -> None:
    ticket = evening.held()
    sheet = selectors.sheet_of(evening.plan.people.junior, NEARLY)
    assert sheet.shift is not None
    assert (sheet.ends_at, sheet.next_start) == (END, END + timedelta(hours=16))
    assert [(line.ticket, line.is_due) for line in sheet.lines] == [(ticket, True)]
    assert sheet.lines[0].proposal == f"user-{evening.plan.people.senior.pk}"
    assert sheet.next_people == [evening.plan.people.senior]


def test_proposals_are_spread_over_those_who_follow(evening: Evening) -> None:
    people = evening.plan.people
    evening.plan.put("assistant", "late", reason="test")
    for _number in range(4):
        evening.held()
    proposals = [line.proposal for line in selectors.sheet_of(people.junior, NEARLY).lines]
    assert sorted(proposals) == sorted([f"user-{people.senior.pk}", f"user-{people.assistant.pk}"] * 2)


def test_off_shift_only_colleagues_of_the_own_team_are_proposed(evening: Evening) -> None:
    people = evening.plan.people
    evening.held()
    late = NEARLY + timedelta(hours=2)  # 17:40: the junior has gone home, the senior is on shift
    assert selectors.sheet_of(people.junior, late).lines[0].proposal == f"user-{people.senior.pk}"
    accounts.set_teams(person_id=people.junior.pk, team_ids=[people.other_team.pk], by=SETUP, at=late)
    stranger = type(people.junior).objects.get(pk=people.junior.pk)
    assert selectors.sheet_of(stranger, late).lines[0].proposal == "duty"


def test_without_anybody_on_the_next_shift_the_duty_role_is_proposed(evening: Evening) -> None:
    evening.held()
    shift = Shift.objects.get(person=evening.plan.people.senior)
    roster.drop_shift(shift_id=shift.pk, by=SETUP, at=NEARLY, reason="病假")
    assert selectors.sheet_of(evening.plan.people.junior, NEARLY).lines[0].proposal == "duty"


def test_hands_over_in_one_go_and_clocks_run_on(evening: Evening) -> None:
    people = evening.plan.people
    one, two = evening.held(urgency="urgent"), evening.held()
    before = clocks(one), clocks(two)
    due = fresh(one).due_at
    moves = [
        services.Move(ticket_id=one.pk, to_id=people.senior.pk, note="先看日志"),
        services.Move(ticket_id=two.pk),
    ]
    services.hand_over(moves=moves, note="晚上客户在线", by=people.actor("junior"), at=NEARLY)
    assert fresh(one).owner == people.senior
    assert (fresh(two).owner, fresh(two).duty_role) == (None, people.duty)
    assert (clocks(one), clocks(two)) == before
    assert fresh(one).due_at == due
    last = history(one.stream, codes=["tickets.transferred"])[-1]
    with translation.override("en"):
        assert sentence(last).endswith("shift hand-over: 晚上客户在线 先看日志")
    assert history(f"user:{people.junior.pk}")[-1].code == "handover.done"


def test_undo_gives_back_what_nobody_moved_on(evening: Evening) -> None:
    people = evening.plan.people
    one, two = evening.held(), evening.held()
    moves = [services.Move(ticket_id=row.pk, to_id=people.senior.pk) for row in (one, two)]
    row = services.hand_over(moves=moves, note="", by=people.actor("junior"), at=NEARLY)
    tickets.assign(
        ticket_id=two.pk,
        target=tickets.Target(owner=people.assistant),
        by=people.actor("senior"),
        at=NEARLY,
        reason="换人",
    )
    at = NEARLY + timedelta(seconds=20)
    assert services.undo_hand_over(hand_over_id=row.pk, by=people.actor("junior"), at=at) == 1
    assert (fresh(one).owner, fresh(two).owner) == (people.junior, people.assistant)
    with pytest.raises(Conflict):
        services.undo_hand_over(hand_over_id=row.pk, by=people.actor("junior"), at=at)


def test_all_or_nothing(evening: Evening) -> None:
    people = evening.plan.people
    one, two = evening.held(), evening.held()
    with pytest.raises(DomainError):
        services.hand_over(moves=[], note="", by=people.actor("junior"), at=NEARLY)
    tickets.take(ticket_id=two.pk, by=people.actor("senior"), at=NEARLY, reason="我来")
    moves = [services.Move(ticket_id=row.pk, to_id=people.senior.pk) for row in (one, two)]
    with pytest.raises(Conflict):  # one is not the junior's any more
        services.hand_over(moves=moves, note="", by=people.actor("junior"), at=NEARLY)
    accounts.deactivate(person_id=people.assistant.pk, reason="离职", by=Actor.of(people.manager), at=NEARLY)
    moves = [services.Move(ticket_id=one.pk, to_id=people.assistant.pk)]
    with pytest.raises(DomainError):
        services.hand_over(moves=moves, note="", by=people.actor("junior"), at=NEARLY)
    with pytest.raises(DomainError) as caught:  # the auditor works no tickets; the form learns which line it was
        moves = [services.Move(ticket_id=one.pk, to_id=people.auditor.pk)]
        services.hand_over(moves=moves, note="", by=people.actor("junior"), at=NEARLY)
    assert list(caught.value.fields) == [f"to_{one.pk}"]
    assert fresh(one).owner == people.junior
    assert not HandOver.objects.exists()
    with pytest.raises(Refused):
        services.hand_over(moves=moves, note="", by=people.actor("auditor"), at=NEARLY)


def test_at_shift_end_what_is_due_goes_to_the_duty_role_once(evening: Evening) -> None:
    people = evening.plan.people
    ticket = evening.held()
    used = clocks(ticket)
    assert services.end_shifts(at=END - timedelta(minutes=1)) == 0
    assert services.end_shifts(at=END) == 1
    assert (fresh(ticket).owner, fresh(ticket).duty_role) == (None, people.duty)
    assert clocks(ticket) == used
    last = history(ticket.stream, codes=["tickets.transferred"])[-1]
    with translation.override("zh-hans"):
        assert sentence(last) == "支持（班次结束） 将工单由 员工 junior 转派给 值班台：下班交接"
    tickets.take(ticket_id=ticket.pk, by=people.actor("junior"), at=END + timedelta(minutes=5))
    assert services.end_shifts(at=END + timedelta(minutes=10)) == 0  # overtime by choice is not taken away


def test_a_worker_that_was_down_hands_over_late_but_not_the_next_day(evening: Evening) -> None:
    ticket = evening.held()
    assert services.end_shifts(at=END + timedelta(hours=13)) == 0  # too long ago: nobody is surprised next day
    assert services.end_shifts(at=END + timedelta(hours=11)) == 1
    assert fresh(ticket).owner is None
    assert ShiftEnd.objects.count() == 2  # the senior's late shift ended too, with nothing held


def test_what_is_not_due_before_the_next_shift_stays(evening: Evening) -> None:
    ticket = evening.held()
    Ticket.objects.filter(pk=ticket.pk).update(due_at=END + timedelta(hours=20))  # the next shift is 16 hours away
    assert services.end_shifts(at=END) == 0
    assert fresh(ticket).owner == evening.plan.people.junior


def test_nothing_by_itself_while_the_policy_is_off(evening: Evening) -> None:
    evening.held()
    records.set_policy(key="3.3.1.handover_automatic", value=False, reason="by hand", by=SETUP, at=END)
    assert services.end_shifts(at=END) == 0
    assert not ShiftEnd.objects.exists()


def test_the_hand_over_is_asked_for_before_the_end_only(evening: Evening) -> None:
    junior = evening.plan.people.junior
    assert selectors.waiting(junior, NEARLY) is None  # nothing is held
    evening.held()
    assert selectors.waiting(junior, END - timedelta(minutes=31)) is None
    found = selectors.waiting(junior, NEARLY)
    assert found is not None
    assert found[1:] == (1, 1)


def test_the_handbook_counts_hand_overs(evening: Evening) -> None:
    people = evening.plan.people
    one, _two = evening.held(), evening.held()
    services.hand_over(moves=[services.Move(ticket_id=one.pk)], note="", by=people.actor("junior"), at=NEARLY)
    services.end_shifts(at=END)
    figures = hand_overs(days(MONDAY, MONDAY)).figures
    assert [figure.value for figure in figures] == [1, 1, 1]


def test_the_page_asks_the_same_number_of_questions_whatever_is_held(
    evening: Evening, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(6):
        evening.held()
    with django_assert_max_num_queries(12):
        selectors.sheet_of(evening.plan.people.junior, NEARLY)
