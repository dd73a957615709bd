"""Who hears when: warnings to who is in charge, then senior, supervisor, manager; once each, only while late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.accounts import services as accounts
from zhichi.accounts.registry import DutyFinder, OnDuty
from zhichi.core.registry import Registry
from zhichi.core.turns import Turns
from zhichi.escalation import services
from zhichi.escalation.models import Escalation, Raising
from zhichi.escalation.selectors import in_charge
from zhichi.escalation.tests.conftest import MINUTE, SETUP, Tower, queued
from zhichi.notices import services as notices
from zhichi.notices.selectors import inbox
from zhichi.records import services as records
from zhichi.records import tails
from zhichi.records.selectors import history, sentence
from zhichi.sla import services as sla
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from typing import Any

HOUR = timedelta(hours=1)


def test_warns_whoever_is_in_charge_and_keeps_only_the_newest_warning(tower: Tower) -> None:
    start, target = tower.clock().started_at, tower.clock().target
    for share in (0.51, 0.76, 0.91):
        tower.pass_(start + target * share)
    rows = [row for row in tower.told("junior") if row.data["clock"] == "response"]
    assert [(row.kind, row.data["percent"]) for row in rows] == [("escalation.warned", part) for part in (50, 75, 90)]
    assert [row.ended_at is None for row in rows] == [False, False, True]
    assert tower.told("supervisor") == []


def test_goes_up_step_by_step(tower: Tower) -> None:
    due = tower.due
    tower.pass_(due + MINUTE)
    assert (tower.kinds("junior"), tower.kinds("senior")) == (["late"], ["late"])
    assert tower.told("supervisor") == []
    tower.pass_(due + 29 * MINUTE)
    assert tower.told("supervisor") == []
    tower.pass_(due + 31 * MINUTE)
    assert (tower.kinds("supervisor"), tower.told("manager")) == (["raised"], [])
    tower.pass_(due + 91 * MINUTE)
    assert tower.kinds("manager") == ["raised"]
    tower.pass_(due + 900 * MINUTE)
    assert tower.steps() == [("raised", "senior"), ("raised", "supervisor"), ("raised", "manager")]
    assert len(tower.kinds("manager")) == 1


def test_says_in_the_record_who_was_told(tower: Tower) -> None:
    tower.pass_(tower.due + MINUTE)
    (event,) = history(tower.ticket.stream, codes=["escalation.raised"])
    assert sentence(event) == "首次响应超时：已升级到高级工程师，通知了员工 senior"


def test_a_team_without_a_senior_goes_on_at_once_and_says_why(tower: Tower) -> None:
    accounts.change_post(person_id=tower.people.senior.pk, post="junior", by=SETUP, at=tower.desk.at)
    tower.pass_(tower.due + MINUTE)
    assert tower.steps() == [("skipped", "senior"), ("raised", "supervisor")]
    (row,) = tower.told("supervisor")
    assert (row.kind, row.data["why"]) == ("escalation.passed_on", "no_senior")
    assert tower.told("manager") == []


def test_people_who_are_away_are_passed_over(tower: Tower) -> None:
    tower.away("senior")
    tower.away("supervisor")
    tower.pass_(tower.due + MINUTE)
    assert tower.steps() == [("skipped", "senior"), ("skipped", "supervisor"), ("raised", "manager")]
    (row,) = tower.told("manager")
    assert row.data["why"] == "supervisors_away"


def test_a_manager_who_is_away_hears_all_the_same(tower: Tower) -> None:
    for name in ("senior", "supervisor", "manager"):
        tower.away(name)
    tower.pass_(tower.due + MINUTE)
    assert tower.kinds("manager") == ["passed_on"]


def test_an_owner_who_is_the_only_senior_is_not_the_next_step(tower: Tower) -> None:
    target = tickets.Target(owner=tower.people.senior)
    tickets.assign(ticket_id=tower.ticket.pk, target=target, by=SETUP, at=tower.desk.tick(), reason="更懂")
    tower.pass_(tower.due + MINUTE)
    assert tower.kinds("senior") == ["late"]
    assert tower.steps()[0] == ("skipped", "senior")


def test_whom_the_roster_puts_on_duty_goes_before_the_fixed_holder(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, role, assistant = tower.desk.ticket(), tower.people.duty, tower.people.assistant
    accounts.update_duty_role(
        role_id=role.pk, changes=accounts.DutyRoleChanges(holder=tower.people.senior), by=SETUP, at=tower.desk.at
    )
    finders: Registry[DutyFinder] = Registry("duty finder")
    finders.add("test", lambda ids, at: {key: OnDuty(assistant, at + HOUR) for key in ids if key == role.pk})
    monkeypatch.setattr("zhichi.accounts.selectors.duty.duty_finders", finders)
    assert [person.pk for person in in_charge(ticket, at=tower.desk.at)] == [assistant.pk]


def test_without_an_owner_the_holder_of_the_duty_role_hears(tower: Tower) -> None:
    ticket = tower.desk.ticket()
    role = tower.people.duty
    accounts.update_duty_role(
        role_id=role.pk, changes=accounts.DutyRoleChanges(holder=tower.people.assistant), by=SETUP, at=tower.desk.at
    )
    tower.ticket = ticket
    tower.pass_(tower.due + MINUTE)
    assert tower.kinds("assistant") == ["late"]


def test_an_answer_ends_it_and_nothing_asks_for_more(tower: Tower) -> None:
    due = tower.due
    tower.pass_(due + MINUTE)
    answer = tickets.Reply(text="您好，正在查。")
    tickets.reply(ticket_id=tower.ticket.pk, answer=answer, by=tower.people.actor("junior"), at=due + 5 * MINUTE)
    tower.pass_(due + 500 * MINUTE)
    assert tower.steps() == [("raised", "senior")]
    assert tower.escalation().ended_at is not None
    assert all(row.ended_at is not None for row in tower.told("senior") if row.data["clock"] == "response")


def test_an_answer_before_the_worker_looked_tells_nobody(tower: Tower) -> None:
    due = tower.due
    sla.sweep(at=due + MINUTE)
    answer = tickets.Reply(text="您好，正在查。")
    tickets.reply(ticket_id=tower.ticket.pk, answer=answer, by=tower.people.actor("junior"), at=due + 2 * MINUTE)
    tower.pass_(due + 3 * MINUTE)
    assert not Escalation.objects.filter(clock_id=tower.clock().pk).exists()
    assert tower.kinds("junior") == []


def test_a_pause_holds_the_next_step_and_counts_not(tower: Tower) -> None:
    answer = tickets.Reply(text="您好，正在查。")
    tickets.reply(ticket_id=tower.ticket.pk, answer=answer, by=tower.people.actor("junior"), at=tower.desk.tick())
    due = tower.clock("solution").due_at
    assert due is not None
    tower.pass_(due + 10 * MINUTE)
    by = tower.people.actor("junior")
    tickets.step(ticket_id=tower.ticket.pk, name="wait_customer", by=by, at=due + 10 * MINUTE)
    tower.pass_(due + 10 * HOUR)
    assert tower.escalation("solution").next_at is None
    assert tower.kinds("supervisor", "solution") == []
    tickets.step(ticket_id=tower.ticket.pk, name="start", by=by, at=due + 10 * HOUR)
    tower.pass_(due + 10 * HOUR + 19 * MINUTE)
    assert tower.kinds("supervisor", "solution") == []
    tower.pass_(due + 10 * HOUR + 21 * MINUTE)
    assert tower.kinds("supervisor", "solution") == ["raised"]


def test_acknowledging_delays_nothing_unless_the_policy_says_so(tower: Tower) -> None:
    due = tower.due
    tower.pass_(due + MINUTE)
    notices.acknowledge_all(by=tower.people.actor("senior"), at=due + 2 * MINUTE)
    tower.pass_(due + 31 * MINUTE)
    assert tower.kinds("supervisor") == ["raised"]
    row = tower.escalation()
    assert (row.acknowledged_by, row.acknowledged_at) == (tower.people.senior, due + 2 * MINUTE)
    assert Raising.objects.get(escalation=row, step="senior").acknowledged_at == due + 2 * MINUTE


def test_acknowledging_stops_the_rest_where_the_policy_says_so(tower: Tower) -> None:
    tower.policy("3.1.2.acknowledged_stops", value=True)
    due = tower.due
    tower.pass_(due + MINUTE)
    notices.acknowledge_all(by=tower.people.actor("junior"), at=due + 2 * MINUTE)
    tower.pass_(due + 900 * MINUTE)
    assert tower.kinds("supervisor") == []


def test_a_worker_that_was_down_takes_all_steps_that_are_due_once(tower: Tower) -> None:
    due = tower.due
    tower.pass_(due + 40 * HOUR)
    tower.pass_(due + 41 * HOUR)
    assert tower.steps() == [("raised", "senior"), ("raised", "supervisor"), ("raised", "manager")]
    assert tower.escalation().late_since == due


def test_minutes_are_the_policys(tower: Tower) -> None:
    tower.policy("3.1.2.supervisor_minutes", 5)
    tower.pass_(tower.due + 6 * MINUTE)
    assert tower.kinds("supervisor") == ["raised"]


def test_others_write_between_two_steps(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(Turns, "give_way", lambda _self: given.append(len(tower.steps())))
    tower.pass_(tower.due + 31 * MINUTE)
    assert {1, 2} <= set(given), "after the senior's step, and after the supervisor's"


def test_a_worker_that_dies_in_a_step_leaves_nothing_half_told(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    due = tower.due
    sla.sweep(at=due + 31 * MINUTE)
    tails.drain()

    def dies(*_given: Any, **_named: Any) -> None:
        raise OSError("the worker dies")

    with monkeypatch.context() as broken:
        broken.setattr(notices, "tell", dies)
        with pytest.raises(OSError, match="dies"):
            services.sweep(at=due + 31 * MINUTE)
    assert tower.steps() == []
    tower.pass_(due + 31 * MINUTE)
    assert tower.steps() == [("raised", "senior"), ("raised", "supervisor")]
    assert (len(tower.kinds("senior")), len(tower.kinds("supervisor"))) == (1, 1)


def test_the_record_read_twice_tells_nobody_twice(tower: Tower) -> None:
    tower.pass_(tower.due + 31 * MINUTE)
    before = len(tower.told("junior")) + len(tower.told("senior")) + len(tower.told("supervisor"))
    records.reset_tail(name="escalation.follow", by=SETUP, at=tower.desk.at)
    tower.pass_(tower.due + 31 * MINUTE)
    assert len(tower.told("junior")) + len(tower.told("senior")) + len(tower.told("supervisor")) == before


def test_hundreds_of_late_tickets_are_one_mail_for_each_person(tower: Tower) -> None:
    by = tower.people.junior
    for _ in range(30):
        ticket = tower.desk.ticket()
        target = tickets.Target(owner=by)
        tickets.assign(ticket_id=ticket.pk, target=target, by=SETUP, at=tower.desk.at)
    late = tower.desk.at + 40 * HOUR
    tower.pass_(late)
    notices.send_digests(at=late + 40 * HOUR)
    mails = queued()
    assert len({mail.to[0] for mail in mails}) == len(mails) == 4  # junior, senior, supervisor, manager


def test_while_nobody_answered_the_first_response_stands_for_the_progress_report(tower: Tower) -> None:
    progress = tower.clock("progress").due_at
    assert progress is not None
    tower.pass_(progress + MINUTE)
    assert tower.kinds("junior", "progress") == []
    assert "late" in tower.kinds("junior", "response")
    answer = tickets.Reply(text="您好，正在查。")
    by = tower.people.actor("junior")
    tickets.reply(ticket_id=tower.ticket.pk, answer=answer, by=by, at=progress + 2 * MINUTE)
    progress = tower.clock("progress").due_at
    assert progress is not None
    tower.pass_(progress + MINUTE)
    assert "late" in tower.kinds("junior", "progress")


def test_a_request_dated_1970_goes_up_at_once_and_holds_nobody_up(tower: Tower) -> None:
    other = tower.ticket
    tower.ticket = tower.desk.ticket(received_at=datetime(1970, 1, 1, tzinfo=UTC))
    tower.pass_(tower.due + 91 * MINUTE if tower.due > tower.desk.at else tower.desk.at + MINUTE)
    assert [step for _what, step in tower.steps()] == ["senior", "supervisor", "manager"]
    tower.ticket = other
    tower.pass_(tower.due + MINUTE)
    assert tower.kinds("junior") == ["late"]


def test_one_step_that_fails_keeps_none_of_the_others_back(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tower.desk.ticket()
    at = tower.due + 5 * MINUTE
    sla.sweep(at=at)
    tails.drain()
    real = notices.tell

    def fails_for_one(people: Any, **given: Any) -> Any:
        if given["stream"] == tower.ticket.stream:
            raise RuntimeError("broken")
        return real(people, **given)

    with monkeypatch.context() as broken:
        broken.setattr(notices, "tell", fails_for_one)
        with pytest.raises(RuntimeError, match="broken"):
            services.sweep(at=at)
    assert tower.steps() == []
    tower.ticket = other
    assert tower.steps() == [("raised", "senior")]


def test_whoever_takes_a_late_ticket_over_hears_that_it_is_late(tower: Tower) -> None:
    tower.pass_(tower.due + MINUTE)
    target = tickets.Target(owner=tower.people.assistant)
    tickets.assign(ticket_id=tower.ticket.pk, target=target, by=SETUP, at=tower.desk.tick(), reason="接手")
    tower.pass_(tower.desk.tick())
    assert tower.kinds("assistant") == ["late"]
    assert tower.kinds("junior") == ["late"]


def hand_to(tower: Tower, name: str, *, by: Any = SETUP) -> None:
    target = tickets.Target(owner=getattr(tower.people, name))
    tickets.assign(ticket_id=tower.ticket.pk, target=target, by=by, at=tower.desk.tick(), reason="接手")
    tower.pass_(tower.desk.tick())


def test_what_waits_for_the_former_owner_is_withdrawn_and_goes_to_the_new_one(tower: Tower) -> None:
    tower.pass_(tower.due + MINUTE)
    (late,) = [row for row in tower.told("junior") if row.kind == "escalation.late"]
    before = inbox(tower.people.junior.pk)
    assert (before.unread, before.waiting) == (before.unread, 1)
    hand_to(tower, "assistant")
    late.refresh_from_db()
    assert late.ended_at is not None
    assert late.withdrawn_for == tower.people.assistant.display_name
    assert (inbox(tower.people.junior.pk).unread, inbox(tower.people.junior.pk).waiting) == (0, 0)
    assert inbox(tower.people.assistant.pk).waiting == 1
    said = history(f"inbox:{tower.people.junior.pk}", codes=["notices.withdrawn"])
    assert sentence(said[-1]).endswith("，因为现在由 员工 assistant 负责：超时")
    assert [row.ended_at is None for row in tower.told("senior")] == [True]  # who was told by a step goes on to know
    hand_to(tower, "junior")  # and back: the same notice waits again
    late.refresh_from_db()
    assert (late.withdrawn_for, late.ended_at is None) == ("", True)
    assert inbox(tower.people.junior.pk).waiting == 1
    assert len(tower.kinds("junior")) == 1


def test_what_the_former_owner_confirmed_stays_as_it_was(tower: Tower) -> None:
    tower.pass_(tower.due + MINUTE)
    notices.acknowledge_all(by=tower.people.actor("junior"), at=tower.desk.tick())
    hand_to(tower, "assistant")
    assert [row.withdrawn_for for row in tower.told("junior") if row.kind == "escalation.late"] == [""]


def test_a_warning_that_holds_goes_to_whoever_gets_the_ticket_but_not_to_who_takes_it(tower: Tower) -> None:
    start, target = tower.clock().started_at, tower.clock().target
    tower.pass_(start + target * 0.76)
    hand_to(tower, "assistant")
    (row,) = [row for row in tower.told("assistant") if row.data["clock"] == "response"]
    assert (row.kind, row.data["percent"], row.ended_at) == ("escalation.warned", 75, None)
    assert {row.withdrawn_for for row in tower.told("junior") if row.data.get("percent") == 75} == {"员工 assistant"}
    hand_to(tower, "senior", by=tower.people.actor("senior"))
    assert tower.told("senior") == []


def test_a_record_that_is_read_late_gives_only_the_last_warning(tower: Tower) -> None:
    start, target = tower.clock().started_at, tower.clock().target
    for share in (0.51, 0.76, 0.91):
        sla.sweep(at=start + target * share)
    tower.pass_(start + target * 0.92)
    assert [row.data["percent"] for row in tower.told("junior") if row.data["clock"] == "response"] == [90]
