"""A changed calendar moves tickets' clocks with the row beside them, and waits for nobody (3.1)."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhichi.calendars import services as calendars
from zhichi.calendars.choices import DayKind
from zhichi.core.actors import Actor
from zhichi.records.selectors import history
from zhichi.sla import office
from zhichi.sla import services as sla
from zhichi.sla.models import Clock
from zhichi.tickets import services
from zhichi.tickets.clocks import put_beside
from zhichi.tickets.models import Ticket
from zhichi.tickets.services.clocks import KEPT, sleep_no_longer
from zhichi.tickets.subscribers import index_tickets

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.tickets.tests.conftest import Desk

BY = Actor.system("tests")
DAY = ((time(9), time(12)), (time(13), time(18)))
FRIDAY = datetime(2026, 6, 12, 9, 30, tzinfo=UTC)  # half past five in Shanghai, half an hour before closing
MONDAY = date(2026, 6, 15)


@pytest.fixture
def calendar(db: None) -> Any:
    week = [DAY if day < 5 else () for day in range(7)]
    data = calendars.CalendarData(name="公司", time_zone="Asia/Shanghai")
    made = calendars.create_calendar(data=data, weekly=week, by=BY, at=FRIDAY - timedelta(days=9))
    calendars.choose_default(calendar_id=made.pk, by=BY, at=FRIDAY - timedelta(days=9))
    office.forget()
    return made


@pytest.fixture
def tickets(calendar: Any, desk: Desk) -> list[Ticket]:
    """Three requests of Friday evening, of which the second was answered."""
    desk.at = FRIDAY
    made = [desk.ticket() for _ in range(3)]
    services.reply(
        ticket_id=made[1].pk, answer=services.Reply(text="正在查"), by=desk.people.actor("senior"), at=desk.tick()
    )
    return made


def _close(calendar: Any, day: date = MONDAY) -> None:
    data = calendars.DateData(day=day, kind=DayKind.HOLIDAY, name="端午节", hours=())
    calendars.set_date(calendar_id=calendar.pk, data=data, by=BY, at=FRIDAY)


def test_the_row_of_each_ticket_shows_the_moved_promise(calendar: Any, tickets: list[Ticket], desk: Desk) -> None:
    before = {ticket.pk: Ticket.objects.get(pk=ticket.pk).due_at for ticket in tickets}
    _close(calendar)
    sla.recompute(at=desk.at)
    for ticket in Ticket.objects.all():
        running = Clock.objects.filter(stream=ticket.stream, ended_at=None, state="running")
        assert ticket.due_at == min(clock.due_at for clock in running if clock.due_at)
        assert ticket.due_at == before[ticket.pk] + timedelta(days=1)
        assert [event.code for event in history(ticket.stream)].count("sla.clocks_moved") == 1


def test_rows_are_written_as_each_ticket_alone_would_be(calendar: Any, tickets: list[Ticket], desk: Desk) -> None:
    asleep = desk.at + timedelta(days=400)
    Ticket.objects.filter(pk=tickets[0].pk).update(snoozed_until=asleep)  # longer than its promise allows
    paused = Clock.objects.filter(stream=tickets[2].stream, kind="solution")
    assert paused.update(state="paused", due_at=None, act_at=None) == 1
    _close(calendar)
    sla.recompute(at=desk.at)
    for row in Ticket.objects.all():
        alone = Ticket.objects.get(pk=row.pk)
        alone.snoozed_until = asleep if row.pk == tickets[0].pk else None
        put_beside(alone, Clock.objects.filter(stream=alone.stream, ended_at=None).order_by("pk"))
        sleep_no_longer(alone)
        assert {name: getattr(row, name) for name in KEPT} == {name: getattr(alone, name) for name in KEPT}
    shortened = Ticket.objects.get(pk=tickets[0].pk).snoozed_until
    assert shortened is not None
    assert shortened < asleep


def test_the_statements_do_not_grow_with_the_tickets(calendar: Any, tickets: list[Ticket], desk: Desk) -> None:
    counts = []
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        _close(calendar, day)
        with CaptureQueriesContext(connection) as asked:
            assert sla.recompute(at=desk.at) > 0
        counts.append(len(asked.captured_queries))
        for _ in range(20):
            desk.ticket()
    assert counts[0] == counts[1]


def test_moved_promises_are_no_news_for_the_search_index(
    calendar: Any, tickets: list[Ticket], desk: Desk, django_assert_num_queries: Any
) -> None:
    _close(calendar)
    sla.recompute(at=desk.at)
    moved = [history(ticket.stream)[-1] for ticket in tickets]
    assert {event.code for event in moved} == {"sla.clocks_moved"}
    with django_assert_num_queries(0):
        index_tickets(moved)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_works_on_waits_for_the_next_turn(
    calendar: Any, tickets: list[Ticket], desk: Desk
) -> None:
    """The deed holds the ticket and will want its clocks: waiting for it would be waiting for each other."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    _close(calendar)
    found: list[int] = []

    def follow() -> None:
        try:
            found.append(sla.recompute(at=desk.at))
        finally:
            connection.close()

    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=tickets[0].pk)
        thread = threading.Thread(target=follow)
        thread.start()
        thread.join(timeout=20)
        assert not thread.is_alive()
    open_clocks = Clock.objects.filter(ended_at=None).count()
    theirs = Clock.objects.filter(stream=tickets[0].stream, ended_at=None).count()
    assert found == [open_clocks - theirs]
    assert sla.recompute(at=desk.at) == theirs


def test_the_pages_show_beforehand_which_tickets_move(
    calendar: Any, tickets: list[Ticket], desk: Desk, client: Client, time_machine: Any
) -> None:
    time_machine.move_to(desk.at, tick=False)
    client.force_login(desk.people.supervisor)
    typed = {"do": "preview", "day": MONDAY.isoformat(), "kind": "holiday", "name": "端午节"}
    answer = client.post(reverse("calendars:date", args=[calendar.pk]), typed)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert tickets[0].number in shown
    assert "端午节" in shown  # what was typed is still there
    week = {"do": "preview"} | {f"day_{day}": "09:00-10:00" if day < 5 else "" for day in range(7)}
    assert tickets[2].number in client.post(reverse("calendars:week", args=[calendar.pk]), week).content.decode()
    assert calendars_of(calendar) == (calendar.weekly, 0)


def test_a_preview_of_what_cannot_be_read_says_so_and_keeps_it(calendar: Any, desk: Desk, client: Client) -> None:
    """Bad input: hours that overlap, a day that is none, an import without a chosen day."""
    client.force_login(desk.people.supervisor)
    week = {"do": "preview"} | {f"day_{day}": "09:00-12:00, 11:00-13:00" for day in range(7)}
    answer = client.post(reverse("calendars:week", args=[calendar.pk]), week)
    assert answer.status_code == 200
    assert "11:00-13:00" in answer.content.decode()
    typed = {"do": "preview", "day": "2026-02-31", "kind": "holiday"}
    answer = client.post(reverse("calendars:date", args=[calendar.pk]), typed)
    assert answer.status_code == 200
    assert "2026-02-31" in answer.content.decode()


def calendars_of(calendar: Any) -> tuple[Any, int]:
    calendar.refresh_from_db()
    return calendar.weekly, calendar.entries.count()
