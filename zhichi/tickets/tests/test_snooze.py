"""Snoozing a ticket: out of one's list, never out of time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.errors import Conflict, DomainError
from zhichi.records import selectors as records
from zhichi.records import services as record_services
from zhichi.sla.models import Clock
from zhichi.tickets import selectors, services
from zhichi.tickets.models import Tally, Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}


def waiting(desk: Desk) -> Ticket:
    """A ticket of the senior's that awaits the customer: no clock runs."""
    ticket = desk.worked()
    services.step(ticket_id=ticket.pk, name="wait_customer", by=desk.people.actor("senior"), at=desk.tick())
    ticket.refresh_from_db()
    return ticket


def snooze(desk: Desk, ticket: Ticket, until: datetime | None, who: str = "senior") -> Ticket:
    return services.snooze(ticket_id=ticket.pk, until=until, by=desk.people.actor(who), at=desk.tick())


def listed(desk: Desk, view: str, who: str = "senior") -> list[int]:
    person = getattr(desk.people, who)
    filters = selectors.view_by_name(person, view).filters
    return [row.id for row in selectors.queue(person, filters, at=desk.at).rows]


def codes(ticket: Ticket) -> list[str]:
    return [event.code for event in records.history(ticket.stream)]


def counts(desk: Desk, who: str = "senior") -> dict[str, str]:
    person = getattr(desk.people, who)
    return selectors.badge_counts(person, selectors.standard_views(person), at=desk.at)


def test_leaves_the_own_list_and_its_count_and_stays_in_the_department_s(desk: Desk) -> None:
    ticket = snooze(desk, waiting(desk), desk.at + timedelta(days=1))
    assert listed(desk, "mine") == []
    assert listed(desk, "snoozed") == [ticket.pk]
    assert ticket.pk in listed(desk, "open")
    assert (counts(desk)["mine"], counts(desk)["snoozed"], counts(desk)["open"]) == ("0", "1", "1")


def test_comes_back_when_its_time_has_come_and_not_before(desk: Desk) -> None:
    ticket = snooze(desk, waiting(desk), desk.at + timedelta(hours=3))
    assert services.wake_due(at=desk.tick(hours=2)) == 0
    assert services.wake_due(at=desk.tick(hours=2)) == 1
    assert listed(desk, "mine") == [ticket.pk]
    woken = records.history(ticket.stream)[-1]
    assert (woken.code, woken.data["reason"]) == ("tickets.woken", "time")


def test_comes_back_at_once_when_the_customer_writes_but_not_for_an_out_of_office(desk: Desk) -> None:
    ticket = snooze(desk, waiting(desk), None)
    desk.says(ticket, "我不在办公室", is_automatic=True)
    assert listed(desk, "mine") == []
    desk.says(ticket, "好了吗")
    assert listed(desk, "mine") == [ticket.pk]
    assert "tickets.woken" in codes(ticket)


def test_stops_no_clock(desk: Desk) -> None:
    ticket = desk.worked()
    before = list(Clock.objects.filter(stream=ticket.stream, ended_at=None).values("kind", "state", "due_at", "used"))
    snooze(desk, ticket, desk.at + timedelta(days=1))
    after = list(Clock.objects.filter(stream=ticket.stream, ended_at=None).values("kind", "state", "due_at", "used"))
    assert after == before


def test_wakes_before_the_nearest_promise_whatever_time_was_chosen(desk: Desk) -> None:
    ticket = desk.worked()
    after = snooze(desk, ticket, desk.at + timedelta(days=3))
    assert after.snoozed_until == after.due_at - timedelta(minutes=30)
    desk.at = after.due_at - timedelta(minutes=30)
    assert services.wake_due(at=desk.at) == 1
    assert records.history(ticket.stream)[-1].data["reason"] == "promise"


def test_wakes_when_a_promise_comes_nearer_while_it_sleeps(desk: Desk) -> None:
    ticket = snooze(desk, desk.worked(), desk.at + timedelta(days=3))
    until = ticket.snoozed_until
    assert until is not None
    urgent = services.Changes(urgency="urgent")
    changed = services.change(ticket_id=ticket.pk, changes=urgent, by=desk.people.actor("senior"), at=desk.tick())
    assert changed.snoozed_until is not None
    assert changed.snoozed_until < until


