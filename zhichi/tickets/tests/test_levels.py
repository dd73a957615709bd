"""Tickets under service levels: what they get, what they keep, and what moves them (1.3, 3.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.calendars import services as calendars
from zhichi.core.actors import Actor
from zhichi.customers import contract_reads
from zhichi.customers import services as customers
from zhichi.records import tails
from zhichi.records.selectors import history
from zhichi.sla import in_force, level_reads, office
from zhichi.sla import services as sla
from zhichi.sla.models import Clock, LevelRollout
from zhichi.tickets import levels, services
from zhichi.tickets.services import batches
from zhichi.tickets.services import levels as level_services

if TYPE_CHECKING:
    from zhichi.calendars.models import Calendar
    from zhichi.customers.models import Contract
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

BY = Actor.system("tests")
HOUR = timedelta(hours=1)


class House:
    """Writes tables and contracts in one line each."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def publish(self, *rules: dict[str, Any], with_open: bool = False) -> int:
        """Put a table of these rules in force."""
        for known in level_reads.rules_of(level_reads.newest_version()):
            sla.remove_rule(key=known.key, edition=self.edition, by=BY, at=self.desk.at)
        for given in rules:
            sla.save_rule(data=sla.RuleData(**given), edition=self.edition, by=BY, at=self.desk.at)
        row = sla.publish(reason="测试", with_open=with_open, edition=self.edition, by=BY, at=self.desk.at)
        in_force.forget()  # what a commit does
        return row.number

    @property
    def edition(self) -> int:
        draft = level_reads.draft()
        return draft.edition if draft else sla.NO_DRAFT

    def contract(self, **given: Any) -> Contract:
        organisation_id = self.desk.contact.organisation_id or 0
        start = self.desk.at.date() - timedelta(days=30)
        data = customers.ContractData(**{"number": "HT-1", "name": "全天候", "starts_on": start, **given})
        row = customers.create_contract(organisation_id=organisation_id, data=data, by=BY, at=self.desk.at)
        contract_reads.forget_contracts()  # what a commit does
        return row

    def calendar(self, name: str = "上午") -> Calendar:
        week = [((time(9), time(12)),)] * 7
        data = calendars.CalendarData(name=name, time_zone="Asia/Shanghai")
        row = calendars.create_calendar(data=data, weekly=week, by=BY, at=self.desk.at)
        office.forget()
        return row


@pytest.fixture
def house(desk: Desk) -> House:
    return House(desk)


URGENT = {"name": "紧急", "conditions": {"urgency": ["urgent"]}, "targets": {"solution": 60}}
STANDARD = {"name": "标准", "targets": {"response": 30, "solution": 600}}


def clock_of(ticket: Ticket, kind: str = "solution") -> Clock:
    return Clock.objects.get(stream=ticket.stream, kind=kind, ended_at=None)


def again(ticket: Ticket) -> Ticket:
    ticket.refresh_from_db()
    return ticket


def codes(ticket: Ticket) -> list[str]:
    return [event.code for event in history(ticket.stream)]


def test_before_any_version_the_handbook_alone_counts(desk: Desk) -> None:
    ticket = desk.ticket()
    assert (ticket.level, ticket.level_version) == (None, None)
    assert clock_of(ticket).target == 4 * HOUR


def test_a_rule_sets_some_targets_and_the_handbook_the_rest(desk: Desk, house: House) -> None:
    house.publish(URGENT, STANDARD)
    ticket = desk.ticket(urgency="urgent")
    assert ticket.level_name == "紧急"
    assert ticket.level_version == 1
    assert clock_of(ticket).target == HOUR
    assert clock_of(ticket, "response").target == timedelta(minutes=30), "the handbook's, for urgent requests"
    assert history(ticket.stream)[0].data["level"] == "紧急"


