"""Merging two tickets: one matter, one conversation, the stricter promises; and back again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.errors import Conflict, DomainError
from zhichi.customers.models import Contact, ContactAddress, Organisation
from zhichi.handbook.periods import Period
from zhichi.records import selectors as records
from zhichi.records import services as record_services
from zhichi.sla.models import Clock
from zhichi.sla.reckoning import used_at
from zhichi.tickets import selectors, services
from zhichi.tickets.choices import State
from zhichi.tickets.models import Tally, Ticket
from zhichi.tickets.selectors import figures
from zhichi.tickets.tests.conftest import GUEST
from zhichi.tickets.tests.test_clocks import clock, fresh, reply

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk


LATER = datetime(2030, 1, 1, tzinfo=UTC)


def merge(desk: Desk, source: Ticket, into: Ticket, **given: Any) -> Ticket:
    by = desk.people.actor("senior")
    target = services.merge(source_id=source.pk, into_id=into.pk, by=by, at=desk.tick(seconds=1), **given)
    source.refresh_from_db()
    into.refresh_from_db()
    return target


def unmerge(desk: Desk, source: Ticket, into: Ticket) -> None:
    services.unmerge(source_id=source.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=5))
    source.refresh_from_db()
    into.refresh_from_db()


def other_contact(desk: Desk, organisation: Organisation | None) -> Contact:
    row = Contact.objects.create(
        display_name="白露", sort_key="bai lu", organisation=organisation, created_at=desk.at, updated_at=desk.at
    )
    if organisation is not None:
        ContactAddress.objects.create(contact=row, address="bai.lu@client.example.com", is_primary=True)
    return row


def texts(ticket: Ticket, **given: Any) -> list[str]:
    return [entry.message.text for entry in selectors.conversation(ticket, **given) if entry.message]


def state_of(*tickets: Ticket) -> list[Any]:
    """All that undoing a merge must bring back: rows, tags, followers, open clocks."""
    ignored = ("updated_at", "merge")
    found: list[Any] = []
    for ticket in tickets:
        row = Ticket.objects.filter(pk=ticket.pk).values().get()
        found.append({name: value for name, value in row.items() if name not in ignored})
        found.append(sorted(ticket.tags.values_list("name", flat=True)))
        found.append(sorted(ticket.watches.values_list("user_id", flat=True)))
        found.append(list(ticket.follow_ups.values_list("done_at", "opinion")))
        for item in Clock.objects.filter(stream=ticket.stream, ended_at=None).order_by("kind"):
            found.append((item.kind, item.state, item.target, item.started_at, item.due_at, used_at(item, LATER)))
    return found


def test_closes_the_one_and_goes_on_with_the_other_in_order_of_time(desk: Desk) -> None:
    first, second = desk.ticket(), desk.ticket()
    desk.says(first, "第一张的补充")
    services.note(ticket_id=second.pk, text="同一件事", by=desk.people.actor("senior"), at=desk.tick())
    merge(desk, second, first, reason="同一件事")
    assert (second.state, second.merged_into_id, first.absorbed) == (State.CLOSED, first.pk, [second.pk])
    assert texts(first) == ["导出的报表是乱码", "导出的报表是乱码", "第一张的补充", "同一件事"]
    assert "同一件事" not in texts(first, is_public=True)
    assert [link.ticket.pk for link in selectors.linked(desk.people.senior, first)] == [second.pk]


def test_takes_tags_and_followers_along(desk: Desk) -> None:
    first, second = desk.ticket(), desk.ticket()
    by = desk.people.actor("junior")
    services.set_tags(ticket_id=second.pk, names=["导出"], by=by, at=desk.tick())
    services.watch(ticket_id=second.pk, by=by, at=desk.tick())
    merge(desk, second, first)
    assert selectors.labels_of(desk.people.junior, first) == (["导出"], True)


def test_what_is_said_about_the_closed_one_stands_on_the_other(desk: Desk) -> None:
    first, second = desk.ticket(), desk.ticket()
    merge(desk, second, first)
    received = desk.says(second, "我回复了旧邮件")
    assert (received.ticket.pk, received.message.ticket_id, received.what) == (first.pk, first.pk, "added")
    note = services.note(ticket_id=second.pk, text="便签", by=desk.people.actor("senior"), at=desk.tick())
    assert note.ticket_id == first.pk


def test_the_promise_made_first_stands(desk: Desk) -> None:
    older, newer = desk.ticket(), desk.ticket()
    due = {kind: clock(older, kind).due_at for kind in ("response", "solution", "progress")}
    merge(desk, older, newer)
    opened = {row.kind: row for row in Clock.objects.filter(stream=newer.stream, ended_at=None)}
    assert {kind: row.due_at for kind, row in opened.items()} == due
    assert set(Clock.objects.filter(stream=older.stream).values_list("state", flat=True)) == {"void"}
    assert (newer.due_at, newer.report_at) == (due["response"], due["progress"])
    reply(desk, newer)
    assert not Clock.objects.filter(stream=newer.stream, kind="response", ended_at=None).exists()


def test_an_unanswered_question_is_not_answered_by_merging(desk: Desk) -> None:
    answered = desk.worked()
    open_one = desk.ticket()
    merge(desk, open_one, answered)
    row = Clock.objects.get(stream=answered.stream, kind="response", ended_at=None)
    assert row.started_at == open_one.received_at
    kept = Clock.objects.get(stream=answered.stream, kind="response", state="met")
    assert kept.breached_at is None


def test_what_was_used_before_and_while_paused_is_kept(desk: Desk) -> None:
    paused, other = desk.worked(), None
    services.step(ticket_id=paused.pk, name="wait_customer", by=desk.people.actor("senior"), at=desk.tick())
    used = clock(paused, "solution").used
    desk.tick(days=2)
    other = desk.worked()
    merge(desk, paused, other)
    row = Clock.objects.get(stream=other.stream, kind="solution", ended_at=None)
    assert row.breached_at is None
    assert row.used <= max(used, timedelta(minutes=30))


def test_the_urgent_one_makes_the_other_urgent_and_a_waiting_one_goes_to_work(desk: Desk) -> None:
    waiting, urgent = desk.worked(), desk.ticket(urgency="urgent")
    services.step(ticket_id=waiting.pk, name="wait_customer", by=desk.people.actor("senior"), at=desk.tick())
    due = clock(urgent, "solution").due_at
    merge(desk, urgent, waiting)
    assert (waiting.urgency, waiting.state, waiting.needs_reply) == ("urgent", State.IN_PROGRESS, True)
    solution = Clock.objects.get(stream=waiting.stream, kind="solution", ended_at=None)
    assert due is not None
    assert solution.due_at is not None
    assert solution.due_at <= due


@pytest.mark.parametrize(
    "names", [("ticket", "ticket"), ("ticket", "worked"), ("worked", "ticket"), ("solved", "worked")]
)
def test_undo_restores_everything_with_the_clocks(desk: Desk, names: tuple[str, str]) -> None:
    source, target = (getattr(desk, name)() for name in names)
    services.set_tags(ticket_id=source.pk, names=["导出"], by=desk.people.actor("senior"), at=desk.tick())
    services.change(
        ticket_id=source.pk, changes=services.Changes(urgency="urgent"), by=desk.people.actor("senior"), at=desk.tick()
    )
    before = state_of(source, target)
    merge(desk, source, target)
    assert state_of(source, target) != before
    unmerge(desk, source, target)
    assert state_of(source, target) == before
    merge(desk, source, target)
    unmerge(desk, source, target)
    assert state_of(source, target) == before
    assert not record_services.verify(by=desk.people.actor("auditor"), at=desk.at)[1]
    counted = sum(Tally.objects.values_list("count", flat=True))
    assert counted == Ticket.objects.filter(is_open=True).count()


def test_undo_is_refused_when_it_is_late_or_something_happened_since(desk: Desk) -> None:
    first, second, third = desk.ticket(), desk.ticket(), desk.ticket()
    merge(desk, second, first)
    words = services.Incoming(text="还有", channel="mail", contact=desk.contact)
    services.customer_message(ticket_id=first.pk, incoming=words, by=GUEST, at=desk.tick(seconds=5))
    with pytest.raises(Conflict) as refusal:
        unmerge(desk, second, first)
    assert refusal.value.code == "moved-on"
    merge(desk, third, first)
    desk.tick(minutes=3)
    with pytest.raises(Conflict) as refusal:
        unmerge(desk, third, first)
    assert refusal.value.code == "too-late"


def test_refuses_itself_closed_solved_and_merged_ones(desk: Desk) -> None:
    first, second, third = desk.ticket(), desk.ticket(), desk.ticket()
    merge(desk, second, first)
    for source, target, code in (
        (first, first, "itself"), (second, third, "merged"), (third, second, "target-merged"),
        (desk.closed(), third, "closed"), (third, desk.solved(), "target-done"), (third, desk.closed(), "target-done"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refusal:
            merge(desk, source, target)
        assert refusal.value.code == code


def test_never_joins_different_customers_and_warns_of_colleagues(desk: Desk) -> None:
    mine = desk.ticket()
    stranger = desk.ticket(contact=other_contact(desk, None))
    colleague = desk.ticket(contact=other_contact(desk, desk.contact.organisation))
    with pytest.raises(DomainError) as refusal:
        merge(desk, stranger, mine, knows_other=True)
    assert refusal.value.code == "other-customer"
    with pytest.raises(DomainError) as refusal:
        merge(desk, colleague, mine)
    assert "knows_other" in refusal.value.fields
    merge(desk, colleague, mine, knows_other=True)
    assert mine.cc == ["bai.lu@client.example.com"]
    assert len(texts(mine)) == 2
    assert len(texts(mine, is_public=True)) == 1


def test_a_merged_ticket_takes_no_steps_and_says_where_it_goes_on(desk: Desk) -> None:
    first, second = desk.ticket(), desk.ticket()
    merge(desk, second, first)
    for deed in (
        lambda: services.reopen(ticket_id=second.pk, reason="x", by=desk.people.actor("senior"), at=desk.tick()),
        lambda: reply(desk, second),
    ):
        with pytest.raises(Conflict, match=first.number):
            deed()


def test_a_merged_ticket_is_no_closed_one_in_the_figures(desk: Desk) -> None:
    first, second = desk.ticket(), desk.ticket()
    merge(desk, second, first)
    period = Period(
        desk.at - timedelta(days=1), desk.at + timedelta(days=1), "x", "custom", desk.at.date(), desk.at.date()
    )
    assert figures.closed(period).count == 0


def test_chains_end_at_the_last_one(desk: Desk, people: People) -> None:
    first, second, third = desk.ticket(), desk.ticket(), desk.ticket()
    merge(desk, third, second)
    merge(desk, second, first)
    assert first.absorbed == [second.pk, third.pk]
    assert desk.says(third, "到头").ticket.pk == first.pk
    assert len(texts(first)) == 4
    assert fresh(third).merged_into_id == second.pk
    codes = [event.code for event in records.history(third.stream)]
    assert "tickets.merged" in codes