def test_refuses_when_a_promise_is_due_too_soon(desk: Desk) -> None:
    ticket = desk.worked()
    desk.at = ticket.due_at - timedelta(minutes=10)
    with pytest.raises(Conflict, match="到期"):
        snooze(desk, ticket, desk.at + timedelta(hours=1))
    assert listed(desk, "mine") == [ticket.pk]


@pytest.mark.parametrize(("hours", "field"), [(-1, "until"), (24 * 15, "until")])
def test_refuses_a_time_that_is_past_or_too_far_away(desk: Desk, hours: int, field: str) -> None:
    ticket = waiting(desk)
    with pytest.raises(DomainError) as refusal:
        snooze(desk, ticket, desk.at + timedelta(hours=hours))
    assert field in refusal.value.fields


def test_refuses_what_is_somebody_else_s(desk: Desk) -> None:
    ticket = waiting(desk)
    with pytest.raises(Conflict, match="负责人"):
        snooze(desk, ticket, desk.at + timedelta(days=1), who="junior")


def test_ends_when_the_ticket_changes_hands_or_its_owner_leaves(desk: Desk) -> None:
    one = snooze(desk, waiting(desk), None)
    target = services.Target(owner=desk.people.junior)
    services.assign(ticket_id=one.pk, target=target, by=desk.people.actor("supervisor"), at=desk.tick(), reason="换班")
    other = snooze(desk, waiting(desk), None)
    services.hand_on(person_id=desk.people.senior.pk, by=desk.people.actor("supervisor"), at=desk.tick())
    assert not Ticket.objects.filter(pk__in=(one.pk, other.pk), snoozed_until__isnull=False).exists()
    assert sum(Tally.objects.filter(snoozed=True).values_list("count", flat=True)) == 0
    assert listed(desk, "mine", "junior") == [one.pk]


def test_undo_brings_it_back_and_the_record_holds(desk: Desk) -> None:
    ticket = snooze(desk, waiting(desk), None)
    services.wake(ticket_id=ticket.pk, by=desk.people.actor("senior"), at=desk.tick())
    assert listed(desk, "mine") == [ticket.pk]
    assert codes(ticket)[-2:] == ["tickets.snoozed_for_answer", "tickets.woken"]
    assert not record_services.verify(by=desk.people.actor("auditor"), at=desk.at)[1]


def post(client: Client, people: People, url: str, **data: Any) -> Any:
    client.force_login(people.senior)
    return client.post(url, data, headers=FRAGMENT)


def test_the_page_says_which_promise_would_bring_it_back(
    client: Client, people: People, desk: Desk, time_machine: Any
) -> None:
    ticket = desk.worked()
    time_machine.move_to(desk.at, tick=False)
    client.force_login(people.senior)
    page = client.get(f"/desk/tickets/{ticket.number}/snooze/", headers=FRAGMENT).content.decode()
    assert "最近的时限" in page


def test_a_wrong_time_keeps_the_form_and_names_the_field(
    client: Client, people: People, desk: Desk, time_machine: Any
) -> None:
    ticket = waiting(desk)
    time_machine.move_to(desk.at, tick=False)
    missing = post(client, people, f"/desk/tickets/{ticket.number}/snooze/", when="custom", until="")
    garbage = post(client, people, f"/desk/tickets/{ticket.number}/snooze/", when="custom", until="明天")
    past = post(client, people, f"/desk/tickets/{ticket.number}/snooze/", when="custom", until="2020-01-01T09:00")
    assert [missing.status_code, garbage.status_code, past.status_code] == [422, 422, 422]
    done = post(client, people, f"/desk/tickets/{ticket.number}/snooze/", when="answer")
    assert done.status_code == 204
    ticket.refresh_from_db()
    assert ticket.snoozed_until is not None


def test_refuses_a_time_of_ones_own_beside_another_choice_and_keeps_it(
    client: Client, people: People, desk: Desk, time_machine: Any
) -> None:
    ticket = waiting(desk)
    time_machine.move_to(desk.at, tick=False)
    own = "2026-06-04T15:30"
    answer = post(client, people, f"/desk/tickets/{ticket.number}/snooze/", when="answer", until=own)
    assert answer.status_code == 422
    assert own in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None
