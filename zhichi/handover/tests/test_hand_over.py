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
from zhichi.handover.definitions import BACK, CAME
from zhichi.handover.models import HandOver
from zhichi.notices import selectors as notices
from zhichi.notices.wording import words
from zhichi.records.selectors import history, sentence
from zhichi.roster import services as roster
from zhichi.roster.models import Shift
from zhichi.roster.tests.conftest import MONDAY, SETUP
from zhichi.sla.models import Clock
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from zhichi.handover.tests.conftest import Evening

from zhichi.handover.tests.conftest import END, LATER, NEARLY


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


def test_what_another_shift_took_over_stands_once_it_is_over(evening: Evening) -> None:
    people = evening.plan.people
    ticket = evening.held()
    moves = [services.Move(ticket_id=ticket.pk, to_id=people.senior.pk)]
    row = services.hand_over(moves=moves, note="", by=people.actor("junior"), at=NEARLY)
    assert row.undo_until == END + timedelta(hours=7)  # the senior's late shift ends at 23:00
    late = END + timedelta(hours=7, minutes=1)
    with pytest.raises(Conflict) as caught:
        services.undo_hand_over(hand_over_id=row.pk, by=people.actor("junior"), at=late)
    assert caught.value.code == "too-late"
    assert fresh(ticket).owner == people.senior


def test_a_hand_over_is_no_transfer_that_counts(evening: Evening) -> None:
    """Early to late and late to early, day after day, passes nothing around; a typed code hides no transfer."""
    people = evening.plan.people
    ticket = evening.held()
    for giver, taker in (("junior", "senior"), ("senior", "junior")) * 3:
        moves = [services.Move(ticket_id=ticket.pk, to_id=getattr(people, taker).pk)]
        services.hand_over(moves=moves, note="", by=people.actor(giver), at=NEARLY)
    assert fresh(ticket).transfers == 0
    tickets.assign(
        ticket_id=ticket.pk,
        target=tickets.Target(owner=people.senior),
        by=people.actor("junior"),
        at=NEARLY,
        reason="handed-over:",  # what the product itself writes at the end of a shift
    )
    assert fresh(ticket).transfers == 1


def test_whoever_goes_on_is_told_and_confirms(evening: Evening) -> None:
    people = evening.plan.people
    one, two = evening.held(), evening.held()
    changes = accounts.DutyRoleChanges(holder=people.assistant)
    accounts.update_duty_role(role_id=people.duty.pk, changes=changes, by=SETUP, at=NEARLY)
    Shift.objects.filter(person=people.junior).update(duty_role=None)  # so the fixed holder answers
    moves = [services.Move(ticket_id=one.pk, to_id=people.senior.pk), services.Move(ticket_id=two.pk)]
    row = services.hand_over(moves=moves, note="晚上客户在线", by=people.actor("junior"), at=NEARLY)
    told = {notice.person_id: notice for notice in notices.about(row.stream)}
    assert set(told) == {people.senior.pk, people.assistant.pk}
    said = words(told[people.senior.pk])
    assert f"#{one.number}" in said
    assert f"#{two.number}" not in said
    assert "晚上客户在线" in said
    assert told[people.senior.pk].needs_acknowledgement
    services.undo_hand_over(hand_over_id=row.pk, by=people.actor("junior"), at=NEARLY + timedelta(minutes=5))
    again = notices.about(row.stream)
    assert [notice.kind for notice in again] == [CAME, CAME, BACK, BACK]
    assert [notice.ended_at is None for notice in again] == [False, False, True, True]


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
    services.end_shifts(at=LATER)
    figures = hand_overs(days(MONDAY, MONDAY)).figures
    assert [figure.value for figure in figures] == [1, 1, 1]


def test_the_page_asks_the_same_number_of_questions_whatever_is_held(
    evening: Evening, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(6):
        evening.held()
    with django_assert_max_num_queries(12):
        selectors.sheet_of(evening.plan.people.junior, NEARLY)


def test_whoever_holds_more_than_a_page_decides_about_the_most_pressing_first(
    evening: Evening, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [evening.held() for _number in range(3)]
    monkeypatch.setattr(selectors, "MOST_LINES", 2)
    sheet = selectors.sheet_of(evening.plan.people.junior, NEARLY, most=2)
    by_due = sorted(held, key=lambda ticket: (ticket.due_at, ticket.pk))
    assert [line.ticket for line in sheet.lines] == by_due[:2]
    assert (sheet.count, sheet.more) == (3, 1)
    assert selectors.sheet_of(evening.plan.people.junior, NEARLY, most=3).more == 0
    client.force_login(evening.plan.people.junior)
    page = client.get("/desk/handover/").text
    assert page.count('<li class="card') == 2
    assert "另有 1" in page
