"""2.3, 2.4, 3.4.1: a solution makes the follow-up; only its outcome closes or reopens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.core.errors import Conflict, DomainError
from zhichi.outbound.models import OutboundMail
from zhichi.records import selectors as records
from zhichi.tickets import services
from zhichi.tickets.choices import FollowUpOutcome, SolutionState, State
from zhichi.tickets.models import Tally

if TYPE_CHECKING:
    from zhichi.tickets.tests.conftest import Desk


def test_a_solution_makes_the_follow_up_and_mails_both_links(desk: Desk) -> None:
    ticket = desk.solved()
    follow_up = ticket.follow_ups.get()
    assert ticket.state == State.RESOLVED
    assert follow_up.due_at == follow_up.created_at + timedelta(hours=24)
    mail = OutboundMail.objects.get(stream=ticket.stream, purpose="follow_up")
    assert f"/f/{follow_up.public_id}/?answer=solved" in mail.text
    assert f"/f/{follow_up.public_id}/?answer=unsolved" in mail.text


def test_refuses_a_solution_that_lacks_a_part_of_its_kind(desk: Desk) -> None:
    ticket = desk.worked()
    proposal = services.Proposal(kind="configuration", parts={"setting": "导出"}, explanation="改设置")
    with pytest.raises(DomainError) as refusal:
        services.propose(ticket_id=ticket.pk, proposal=proposal, by=desk.people.actor("senior"), at=desk.tick())
    assert list(refusal.value.fields) == ["after"]
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS


def test_solved_closes_and_verifies_the_solution(desk: Desk) -> None:
    ticket = desk.closed()
    assert ticket.state == State.CLOSED
    assert ticket.solutions.get().state == SolutionState.VERIFIED
    assert ticket.follow_ups.get().opinion == "很好"


def test_unsolved_reopens_with_a_new_round_and_rejects_the_solution(desk: Desk) -> None:
    ticket = desk.outcome(desk.solved(), FollowUpOutcome.UNSOLVED, "又出现了")
    assert (ticket.state, ticket.round) == (State.REOPENED, 2)
    assert ticket.solutions.get().state == SolutionState.REJECTED
    assert ticket.needs_reply


def test_refuses_to_close_while_the_follow_up_is_open(desk: Desk) -> None:
    ticket = desk.solved()
    with pytest.raises(DomainError) as refusal:
        services.close(ticket_id=ticket.pk, by=desk.people.actor("senior"), at=desk.tick())
    assert set(refusal.value.fields) == {"solution", "follow_up"}


def test_names_everything_that_a_fresh_request_lacks(desk: Desk) -> None:
    ticket = desk.ticket()
    with pytest.raises(DomainError) as refusal:
        services.close(ticket_id=ticket.pk, by=desk.people.actor("senior"), at=desk.tick())
    assert set(refusal.value.fields) == {
        "type", "product", "owner", "response", "confirmation", "solution", "follow_up",
    }  # fmt: skip


def test_a_contented_customer_cannot_close_an_incomplete_record(desk: Desk) -> None:
    ticket = desk.solved()
    ticket.confirmations.all().delete()
    ticket = desk.outcome(ticket, FollowUpOutcome.SOLVED)
    assert ticket.state == State.RESOLVED
    held = records.history(ticket.stream, codes=["tickets.close_held"])[0]
    assert held.data["missing"] == "confirmation"
    by = desk.people.actor("senior")
    services.confirm(ticket_id=ticket.pk, cause="BOM", method="mail", by=by, at=desk.tick())
    assert services.close(ticket_id=ticket.pk, by=by, at=desk.tick()).state == State.CLOSED


def test_refuses_a_second_outcome(desk: Desk) -> None:
    ticket = desk.solved()
    follow_up = ticket.follow_ups.get()
    desk.outcome(ticket, FollowUpOutcome.SOLVED)
    found = services.Outcome(FollowUpOutcome.UNSOLVED, "mail")
    with pytest.raises(Conflict):
        services.record_outcome(follow_up_id=follow_up.pk, found=found, by=desk.people.actor("senior"), at=desk.at)


def test_closes_after_the_agreed_number_of_unanswered_calls(desk: Desk) -> None:
    ticket = desk.solved()
    follow_up = ticket.follow_ups.get()
    for _ in range(3):
        follow_up = services.record_no_answer(
            follow_up_id=follow_up.pk, by=desk.people.actor("senior"), at=desk.tick(days=1)
        )
    ticket.refresh_from_db()
    assert follow_up.outcome == FollowUpOutcome.NO_ANSWER
    assert ticket.state == State.CLOSED


def test_an_answer_to_a_solved_request_reopens_it(desk: Desk) -> None:
    ticket = desk.solved()
    received = desk.says(ticket)
    assert received.what == "reopened"
    assert received.ticket.state == State.REOPENED
    assert ticket.follow_ups.get().outcome == FollowUpOutcome.UNSOLVED


def test_an_answer_within_the_window_reopens_a_closed_request(desk: Desk) -> None:
    ticket = desk.closed()
    desk.tick(days=6)
    assert desk.says(ticket).what == "reopened"
    assert sum(Tally.objects.values_list("count", flat=True)) == 1


def test_an_answer_after_the_window_makes_a_linked_new_request(desk: Desk) -> None:
    ticket = desk.closed()
    desk.tick(days=8)
    received = desk.says(ticket)
    assert received.what == "new"
    assert received.ticket.pk != ticket.pk
    link = records.links_of(received.ticket.stream).get()
    assert (link.source, link.kind, link.target) == (received.ticket.stream, "follows", ticket.stream)
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_an_automatic_answer_sets_nothing_off(desk: Desk) -> None:
    ticket = desk.closed()
    received = desk.says(ticket, "我正在休假", is_automatic=True)
    assert received.what == "added"
    assert received.ticket.state == State.CLOSED
    assert not received.ticket.needs_reply
