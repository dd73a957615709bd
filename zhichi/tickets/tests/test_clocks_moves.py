"""Reopening, reassigning, leaving: what each does to the promises (3.1, 3.3.1)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from zhichi.accounts.models import Team
from zhichi.calendars import services as calendars
from zhichi.sla import office
from zhichi.sla.models import Clock
from zhichi.tickets import services
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.tickets.tests.test_clocks import clock, fresh

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk


def rows(ticket: Ticket) -> list[Any]:
    found = Clock.objects.filter(stream=ticket.stream, ended_at=None).order_by("kind")
    return list(found.values("kind", "state", "target", "used", "since", "started_at", "due_at", "breached_at"))


def assign(desk: Desk, ticket: Ticket, **target: Any) -> None:
    services.assign(
        ticket_id=ticket.pk, target=services.Target(**target), by=desk.people.actor("supervisor"), at=desk.tick(),
        reason="换班",
    )  # fmt: skip


def test_reopening_starts_solution_and_report_anew_and_no_second_response(desk: Desk) -> None:
    ticket = desk.solved()
    response = clock(ticket, "response")
    first = clock(ticket, "solution")
    desk.outcome(ticket, FollowUpOutcome.UNSOLVED, "还是不行")
    reopened = desk.at
    assert {row["kind"]: row["started_at"] for row in rows(ticket)} == {"solution": reopened, "progress": reopened}
    assert clock(ticket, "response").pk == response.pk
    first.refresh_from_db()
    assert (first.state, first.ended_at) == ("met", ticket.resolved_at)


def test_closed_and_reopened_by_the_customer_its_round_begins_with_their_word(desk: Desk) -> None:
    ticket = desk.closed()
    assert rows(ticket) == []
    desk.tick(days=2)
    desk.says(ticket, "又出现了")
    assert {row["kind"]: row["started_at"] for row in rows(ticket)} == {"solution": desk.at, "progress": desk.at}
    assert fresh(ticket).round_at == desk.at


def test_another_owner_inherits_every_promise_as_it_stands(desk: Desk) -> None:
    ticket = desk.worked()
    before = rows(ticket)
    assign(desk, ticket, owner=desk.people.junior)
    assert rows(ticket) == before
    assign(desk, ticket)
    assert rows(ticket) == before


def test_a_leaving_owner_leaves_the_promises_as_they_stand(desk: Desk) -> None:
    ticket = desk.worked()
    before, due = rows(ticket), fresh(ticket).due_at
    services.hand_on(person_id=desk.people.senior.pk, by=desk.people.actor("supervisor"), at=desk.tick())
    assert rows(ticket) == before
    assert fresh(ticket).due_at == due


def test_a_team_with_another_calendar_keeps_what_was_used(desk: Desk) -> None:
    ticket = desk.worked()
    started = clock(ticket, "solution").started_at
    other, by = Team.objects.create(name="欧洲支持"), desk.people.actor("supervisor")
    data = calendars.CalendarData(name="全天候", time_zone="Europe/Berlin")
    calendar = calendars.create_calendar(data=data, weekly=[((time(0), time(0)),)] * 7, by=by, at=desk.at)
    calendars.set_team_calendar(team_id=other.pk, calendar_id=calendar.pk, by=by, at=desk.at)
    office.forget()
    desk.tick(minutes=30)
    assign(desk, ticket, owner=desk.people.junior, team=other)
    row = clock(ticket, "solution")
    assert (row.calendar_id, row.started_at, row.used) == (calendar.pk, started, desk.at - started)
    assert row.due_at == started + timedelta(hours=4)
