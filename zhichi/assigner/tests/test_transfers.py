"""What is passed around is noticed in the transfer itself, and waits for a supervisor (3.3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.assigner import selectors
from zhichi.assigner.choices import Pattern
from zhichi.assigner.definitions import PASSED_AROUND
from zhichi.core.errors import Refused
from zhichi.notices.models import Notice
from zhichi.records.selectors import history
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from zhichi.assigner.tests.conftest import Desk
    from zhichi.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def move(desk: Desk, ticket: Ticket, to: str, *, by: str, **length: int) -> None:
    target = tickets.Target(owner=getattr(desk.people, to))
    at = desk.tick(**length)
    tickets.assign(ticket_id=ticket.pk, target=target, by=desk.people.actor(by), at=at, reason="不归我")


def back_and_forth(desk: Desk) -> Ticket:
    ticket = desk.ticket()
    move(desk, ticket, "senior", by="assistant")
    move(desk, ticket, "junior", by="senior", minutes=5)
    move(desk, ticket, "senior", by="junior", minutes=5)
    return ticket


def test_back_to_who_gave_it_up_raises_an_alert_and_an_event(desk: Desk) -> None:
    ticket = back_and_forth(desk)
    alert = selectors.open_alert(ticket.pk)
    assert alert is not None
    assert alert.pattern == Pattern.BACK_AND_FORTH
    assert len(alert.path) == 3
    assert [event.code for event in history(ticket.stream)].count("assigner.passed_around") == 1


def test_the_supervisors_hear_of_it_once_until_one_settles_it(desk: Desk) -> None:
    supervisor = desk.people.supervisor
    ticket = back_and_forth(desk)
    told = Notice.objects.get(kind=PASSED_AROUND)
    assert (told.person, told.stream, told.needs_acknowledgement) == (supervisor, ticket.stream, True)
    assert told.data["path"].count("→") == 2
    move(desk, ticket, "junior", by="supervisor")
    told.refresh_from_db()
    assert told.ended_at is not None


def test_the_next_transfer_is_refused_and_a_supervisors_settles_it(desk: Desk) -> None:
    ticket = back_and_forth(desk)
    with pytest.raises(Refused):
        move(desk, ticket, "junior", by="senior")
    assert desk.owner(ticket) == desk.people.senior
    move(desk, ticket, "junior", by="supervisor")
    assert desk.owner(ticket) == desk.people.junior
    assert selectors.open_alert(ticket.pk) is None
    move(desk, ticket, "assistant", by="junior", minutes=5)  # settled, so the count begins anew
    assert selectors.open_alert(ticket.pk) is None


def test_too_many_transfers_raise_an_alert(desk: Desk) -> None:
    ticket = desk.ticket()
    move(desk, ticket, "senior", by="assistant")
    for number, name in enumerate(("junior", "assistant", "customer_service")):
        assert selectors.open_alert(ticket.pk) is None, number
        move(desk, ticket, name, by="assistant", minutes=5)
    alert = selectors.open_alert(ticket.pk)
    assert alert is not None
    assert alert.pattern == Pattern.TOO_OFTEN


def test_transfers_of_long_ago_do_not_count(desk: Desk) -> None:
    ticket = desk.ticket()
    move(desk, ticket, "senior", by="assistant")
    move(desk, ticket, "junior", by="senior")
    desk.at += timedelta(days=30)
    move(desk, ticket, "senior", by="junior")
    assert selectors.open_alert(ticket.pk) is None


def test_undoing_a_slip_is_no_passing_around(desk: Desk) -> None:
    ticket = desk.ticket()
    move(desk, ticket, "senior", by="assistant")
    before = tickets.Accountable(desk.people.senior.pk, ticket.team_id, ticket.duty_role_id)
    at = desk.tick(minutes=5)
    by = desk.people.actor("senior")
    target = tickets.Target(owner=desk.people.junior)
    tickets.assign(ticket_id=ticket.pk, target=target, by=by, at=at, reason="点错了")
    tickets.undo_assignment(ticket_id=ticket.pk, before=before, by=by, at=at + timedelta(seconds=5))
    assert desk.owner(ticket) == desk.people.senior
    assert selectors.open_alert(ticket.pk) is None


def test_giving_it_back_to_the_duty_role_is_held_too(desk: Desk) -> None:
    ticket = back_and_forth(desk)
    target = tickets.Target(duty_role=desk.people.duty)
    with pytest.raises(Refused):
        tickets.assign(
            ticket_id=ticket.pk, target=target, by=desk.people.actor("senior"), at=desk.tick(), reason="不归我"
        )


def test_supervisors_move_what_they_like_without_an_alert(desk: Desk) -> None:
    ticket = desk.ticket()
    for name in ("senior", "junior", "senior"):
        move(desk, ticket, name, by="supervisor", minutes=5)
    assert selectors.open_alert(ticket.pk) is None


def test_the_end_of_a_shift_passes_nothing_around_and_a_typed_code_hides_no_transfer(desk: Desk) -> None:
    """Early to late and back, day after day; then somebody types what the product itself writes at shift end."""
    ticket = desk.ticket()
    move(desk, ticket, "senior", by="assistant")
    for giver, taker in (("senior", "junior"), ("junior", "senior")) * 3:
        target = tickets.Target(owner=getattr(desk.people, taker))
        at = desk.tick(minutes=5)
        tickets.hand_over(ticket_id=ticket.pk, target=target, note="", by=desk.people.actor(giver), at=at)
    assert selectors.open_alert(ticket.pk) is None
    target = tickets.Target(owner=desk.people.junior)
    by = desk.people.actor("senior")
    tickets.assign(ticket_id=ticket.pk, target=target, by=by, at=desk.tick(minutes=5), reason="handed-over:")
    assert selectors.open_alert(ticket.pk) is None  # the junior gave it up only when going home
    move(desk, ticket, "senior", by="junior", minutes=5)
    alert = selectors.open_alert(ticket.pk)
    assert alert is not None
    assert alert.pattern == Pattern.BACK_AND_FORTH