def test_the_panel_says_why_and_names_only_what_fits_this_ticket(desk: Desk, house: House) -> None:
    contract, other = (
        house.contract(),
        house.contract(number="HT-2", name="别的", starts_on=date(2020, 1, 1), ends_on=None),
    )
    customers.end_contract(contract_id=other.pk, reason="x", by=BY, at=desk.at)
    both = [str(contract.pk), str(other.pk)]
    house.publish({"name": "合同", "conditions": {"contract": both, "urgency": ["urgent", "normal"]}})
    shown = levels.shown(desk.ticket())
    assert shown is not None
    assert [words for _label, words in shown.why] == ["HT-1 全天候 · 长谷示例制造", "一般"]
    assert (shown.name, shown.version, shown.contract) == ("合同", 1, "")


def test_where_no_rule_fits_the_version_is_kept_and_the_handbook_counts(desk: Desk, house: House) -> None:
    house.publish(URGENT)
    ticket = desk.ticket()
    assert (ticket.level, ticket.level_version) == (None, 1)
    assert clock_of(ticket).target == 4 * HOUR


def test_a_ticket_keeps_its_version_and_is_decided_anew_within_it(desk: Desk, house: House) -> None:
    house.publish(URGENT, STANDARD)
    ticket = desk.ticket()
    house.publish({**URGENT, "targets": {"solution": 5}})
    desk.tick(minutes=29)
    by = desk.people.actor("senior")
    services.change(ticket_id=ticket.pk, changes=services.Changes(urgency="urgent"), by=by, at=desk.tick())
    assert (again(ticket).level_name, ticket.level_version) == ("紧急", 1)
    clock = clock_of(ticket)
    assert clock.target == HOUR, "of version 1, not of version 2"
    assert clock.used == timedelta(minutes=30), "what was used stays used"
    assert clock.due_at == ticket.received_at + HOUR
    assert "tickets.level_set" in codes(ticket)
    assert desk.ticket().level_version == 2


def test_a_change_that_decides_nothing_says_nothing(desk: Desk, house: House) -> None:
    house.publish(STANDARD)
    ticket = desk.ticket()
    by = desk.people.actor("senior")
    changes = services.Changes(type="fault", subject="乱码")
    services.change(ticket_id=ticket.pk, changes=changes, by=by, at=desk.tick())
    assert "tickets.level_set" not in codes(ticket)


def test_a_contract_brings_its_calendar_even_without_any_table(desk: Desk, house: House) -> None:
    mornings = house.calendar()
    house.contract(calendar_id=mornings.pk)
    ticket = desk.ticket()
    assert clock_of(ticket).calendar_id == mornings.pk
    assert ticket.level is not None
    assert ticket.level["contract_label"] == "HT-1 全天候"
    assert desk.ticket(contact=None).level is None


def test_a_rule_on_a_contract_fits_only_while_it_holds(desk: Desk, house: House) -> None:
    contract = house.contract()
    house.publish({"name": "合同", "conditions": {"contract": [str(contract.pk)]}}, STANDARD)
    assert desk.ticket().level_name == "合同"
    customers.end_contract(contract_id=contract.pk, reason="退订", by=BY, at=desk.tick())
    assert desk.ticket().level_name == "标准"


def test_open_tickets_follow_a_changed_contract_with_what_they_used(desk: Desk, house: House) -> None:
    ticket, closed = desk.ticket(), desk.closed()
    tails.drain()
    mornings = house.calendar()
    house.contract(calendar_id=mornings.pk)
    tails.drain()
    clock = clock_of(again(ticket))
    assert clock.calendar_id == mornings.pk
    assert clock.used > timedelta(0), "the minutes before the contract, around the clock"
    assert ticket.due_at == min(row.due_at for row in Clock.objects.filter(stream=ticket.stream) if row.due_at)
    assert again(closed).level is None, "what is closed stays as it was"


def test_publishing_alone_leaves_open_tickets_where_they_are(desk: Desk, house: House) -> None:
    house.publish(STANDARD)
    ticket = desk.ticket()
    house.publish({**STANDARD, "targets": {"solution": 60}})
    level_services.roll_out(at=desk.tick())
    assert again(ticket).level_version == 1


def rolled_out(at: datetime) -> LevelRollout:
    level_services.roll_out(at=at)
    return LevelRollout.objects.latest("pk")


