"""3.3.1: nobody's requests stay with somebody who was deactivated, not for a moment and not by a race."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Sum
from django.utils import translation

from zhichi.accounts import services as accounts
from zhichi.core.errors import DomainError
from zhichi.records import selectors as records
from zhichi.records.selectors import sentence
from zhichi.tickets import selectors, services
from zhichi.tickets.choices import State
from zhichi.tickets.models import Draft, Tally, Ticket, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from zhichi.accounts.models import User
    from zhichi.records.registry import Recorded
    from zhichi.tickets.tests.conftest import Desk

MOVED = ["tickets.transferred"]
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


def leave(desk: Desk, who: str = "senior") -> User:
    person = getattr(desk.people, who)
    by = desk.people.actor("manager")
    return accounts.deactivate(person_id=person.pk, reason="离职", by=by, at=desk.tick())


def held(desk: Desk, who: str = "senior") -> Ticket:
    ticket = desk.ticket()
    return services.take(ticket_id=ticket.pk, by=desk.people.actor(who), at=desk.tick())


def moves(ticket: Ticket) -> list[Recorded]:
    return records.history(ticket.stream, codes=MOVED)


def counted() -> dict[tuple[int, str], int]:
    """The tally by owner and state, without rows that add up to nothing."""
    rows = Tally.objects.values_list("owner_id", "state").annotate(n=Sum("count")).order_by()
    return {(owner, state): n for owner, state, n in rows if n}


def truth() -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for owner, state in Ticket.objects.filter(is_open=True).values_list("owner_id", "state"):
        found[owner or 0, state] = found.get((owner or 0, state), 0) + 1
    return found


def test_somebody_without_requests_leaves_none(desk: Desk) -> None:
    other = held(desk, "junior")
    leave(desk)
    other.refresh_from_db()
    assert other.owner == desk.people.junior
    assert moves(other) == []


def test_every_open_request_goes_back_to_its_duty_role(desk: Desk) -> None:
    tickets = {"open": held(desk), "in_progress": desk.worked(), "resolved": desk.solved()}
    waiting = held(desk)
    services.step(ticket_id=waiting.pk, name="wait_customer", by=desk.people.actor("senior"), at=desk.tick())
    tickets["wait_customer"] = waiting
    leave(desk)
    for state, ticket in tickets.items():
        ticket.refresh_from_db()
        assert (ticket.owner, ticket.state, ticket.transfers, ticket.updated_at) == (None, state, 1, desk.at)
        assert (ticket.duty_role, ticket.team) == (desk.people.duty, desk.people.team)
        (event,) = moves(ticket)
        assert (event.data["before_id"], event.data["owner"]) == (desk.people.senior.pk, "值班台")
        assert (event.actor_id, event.at) == (desk.people.manager.pk, desk.at)
    assert counted() == truth()
    assert selectors.open_count_of(desk.people.senior.pk) == 0


def test_a_post_without_tickets_gives_them_back_and_says_why(desk: Desk) -> None:
    ticket, closed = desk.worked(), desk.closed()
    by = desk.people.actor("manager")
    accounts.change_post(person_id=desk.people.senior.pk, post="knowledge_editor", by=by, at=desk.tick())
    ticket.refresh_from_db()
    closed.refresh_from_db()
    assert (ticket.owner, ticket.duty_role, ticket.transfers) == (None, desk.people.duty, 1)
    assert (closed.owner, moves(closed)) == (desk.people.senior, [])
    (event,) = moves(ticket)
    assert event.actor_id == desk.people.manager.pk
    with translation.override("zh-hans"):
        assert sentence(event).endswith("员工 senior 换了岗位")
    assert counted() == truth()


def test_another_post_that_works_on_tickets_keeps_them(desk: Desk) -> None:
    ticket = held(desk)
    by = desk.people.actor("manager")
    accounts.change_post(person_id=desk.people.senior.pk, post="junior", by=by, at=desk.tick())
    ticket.refresh_from_db()
    assert (ticket.owner, moves(ticket)) == (desk.people.senior, [])


def test_closed_requests_stay_as_they_are(desk: Desk) -> None:
    ticket = desk.closed()
    ticket.refresh_from_db()
    before = ticket.updated_at
    leave(desk)
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.updated_at, moves(ticket)) == (desk.people.senior, before, [])


def test_a_request_closed_before_comes_back_to_the_duty_role(desk: Desk) -> None:
    answered, by_hand = desk.closed(), desk.closed()
    leave(desk)
    desk.says(answered)
    services.reopen(ticket_id=by_hand.pk, reason="又坏了", by=desk.people.actor("junior"), at=desk.tick())
    for ticket in (answered, by_hand):
        ticket.refresh_from_db()
        assert (ticket.owner, ticket.state, len(moves(ticket))) == (None, State.REOPENED, 1)
    assert counted() == truth()


def test_a_closed_request_does_not_come_back_to_a_post_without_tickets(desk: Desk) -> None:
    answered, by_hand = desk.closed(), desk.closed()
    by = desk.people.actor("manager")
    accounts.change_post(person_id=desk.people.senior.pk, post="knowledge_editor", by=by, at=desk.tick())
    desk.says(answered)
    services.reopen(ticket_id=by_hand.pk, reason="又坏了", by=desk.people.actor("junior"), at=desk.tick())
    for ticket in (answered, by_hand):
        ticket.refresh_from_db()
        assert (ticket.owner, ticket.state, ticket.duty_role) == (None, State.REOPENED, desk.people.duty)
        (event,) = moves(ticket)
        with translation.override("zh-hans"):
            assert sentence(event).endswith("员工 senior 换了岗位")
    assert counted() == truth()


def test_a_closed_request_comes_back_to_a_post_that_works_on_tickets(desk: Desk) -> None:
    ticket = desk.closed()
    by = desk.people.actor("manager")
    accounts.change_post(person_id=desk.people.senior.pk, post="junior", by=by, at=desk.tick())
    desk.says(ticket)
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.state, moves(ticket)) == (desk.people.senior, State.REOPENED, [])


def test_a_second_deactivation_changes_nothing_and_coming_back_gives_nothing_back(desk: Desk) -> None:
    ticket = held(desk)
    person = leave(desk)
    leave(desk)
    accounts.reactivate(person_id=person.pk, reason="回来", by=desk.people.actor("manager"), at=desk.tick())
    ticket.refresh_from_db()
    assert (ticket.owner, len(moves(ticket))) == (None, 1)


def test_drafts_and_watches_stay(desk: Desk) -> None:
    ticket, by = held(desk), desk.people.actor("senior")
    services.save_draft(ticket_id=ticket.pk, kind="reply", text="写到一半", by=by, at=desk.tick())
    services.watch(ticket_id=ticket.pk, by=by, at=desk.tick())
    leave(desk)
    assert Draft.objects.get(ticket=ticket).text == "写到一半"
    assert Watch.objects.filter(ticket=ticket, user=desk.people.senior).exists()


def test_the_reason_is_told_in_the_readers_language(desk: Desk) -> None:
    ticket = held(desk)
    leave(desk)
    with translation.override("en"):
        assert sentence(moves(ticket)[0]).endswith("from 员工 senior to 值班台: 员工 senior left")
    with translation.override("zh-hans"):
        assert "员工 senior已离岗" in sentence(moves(ticket)[0])


def test_a_refused_deactivation_moves_nothing(desk: Desk) -> None:
    ticket = held(desk)
    with pytest.raises(DomainError):
        accounts.deactivate(
            person_id=desk.people.senior.pk, reason=" ", by=desk.people.actor("manager"), at=desk.tick()
        )
    ticket.refresh_from_db()
    assert ticket.owner == desk.people.senior


def test_refuses_to_give_a_request_to_somebody_who_left_since_the_page_was_made(desk: Desk) -> None:
    ticket, as_seen = desk.ticket(), desk.people.senior
    leave(desk)
    with pytest.raises(DomainError) as refusal:
        services.assign(
            ticket_id=ticket.pk,
            target=services.Target(owner=as_seen),
            by=desk.people.actor("assistant"),
            at=desk.tick(),
        )
    assert "owner" in refusal.value.fields


def test_statements_do_not_grow_with_the_square(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(12):
        held(desk)
    leaving, manager, at = desk.people.senior, desk.people.actor("manager"), desk.tick()
    with django_assert_max_num_queries(30 + 12 * 4):
        accounts.deactivate(person_id=leaving.pk, reason="离职", by=manager, at=at)
    assert counted() == truth()


def test_the_page_tells_beforehand_what_goes_where(client: Client, desk: Desk) -> None:
    held(desk)
    held(desk)
    setup = desk.people.actor("manager")
    accounts.update_duty_role(
        role_id=desk.people.duty.pk,
        changes=accounts.DutyRoleChanges(holder=desk.people.senior),
        by=setup,
        at=desk.tick(),
    )
    client.force_login(desk.people.manager)
    page = client.get(f"/desk/staff/{desk.people.senior.pk}/deactivate/")
    assert [(item.count, item.names) for item in page.context["holdings"]] == [(1, ["值班台"]), (2, [])]
    refused = client.post(f"/desk/staff/{desk.people.senior.pk}/deactivate/", {"reason": ""})
    assert refused.status_code == 422 and len(refused.context["holdings"]) == 2
    idle = client.get(f"/desk/staff/{desk.people.junior.pk}/deactivate/")
    assert idle.context["holdings"] == [] and "h-held" in idle.content.decode()
    assert "h-held" not in client.get(f"/desk/staff/{desk.people.junior.pk}/reactivate/").content.decode()


def in_threads(*deeds: Callable[[], object]) -> list[Exception]:
    """Do these at once, each in a thread with a connection of its own; the errors, in no order."""
    errors: list[Exception] = []
    ready = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            ready.wait()
            deed()
        except (DomainError, DatabaseError) as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_two_people_can_leave_at_once(desk: Desk) -> None:
    for _number in range(5):
        held(desk, "senior")
        held(desk, "junior")
    ids, by, at = (desk.people.senior.pk, desk.people.junior.pk), desk.people.actor("manager"), desk.tick()

    def goes(person_id: int) -> Callable[[], object]:
        return lambda: accounts.deactivate(person_id=person_id, reason="离职", by=by, at=at)

    assert in_threads(goes(ids[0]), goes(ids[1]), goes(ids[0])) == []
    assert not Ticket.objects.exclude(owner=None).exists()
    assert [len(moves(ticket)) for ticket in Ticket.objects.all()] == [1] * 10
    assert counted() == truth()


@pytest.mark.django_db(transaction=True)
def test_an_assignment_at_the_same_time_never_ends_with_somebody_who_left(desk: Desk) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    ticket, senior = desk.ticket(), desk.people.senior
    by, manager, at = desk.people.actor("assistant"), desk.people.actor("manager"), desk.tick()
    errors: list[Exception] = []

    def assign() -> None:
        target = services.Target(owner=senior)  # as the page saw the person: still active
        errors.extend(in_threads(lambda: services.assign(ticket_id=ticket.pk, target=target, by=by, at=at)))

    waits = threading.Thread(target=assign)
    with transaction.atomic():
        accounts.deactivate(person_id=senior.pk, reason="离职", by=manager, at=at)
        waits.start()
        until_somebody_waits()
    waits.join()
    ticket.refresh_from_db()
    assert [type(error) for error in errors] == [DomainError]
    assert ticket.owner is None


@pytest.mark.django_db(transaction=True)
def test_who_works_while_being_deactivated_blocks_nobody(desk: Desk) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    ticket, senior = held(desk), desk.people.senior
    own, manager, at = desk.people.actor("senior"), desk.people.actor("manager"), desk.tick()
    errors: list[Exception] = []

    def leaves() -> None:
        errors.extend(in_threads(lambda: accounts.deactivate(person_id=senior.pk, reason="离职", by=manager, at=at)))

    goes = threading.Thread(target=leaves)
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=ticket.pk)
        goes.start()
        until_somebody_waits()  # for this ticket, with the person's row in hand
        services.note(ticket_id=ticket.pk, text="还在查", by=own, at=at)  # refers to the person's row
    goes.join()
    ticket.refresh_from_db()
    assert errors == []
    assert ticket.owner is None
    assert counted() == truth()


def until_somebody_waits() -> None:
    """Until another session waits for a lock that this one holds; PostgreSQL only."""
    for _try in range(100_000):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")
