"""Open promises follow a changed handbook and calendars that are assigned anew; what moves is told before (3.1)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.calendars import services as calendars
from zhichi.calendars.registry import Assignment, Foreseen
from zhichi.core.actors import Actor
from zhichi.handbook import services as handbook
from zhichi.records.models import Event
from zhichi.records.selectors import history
from zhichi.sla import foreseeing, office
from zhichi.sla import services as sla
from zhichi.sla.models import Clock, Following
from zhichi.sla.services import catching_up
from zhichi.tickets import services
from zhichi.tickets.choices import Urgency
from zhichi.tickets.models import Ticket
from zhichi.tickets.services import batches

if TYPE_CHECKING:
    from zhichi.tickets.tests.conftest import Desk

BY = Actor.system("tests")
DAY = ((time(9), time(12)), (time(13), time(18)))
FRIDAY = datetime(2026, 6, 12, 2, tzinfo=UTC)  # ten o'clock in Shanghai
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SOLVE = "3.1.2.urgent_hours"


def a_calendar(name: str = "公司", days: int = 5) -> Any:
    week = [DAY if day < days else () for day in range(7)]
    data = calendars.CalendarData(name=name, time_zone="Asia/Shanghai")
    return calendars.create_calendar(data=data, weekly=week, by=BY, at=FRIDAY - timedelta(days=9))


@pytest.fixture
def company(desk: Desk) -> Any:
    """The company's calendar, and an urgent request of Friday at ten."""
    desk.at = FRIDAY - MINUTE
    made = a_calendar()
    office.forget()
    catch_up(desk)
    return made


@pytest.fixture
def urgent(company: Any, desk: Desk) -> Ticket:
    return desk.ticket(urgency=Urgency.URGENT)


def change(desk: Desk, key: str, value: Any) -> None:
    handbook.change_policy(key=key, value=value, reason="试行", by=desk.people.actor("manager"), at=desk.at)


def solving(ticket: Ticket) -> Clock:
    return Clock.objects.get(stream=ticket.stream, kind="solution", ended_at=None)


def catch_up(desk: Desk) -> None:
    """The worker's turn, and the one after processes have noticed."""
    sla.catch_up(at=desk.at)
    sla.catch_up(at=desk.at + catching_up.SETTLED)


def test_another_target_moves_what_is_due_and_keeps_what_was_used(urgent: Ticket, desk: Desk) -> None:
    assert solving(urgent).due_at == FRIDAY + 2 * HOUR
    desk.tick(minutes=30)
    change(desk, SOLVE, 1)
    catch_up(desk)
    clock = solving(urgent)
    assert (clock.target, clock.used, clock.due_at) == (HOUR, 30 * MINUTE, FRIDAY + HOUR)
    row = Ticket.objects.get(pk=urgent.pk)
    running = Clock.objects.filter(stream=urgent.stream, ended_at=None, due_at__isnull=False)
    assert row.due_at == min(clock.due_at for clock in running if clock.due_at)
    moved = [event for event in history(urgent.stream) if event.code == "sla.clocks_changed"][-1]
    assert (moved.data["words"], moved.actor_label) == ("solution changed", "handbook")


def test_what_others_are_promised_stays_untouched(urgent: Ticket, desk: Desk) -> None:
    normal = desk.ticket(urgency=Urgency.NORMAL)
    before, events = solving(normal).due_at, Event.objects.count()
    change(desk, SOLVE, 1)
    catch_up(desk)
    assert solving(normal).due_at == before
    written = Event.objects.filter(id__gt=0).count() - events
    streams = {event.stream.key for event in Event.objects.order_by("-id")[:written].select_related("stream")}
    assert normal.stream not in streams
    assert urgent.stream in streams


def test_the_change_and_its_end_are_in_the_record(urgent: Ticket, desk: Desk) -> None:
    change(desk, SOLVE, 1)
    sla.catch_up(at=desk.at)
    row = Following.objects.latest("pk")
    assert row.finished_at is None
    sla.catch_up(at=desk.at + catching_up.SETTLED)
    told = [event for event in history("levels:1") if event.code == "sla.clocks_followed"][-1]
    assert (told.data["kind"], told.data["changed"]) == ("promises", 1)
    assert told.data["asked_by"] == desk.people.made["manager"].display_name
    row.refresh_from_db()
    assert row.finished_at == desk.at + catching_up.SETTLED


def test_a_request_that_another_process_took_in_by_the_old_value_is_mended(urgent: Ticket, desk: Desk) -> None:
    change(desk, SOLVE, 1)
    sla.catch_up(at=desk.at)
    desk.tick(seconds=2)
    late = desk.ticket(urgency=Urgency.URGENT)
    Clock.objects.filter(stream=late.stream, kind="solution").update(target=2 * HOUR)  # as the other one promised
    sla.catch_up(at=desk.at + catching_up.SETTLED)
    assert solving(late).target == HOUR


