"""Whatever has no owner finds one, the nearest promise first, once only, and says why (3.3.1, 4.2)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections

from zhichi.accounts import services as accounts
from zhichi.accounts.choices import AbsenceKind
from zhichi.assigner import explaining, selectors, services, subscribers
from zhichi.assigner.choices import Mode, Outcome
from zhichi.assigner.models import Decision, LastGiven
from zhichi.core.errors import Conflict, Refused
from zhichi.customers import services as customers
from zhichi.handbook import services as handbook
from zhichi.records.selectors import history, sentence
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.assigner.tests.conftest import Desk
    from zhichi.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def codes(ticket: Ticket) -> list[str]:
    return [event.code for event in history(ticket.stream)]


def test_a_team_that_is_off_is_left_to_people(desk: Desk) -> None:
    ticket = desk.ticket()
    assert desk.work_off() == 0
    assert desk.owner(ticket) is None
    assert not Decision.objects.exists()


def test_assigns_who_knows_the_product_and_says_why(desk: Desk) -> None:
    customers.set_expert(
        product_id=desk.product.pk, user=desk.people.senior, level=3, by=desk.people.actor("manager"), at=desk.at
    )
    desk.switch()
    ticket = desk.ticket()
    assert desk.work_off() == 1
    assert desk.owner(ticket) == desk.people.senior
    told = sentence(next(event for event in history(ticket.stream) if event.code == "assigner.chosen"))
    assert "砚台报表" in told
    decision = selectors.decision_of(ticket.pk)
    assert decision is not None
    assert decision.outcome == Outcome.ASSIGNED
    assert next(item.name for item in explaining.read(decision.told)) == desk.people.senior.display_name


def test_the_customers_engineer_gets_it_and_the_contacts_own_goes_before(desk: Desk) -> None:
    desk.switch()
    by = desk.people.actor("supervisor")
    services.set_engineer(kind="organisation", key=desk.organisation.pk, user=desk.people.junior, by=by, at=desk.at)
    first = desk.ticket()
    desk.work_off()
    assert desk.owner(first) == desk.people.junior
    other = desk.person("own")
    services.set_engineer(kind="contact", key=desk.contact.pk, user=other, by=by, at=desk.at)
    second = desk.ticket()
    desk.work_off()
    assert desk.owner(second) == other


def test_people_take_turns(desk: Desk) -> None:
    desk.switch()
    owners = set()
    for _number in range(2):
        ticket = desk.ticket()
        desk.work_off()
        owners.add(desk.owner(ticket))
    assert owners == {desk.people.senior, desk.people.junior}


def test_urgent_ones_go_first_when_there_is_room_for_one(desk: Desk) -> None:
    for post in ("senior", "junior"):
        handbook.change_policy(
            key=f"4.2.capacity_{post}",
            value=1 if post == "senior" else 0,
            reason="测试",
            by=desk.people.actor("manager"),
            at=desk.at,
        )
    normal, urgent = desk.ticket(), desk.ticket(urgency="urgent")
    desk.switch()
    assert desk.work_off() == 1
    assert desk.owner(urgent) == desk.people.senior
    assert desk.owner(normal) is None


def test_nobody_fits_stays_with_the_duty_role_says_why_once_and_is_tried_again(desk: Desk) -> None:
    away = [
        accounts.add_absence(
            person_id=person.pk,
            kind=AbsenceKind.LEAVE,
            starts_at=desk.at,
            ends_at=desk.at.replace(hour=3),
            by=desk.people.actor("supervisor"),
            at=desk.at,
        )
        for person in (desk.people.senior, desk.people.junior)
    ]
    assert away
    desk.switch()
    ticket = desk.ticket()
    assert desk.work_off() == desk.work_off() == 0
    assert codes(ticket).count("assigner.nobody_fits") == 1
    told = sentence(history(ticket.stream)[-1])
    assert desk.people.duty.name in told
    assert "2" in told
    desk.at = desk.at.replace(hour=3)  # the absence ends
    assert desk.work_off() == 1
    assert desk.owner(ticket) is not None


def test_what_waits_for_the_customer_frees_a_place(desk: Desk) -> None:
    by = desk.people.actor("manager")
    for post, places in (("senior", 1), ("junior", 0)):
        handbook.change_policy(key=f"4.2.capacity_{post}", value=places, reason="测试", by=by, at=desk.at)
    desk.switch()
    first = desk.ticket()
    desk.work_off()
    second = desk.ticket()
    assert desk.work_off() == 0
    tickets.step(ticket_id=first.pk, name="wait_customer", by=desk.people.actor("senior"), at=desk.tick())
    assert desk.work_off() == 1
    assert desk.owner(second) == desk.people.senior


def test_the_first_rule_that_matches_decides(desk: Desk) -> None:
    desk.switch()
    desk.rule(name="银行归人工", words=["银行"], mode=Mode.LEAVE)
    desk.rule(name="其余给初级", posts=["junior"])
    left, given = desk.ticket(subject="银行对账失败"), desk.ticket()
    desk.work_off()
    assert desk.owner(left) is None
    assert desk.owner(given) == desk.people.junior


def test_a_rule_moves_the_ticket_to_its_team(desk: Desk) -> None:
    rival = desk.people.rival
    desk.on_shift(rival)
    team = desk.people.other_team
    desk.rule(name="二组", team_id=team.pk)
    services.switch_team(team_id=team.pk, is_on=True, by=desk.people.actor("supervisor"), at=desk.at)
    ticket = desk.ticket()
    desk.work_off()
    assert desk.owner(ticket) == rival
    assert ticket.team_id == team.pk


def test_a_skill_that_is_asked_for_is_a_must(desk: Desk) -> None:
    by = desk.people.actor("supervisor")
    skill = accounts.create_skill(name="数据库", by=by, at=desk.at)
    accounts.set_skills(person_id=desk.people.senior.pk, levels={skill.pk: 1}, by=by, at=desk.at)
    accounts.set_skills(person_id=desk.people.junior.pk, levels={skill.pk: 2}, by=by, at=desk.at)
    desk.rule(name="数据库", skills={skill.pk: 2})
    desk.switch()
    ticket = desk.ticket()
    desk.work_off()
    assert desk.owner(ticket) == desk.people.junior


def test_an_offer_goes_on_when_it_is_declined_or_not_answered(desk: Desk) -> None:
    desk.rule(name="询问", mode=Mode.OFFER)
    desk.switch()
    ticket = desk.ticket()
    assert desk.work_off() == 1
    assert desk.work_off() == 0  # somebody is being asked
    first = selectors.decision_of(ticket.pk)
    assert first is not None
    assert first.person is not None
    assert desk.owner(ticket) is None
    by = desk.people.actor("senior" if first.person == desk.people.senior else "junior")
    services.decline_offer(ticket_id=ticket.pk, reason="在客户现场", by=by, at=desk.tick())
    with pytest.raises(Conflict):
        services.accept_offer(ticket_id=ticket.pk, by=by, at=desk.tick())
    desk.work_off()
    second = selectors.decision_of(ticket.pk)
    assert second is not None
    assert second.person not in {None, first.person}
    desk.tick(minutes=20)  # nobody answers
    desk.work_off()
    third = selectors.decision_of(ticket.pk)
    assert third is not None
    assert third.outcome == Outcome.NOBODY
    assert codes(ticket).count("assigner.declined") == 2


def test_an_offer_that_is_taken_makes_the_person_accountable(desk: Desk) -> None:
    desk.rule(name="询问", mode=Mode.OFFER, posts=["senior"])
    desk.switch()
    ticket = desk.ticket()
    desk.work_off()
    services.accept_offer(ticket_id=ticket.pk, by=desk.people.actor("senior"), at=desk.tick())
    assert desk.owner(ticket) == desk.people.senior


def test_urgent_ones_go_to_seniors_where_the_handbook_says_so(desk: Desk) -> None:
    by = desk.people.actor("manager")
    handbook.change_policy(key="4.2.juniors_take_urgent", value=False, reason="测试", by=by, at=desk.at)
    accounts.set_working_hours(person_id=desk.people.senior.pk, intervals=[], by=by, at=desk.at)
    desk.switch()
    urgent, normal = desk.ticket(urgency="urgent"), desk.ticket()
    desk.work_off()
    assert desk.owner(urgent) is None
    assert desk.owner(normal) == desk.people.junior


def test_the_tail_finds_owners_after_its_commit_and_may_be_replayed(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    desk.switch()
    ticket = desk.ticket()
    with django_capture_on_commit_callbacks(execute=True):
        subscribers.follow(history(ticket.stream))
    owner = desk.owner(ticket)
    assert owner is not None
    before = len(history(ticket.stream))
    with django_capture_on_commit_callbacks(execute=True):
        subscribers.follow(history(ticket.stream))
    assert desk.owner(ticket) == owner
    assert len(history(ticket.stream)) == before
    assert LastGiven.objects.filter(user=owner).count() == 1


def test_what_loses_its_owner_is_given_to_somebody_else(desk: Desk) -> None:
    desk.switch()
    ticket = desk.ticket()
    desk.work_off()
    first = desk.owner(ticket)
    assert first is not None
    accounts.deactivate(person_id=first.pk, reason="离职", by=desk.people.actor("manager"), at=desk.tick())
    assert desk.owner(ticket) is None
    desk.work_off()
    assert desk.owner(ticket) not in {None, first}


def test_only_leaders_set_routing_up(desk: Desk) -> None:
    by = desk.people.actor("senior")
    with pytest.raises(Refused):
        services.switch_team(team_id=desk.people.team.pk, is_on=True, by=by, at=desk.at)
    with pytest.raises(Refused):
        services.save_rule(rule_id=None, data=services.RuleData(name="我的"), by=by, at=desk.at)


def test_costs_two_queries_while_no_team_is_on(desk: Desk, django_assert_num_queries: Any) -> None:
    desk.ticket()
    with django_assert_num_queries(2):
        services.work_off(at=desk.at)


def test_the_queue_of_the_dry_run_counts_on_what_came_before_and_writes_nothing(desk: Desk) -> None:
    desk.switch()
    waiting = [desk.ticket() for _number in range(4)]
    before = [len(history(ticket.stream)) for ticket in waiting]
    plans = selectors.plan_queue(desk.at)
    chosen = [plan.choice.candidate.id for plan in plans if plan.choice]
    assert len(chosen) == 4
    assert set(chosen) == {desk.people.senior.pk, desk.people.junior.pk}
    assert [len(history(ticket.stream)) for ticket in waiting] == before
    assert all(desk.owner(ticket) is None for ticket in waiting)
    desk.work_off()
    assert [getattr(desk.owner(ticket), "pk", 0) for ticket in waiting] == chosen


def test_what_an_agent_took_in_the_meantime_is_left_alone(desk: Desk) -> None:
    ticket = desk.ticket()
    tickets.take(ticket_id=ticket.pk, by=desk.people.actor("junior"), at=desk.tick())
    target = tickets.Target(owner=desk.people.senior)
    given = tickets.assign_unowned(
        ticket_id=ticket.pk, target=target, by=desk.people.actor("supervisor"), at=desk.tick()
    )
    assert given is None
    assert desk.owner(ticket) == desk.people.junior


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_give_nothing_away_twice_and_fill_nobody_beyond_capacity(desk: Desk) -> None:
    by = desk.people.actor("manager")
    for post in ("senior", "junior"):
        handbook.change_policy(key=f"4.2.capacity_{post}", value=2, reason="测试", by=by, at=desk.at)
    desk.switch()
    waiting = [desk.ticket() for _number in range(6)]
    _at_once(*[lambda: services.work_off(at=desk.at)] * 3)
    owners = [desk.owner(ticket) for ticket in waiting]
    assert owners.count(desk.people.senior) == owners.count(desk.people.junior) == 2
    assert all(codes(ticket).count("tickets.assigned") <= 1 for ticket in waiting)


@pytest.mark.django_db(transaction=True)
def test_an_agent_who_takes_it_at_the_same_moment_has_it_or_not_but_never_both(desk: Desk) -> None:
    desk.switch()
    waiting = [desk.ticket() for _number in range(4)]
    agent = desk.people.actor("junior")

    def take() -> None:
        for ticket in reversed(waiting):
            try:
                tickets.take(ticket_id=ticket.pk, by=agent, at=desk.at)
            except Exception as error:  # noqa: BLE001 - a colleague was faster, so a reason is asked for
                assert getattr(error, "code", "") == "reason-missing", error

    _at_once(take, lambda: services.work_off(at=desk.at))
    for ticket in waiting:
        assert desk.owner(ticket) is not None
        assert codes(ticket).count("tickets.assigned") == 1
        assert codes(ticket).count("tickets.transferred") == 0


def _at_once(*works: Callable[[], object]) -> None:
    """Run each in a thread of its own, begun together."""
    start, errors = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except Exception as error:  # noqa: BLE001 - told by the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors, errors
    assert connection.is_usable()
