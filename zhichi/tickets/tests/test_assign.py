"""3.3.1: always one accountable owner; moving on needs a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records import selectors as records
from zhichi.tickets import services
from zhichi.tickets.choices import State

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk


def give(desk: Desk, ticket: Ticket, to: str, *, by: str = "assistant", reason: str = "") -> Ticket:
    target = services.Target(owner=getattr(desk.people, to))
    return services.assign(ticket_id=ticket.pk, target=target, by=desk.people.actor(by), at=desk.tick(), reason=reason)


def test_assigning_accepts_a_new_request(desk: Desk) -> None:
    ticket = give(desk, desk.ticket(), "junior")
    assert ticket.state == State.OPEN
    assert ticket.assigned_at == desk.at
    assert ticket.transfers == 0


def test_refuses_a_transfer_without_a_reason(desk: Desk) -> None:
    ticket = give(desk, desk.ticket(), "junior")
    with pytest.raises(DomainError) as refusal:
        give(desk, ticket, "senior")
    assert "reason" in refusal.value.fields
    ticket.refresh_from_db()
    assert ticket.owner == desk.people.junior


def test_a_transfer_is_counted_and_names_both(desk: Desk) -> None:
    ticket = give(desk, give(desk, desk.ticket(), "junior"), "senior", by="junior", reason="需要数据库经验")
    assert ticket.transfers == 1
    event = records.history(ticket.stream, codes=["tickets.transferred"])[0]
    assert (event.data["before"], event.data["owner"]) == ("员工 junior", "员工 senior")
    assert event.data["reason"] == "需要数据库经验"


def test_giving_back_leaves_the_duty_role_accountable(desk: Desk) -> None:
    ticket = give(desk, desk.ticket(), "junior")
    services.assign(
        ticket_id=ticket.pk, target=services.Target(), by=desk.people.actor("junior"), at=desk.tick(), reason="下班"
    )
    ticket.refresh_from_db()
    assert ticket.owner is None
    assert ticket.duty_role == desk.people.duty


@pytest.mark.parametrize("post", ["auditor", "knowledge_editor", "administrator"])
def test_refuses_an_owner_whose_post_works_no_requests(desk: Desk, post: str) -> None:
    with pytest.raises(DomainError) as refusal:
        give(desk, desk.ticket(), post)
    assert refusal.value.code == "not-a-worker"


def test_refuses_somebody_of_another_team(desk: Desk) -> None:
    ticket = desk.ticket()
    with pytest.raises(Refused):
        services.take(ticket_id=ticket.pk, by=desk.people.actor("rival"), at=desk.tick())


def test_refuses_to_assign_a_closed_ticket(desk: Desk) -> None:
    ticket = desk.closed()
    with pytest.raises(Conflict):
        give(desk, ticket, "junior", reason="x")


def test_assigning_to_the_same_person_again_changes_nothing(desk: Desk) -> None:
    ticket = give(desk, desk.ticket(), "junior")
    before = len(records.history(ticket.stream))
    give(desk, ticket, "junior")
    assert len(records.history(ticket.stream)) == before