def test_a_version_reaches_open_tickets_once_and_keeps_what_they_used(
    desk: Desk, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    first = house.publish(URGENT, STANDARD)
    normal = [desk.ticket() for _ in range(3)]
    urgent, closed = desk.ticket(urgency="urgent"), desk.closed()
    desk.tick(minutes=20)
    house.publish(URGENT, {**STANDARD, "targets": {"response": 30, "solution": 300}}, with_open=True)
    before = again(normal[0]).updated_at
    row = rolled_out(desk.tick(seconds=1))
    assert (row.total, row.looked, row.changed, row.finished_at) == (4, 4, 3, None), "others may still register"
    row = rolled_out(desk.tick())
    assert row.finished_at == desk.at
    assert (row.looked, row.changed) == (4, 3), "nothing is done twice"
    for ticket in normal:
        clock = clock_of(again(ticket))
        assert (ticket.level_version, clock.target) == (first + 1, 5 * HOUR)
        assert clock.due_at == ticket.received_at + 5 * HOUR
        assert codes(ticket).count("tickets.level_set") == 1
    assert normal[0].updated_at == before, "it is no news about the request"
    assert (again(urgent).level_version, codes(urgent).count("tickets.level_set")) == (first + 1, 0)
    assert again(closed).level_version == first


def test_a_worker_that_is_stopped_in_the_middle_of_a_version_goes_on_where_it_was(
    desk: Desk, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    first = house.publish(STANDARD)
    tickets = [desk.ticket() for _ in range(5)]
    house.publish({**STANDARD, "targets": {"solution": 300}}, with_open=True)
    move, stop_at = level_services._move, tickets[3].pk

    def stopped(ticket: Ticket, version: int | None, at: datetime) -> bool:
        if ticket.pk == stop_at:
            raise InterruptedError
        return move(ticket, version, at)

    with monkeypatch.context() as patch, pytest.raises(InterruptedError):
        patch.setattr(level_services, "_move", stopped)
        level_services.roll_out(at=desk.tick())
    assert [again(ticket).level_version == first for ticket in tickets] == [False, False, True, True, True]
    row = LevelRollout.objects.latest("pk")
    assert (row.looked, row.changed, row.finished_at) == (2, 2, None), "a batch counts whole or not at all"
    row = rolled_out(desk.tick(minutes=1))
    assert (row.looked, row.changed, row.finished_at) == (5, 5, desk.at)
    assert {clock_of(again(ticket)).target for ticket in tickets} == {5 * HOUR}
    assert [codes(ticket).count("tickets.level_set") for ticket in tickets] == [1] * 5


def test_a_ticket_of_a_newer_version_never_goes_back(desk: Desk, house: House) -> None:
    house.publish(STANDARD, with_open=True)
    house.publish(URGENT, STANDARD)
    ticket = desk.ticket()
    rolled_out(desk.tick())
    assert again(ticket).level_version == 2


def asked(desk: Desk, **given: Any) -> int:
    desk.ticket(**given)
    with CaptureQueriesContext(connection) as statements:
        desk.ticket(**given)
    return len(statements)


def test_registering_asks_one_statement_more_where_contracts_exist_and_none_else(desk: Desk, house: House) -> None:
    bare = asked(desk)
    house.publish(URGENT, STANDARD)
    assert asked(desk) == bare, "the table is remembered"
    house.contract()
    assert asked(desk) == bare + 1
    assert asked(desk, contact=None) <= bare


def test_a_contract_that_names_another_product_does_not_count_once_the_product_is_known(
    desk: Desk, house: House
) -> None:
    other = customers.create_product(data=customers.ProductData(code="flow", name="流程"), by=BY, at=desk.at)
    house.contract(product_ids=[other.pk], ends_on=date(2100, 1, 1))
    ticket = desk.ticket()
    assert ticket.level is not None, "unknown yet: what was promised holds"
    by = desk.people.actor("senior")
    services.change(ticket_id=ticket.pk, changes=services.Changes(product=desk.product), by=by, at=desk.tick())
    assert again(ticket).level is None


LEVELS = (
    {"name": "咨询", "conditions": {"type": ["inquiry"]}, "targets": {"solution": 60}},
    {"name": "紧急", "conditions": {"urgency": ["urgent"]}, "targets": {"solution": 90}},
    {"name": "标准", "targets": {"solution": 600}},
)


def merged(desk: Desk, source: Ticket, into: Ticket) -> Clock:
    """The solution clock with which the matter goes on."""
    services.merge(source_id=source.pk, into_id=into.pk, by=desk.people.actor("senior"), at=desk.tick())
    return clock_of(again(into))


@pytest.mark.parametrize("is_stricter_merged", [True, False])
def test_merging_loosens_no_promise_of_a_stricter_level(desk: Desk, house: House, *, is_stricter_merged: bool) -> None:
    house.publish(*LEVELS)
    strict, loose = desk.ticket(type="inquiry"), desk.ticket(type="fault")
    due = clock_of(strict).due_at
    pair = (strict, loose) if is_stricter_merged else (loose, strict)
    clock = merged(desk, *pair)
    assert (clock.target, clock.due_at) == (HOUR, due)
    by = desk.people.actor("senior")
    services.set_tags(ticket_id=pair[1].pk, names=["导出"], by=by, at=desk.tick(minutes=5))
    assert clock_of(pair[1]).due_at == due, "no later deed loosens it either"


def test_a_longer_promise_that_is_nearly_used_up_goes_on_and_is_not_late_at_once(desk: Desk, house: House) -> None:
    house.publish(*LEVELS)
    old = desk.ticket(type="fault")
    due = clock_of(old).due_at
    desk.tick(minutes=570)
    clock = merged(desk, old, desk.ticket(type="inquiry"))
    assert (clock.target, clock.due_at, clock.breached_at) == (10 * HOUR, due, None)


def test_merging_an_urgent_request_decides_the_level_of_what_goes_on(desk: Desk, house: House) -> None:
    house.publish(*LEVELS)
    normal, urgent = desk.ticket(type="fault"), desk.ticket(type="fault", urgency="urgent")
    clock = merged(desk, urgent, normal)
    assert (again(normal).level_name, clock.target) == ("紧急", timedelta(minutes=90))
    assert "tickets.level_set" in codes(normal)


def test_a_request_of_nobody_gets_the_level_of_the_customer_it_now_belongs_to(desk: Desk, house: House) -> None:
    contract = house.contract()
    house.publish({"name": "合同", "conditions": {"contract": [str(contract.pk)]}, "targets": {"solution": 120}})
    covered, free = desk.ticket(type="fault"), desk.ticket(contact=None, type="fault")
    assert (clock_of(covered).target, clock_of(free).target) == (2 * HOUR, 4 * HOUR)
    clock = merged(desk, covered, free)
    assert (clock.target, again(free).level_name) == (2 * HOUR, "合同")


def test_undoing_a_merge_gives_back_level_and_target(desk: Desk, house: House) -> None:
    house.publish(*LEVELS)
    normal, urgent = desk.ticket(type="fault"), desk.ticket(type="inquiry", urgency="urgent")
    before = [(clock_of(row).target, clock_of(row).due_at, row.level_name) for row in (normal, urgent)]
    merged(desk, urgent, normal)
    services.unmerge(source_id=urgent.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=5))
    after = [(clock_of(row).target, clock_of(row).due_at, again(row).level_name) for row in (normal, urgent)]
    assert after == before
    assert again(normal).carried == {}


def test_a_merged_promise_runs_by_the_calendar_it_was_made_under(desk: Desk, house: House) -> None:
    desk.at = datetime(2026, 6, 12, 2, tzinfo=UTC)  # a Friday, ten o'clock in Shanghai
    company, agreed = house.calendar("公司"), house.calendar("约定")
    house.publish({**LEVELS[0], "calendar": agreed.pk}, LEVELS[2])
    strict, loose = desk.ticket(type="inquiry"), desk.ticket(type="fault")
    assert (clock_of(strict).calendar_id, clock_of(loose).calendar_id) == (agreed.pk, company.pk)
    clock = merged(desk, strict, loose)
    assert (clock.target, clock.calendar_id) == (HOUR, agreed.pk)
    assert clock_of(loose, "response").calendar_id == agreed.pk