def test_a_second_change_on_the_way_begins_anew(urgent: Ticket, desk: Desk) -> None:
    change(desk, SOLVE, 1)
    sla.catch_up(at=desk.at)
    change(desk, SOLVE, 3)
    assert Following.objects.filter(finished_at=None).count() == 1
    catch_up(desk)
    assert solving(urgent).target == 3 * HOUR


def test_a_worker_that_is_stopped_in_the_middle_goes_on_where_it_was(
    urgent: Ticket, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [desk.ticket(urgency=Urgency.URGENT) for _ in range(4)]
    change(desk, SOLVE, 1)
    monkeypatch.setattr(batches, "BATCH", 2)
    key = Following.objects.get(finished_at=None).pk
    assert catching_up._batch(key, desk.at) == 2
    assert [solving(ticket).target == HOUR for ticket in (urgent, *others)] == [True, True, False, False, False]
    catch_up(desk)
    assert all(solving(ticket).target == HOUR for ticket in (urgent, *others))
    assert Following.objects.get(pk=key).changed == 5


def test_a_team_that_works_on_saturdays_too(company: Any, desk: Desk) -> None:
    normal = desk.ticket(urgency=Urgency.NORMAL)
    before = solving(normal)
    six = a_calendar("六天", 6)
    calendars.set_team_calendar(
        team_id=normal.team_id, calendar_id=six.pk, by=desk.people.actor("manager"), at=desk.tick(hours=5)
    )
    office.forget()
    catch_up(desk)
    assert (before.calendar_id, solving(normal).calendar_id) == (company.pk, six.pk)
    calendars.drop_team_calendar(team_id=normal.team_id, by=desk.people.actor("manager"), at=desk.tick(minutes=1))
    office.forget()
    catch_up(desk)
    assert solving(normal).calendar_id == company.pk


def test_another_calendar_for_the_company(urgent: Ticket, desk: Desk) -> None:
    other = a_calendar("另一个", 6)
    calendars.choose_default(calendar_id=other.pk, by=desk.people.actor("manager"), at=desk.at)
    office.forget()
    catch_up(desk)
    assert solving(urgent).calendar_id == other.pk


def test_other_warnings_are_looked_for_at_another_time(urgent: Ticket, desk: Desk) -> None:
    assert solving(urgent).act_at == FRIDAY + HOUR  # half of two hours
    change(desk, "3.1.2.warn_first_percent", 25)
    catch_up(desk)
    assert solving(urgent).act_at == FRIDAY + 30 * MINUTE
    assert Ticket.objects.get(pk=urgent.pk).due_at == urgent.due_at


def test_a_number_that_no_clock_reads_moves_nothing(urgent: Ticket, desk: Desk) -> None:
    change(desk, "2.4.reopen_days", 9)
    assert not Following.objects.filter(finished_at=None).exists()


def summary(found: Foreseen) -> tuple[int, ...]:
    return found.later, found.earlier, found.become_late, found.healed


def test_tells_before_exactly_what_will_move_and_writes_nothing(urgent: Ticket, desk: Desk) -> None:
    services.take(ticket_id=urgent.pk, by=desk.people.actor("senior"), at=desk.tick(minutes=70))
    events, clocks = Event.objects.count(), list(Clock.objects.order_by("pk").values())
    found = foreseeing.foresee_values({SOLVE: 1}, desk.at)
    assert summary(found) == (0, 1, 1, 0)
    assert (Event.objects.count(), list(Clock.objects.order_by("pk").values())) == (events, clocks)
    (move,) = found.moves
    change(desk, SOLVE, 1)
    catch_up(desk)
    assert (move.stream, move.after) == (urgent.stream, solving(urgent).due_at)


def test_a_miss_that_would_be_none_is_told(urgent: Ticket, desk: Desk) -> None:
    desk.tick(hours=5)
    sla.sweep(at=desk.at)
    found = foreseeing.foresee_values({SOLVE: 8}, desk.at)
    assert summary(found)[3] == 1


def test_tells_what_another_calendar_for_a_team_or_the_company_would_move(company: Any, desk: Desk) -> None:
    late = desk.ticket(urgency=Urgency.NORMAL, received_at=FRIDAY + timedelta(hours=6))
    six = a_calendar("六天", 6)
    for assignment in (Assignment(team=late.team_id, team_calendar=six.pk), Assignment(company=six.pk)):
        found = foreseeing.foresee_assignment(assignment, desk.at)
        assert found.looked_at > 0
    assert foreseeing.foresee_assignment(Assignment(team=late.team_id + 1, team_calendar=six.pk), desk.at).moved == 0
    assert office.calendar_id_for(late.team_id) == company.pk
