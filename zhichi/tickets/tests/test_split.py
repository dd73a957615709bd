"""Splitting messages off: a request of its own, which began when it was first said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.errors import Conflict, DomainError
from zhichi.records import services as record_services
from zhichi.sla.models import Clock
from zhichi.tickets import selectors, services
from zhichi.tickets.choices import State
from zhichi.tickets.models import Tally, Ticket
from zhichi.tickets.tests.test_clocks import clock, reply
from zhichi.tickets.tests.test_merge import merge, state_of, texts

if TYPE_CHECKING:
    from zhichi.tickets.tests.conftest import Desk

SUBJECT = "打印机也不行了"


def split(desk: Desk, ticket: Ticket, *messages: int, subject: str = SUBJECT, **given: Any) -> Ticket:
    parting = services.Parting(message_ids=messages, subject=subject, **given)
    by = desk.people.actor("senior")
    return services.split(ticket_id=ticket.pk, parting=parting, by=by, at=desk.tick(seconds=1))


def two_matters(desk: Desk) -> tuple[Ticket, int]:
    """A ticket that was answered, and then a question about something else."""
    ticket = desk.worked()
    desk.tick(minutes=20)
    message = desk.says(ticket, "另外，打印机也坏了").message
    ticket.refresh_from_db()
    return ticket, message.pk


def test_is_a_request_of_its_own_and_leaves_the_words_where_they_were_said(desk: Desk) -> None:
    old, other = two_matters(desk)
    new = split(desk, old, other)
    assert (new.subject, new.contact, new.owner, new.state) == (SUBJECT, desk.contact, desk.people.senior, State.OPEN)
    assert texts(new) == ["另外，打印机也坏了"]
    assert texts(new, is_public=True) == ["另外，打印机也坏了"]
    assert "另外，打印机也坏了" in texts(old)
    assert [link.ticket.pk for link in selectors.linked(desk.people.senior, new)] == [old.pk]
    assert [link.ticket.pk for link in selectors.linked(desk.people.senior, old)] == [new.pk]
    old.refresh_from_db()
    assert (old.needs_reply, new.needs_reply) == (False, True)
    assert not record_services.verify(by=desk.people.actor("auditor"), at=desk.at)[1]


def test_its_clocks_began_when_it_was_first_said(desk: Desk) -> None:
    old, other = two_matters(desk)
    said_at = old.messages.get(pk=other).at
    desk.tick(minutes=50)
    new = split(desk, old, other)
    assert {clock(new, kind).started_at for kind in ("response", "solution", "progress")} == {said_at}
    assert clock(new, "response").due_at == said_at + timedelta(hours=2)
    assert new.received_at == said_at


def test_an_answer_in_the_old_ticket_was_its_response(desk: Desk) -> None:
    old, other = two_matters(desk)
    answered = reply(desk, old).at
    new = split(desk, old, other)
    row = clock(new, "response")
    assert (row.state, row.ended_at, new.responded_at, new.state) == ("met", answered, answered, State.IN_PROGRESS)
    assert clock(new, "progress").started_at == answered
    assert not new.needs_reply


def test_the_old_clocks_go_on_as_they_were(desk: Desk) -> None:
    old, other = two_matters(desk)
    before = list(Clock.objects.filter(stream=old.stream).values("kind", "state", "due_at", "used", "since"))
    split(desk, old, other)
    assert list(Clock.objects.filter(stream=old.stream).values("kind", "state", "due_at", "used", "since")) == before


def test_undo_merges_it_back_and_the_old_one_stands_as_before(desk: Desk) -> None:
    old, other = two_matters(desk)
    before = state_of(old)
    new = split(desk, old, other)
    services.undo_split(ticket_id=new.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=5))
    old.refresh_from_db()
    new.refresh_from_db()
    after = state_of(old)
    assert after[0].pop("absorbed") == [new.pk]
    before[0].pop("absorbed")
    assert after == before
    assert (new.state, new.merged_into_id) == (State.CLOSED, old.pk)
    assert sum(Tally.objects.values_list("count", flat=True)) == 1


def test_undo_is_refused_when_it_is_late_or_was_worked_on(desk: Desk) -> None:
    old, other = two_matters(desk)
    new = split(desk, old, other)
    reply(desk, new)
    with pytest.raises(Conflict):
        services.undo_split(ticket_id=new.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=1))
    with pytest.raises(Conflict):
        services.undo_split(ticket_id=old.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=1))


def test_refuses_nothing_everything_others_and_what_is_no_request(desk: Desk) -> None:
    old, other = two_matters(desk)
    foreign = desk.ticket().messages.get().pk
    note = services.note(ticket_id=old.pk, text="x", by=desk.people.actor("senior"), at=desk.tick()).pk
    first = old.messages.filter(kind="customer").earliest("pk").pk
    for chosen, code in (
        ((), "messages"), ((foreign,), "messages"), ((other, foreign), "messages"), ((note,), "no-request"),
        ((first, other), "nothing-left"), ((10**18,), "messages"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refusal:
            split(desk, old, *chosen)
        assert refusal.value.code == code
        assert "messages" in refusal.value.fields
    with pytest.raises(DomainError) as refusal:
        split(desk, old, other, subject="  ")
    assert "subject" in refusal.value.fields


def test_takes_a_merged_ticket_apart_again(desk: Desk) -> None:
    first, second = desk.ticket(), desk.ticket()
    desk.says(second, "第二件事")
    merge(desk, second, first)
    desk.tick(days=1)
    words = second.messages.filter(text="第二件事").get()
    new = split(desk, first, words.pk)
    assert texts(new) == ["第二件事"]
    assert new.received_at == words.at


def test_split_off_and_merged_back_its_open_promise_stands(desk: Desk) -> None:
    old, other = two_matters(desk)
    new = split(desk, old, other)
    desk.tick(minutes=5)
    merge(desk, new, old)
    assert texts(old).count("另外，打印机也坏了") == 1
    assert Clock.objects.get(stream=old.stream, kind="response", ended_at=None).started_at == new.received_at
    assert old.taken == []
