"""2.2: a visit is asked for, planned without overlap, moved, postponed, called off; doubts are put into words."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.calendars import services as calendars
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records.selectors import history, sentence
from zhichi.tickets import services as tickets
from zhichi.visits import selectors, services
from zhichi.visits.choices import VisitState
from zhichi.visits.models import Visit

if TYPE_CHECKING:
    from zhichi.visits.tests.conftest import Field

pytestmark = pytest.mark.django_db


def codes(site: Field) -> list[str]:
    """What happened to visits, in order."""
    return [event.code for event in history(site.ticket.stream) if event.code.startswith("visits.")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " \n"}, "reason"),
        ({"address": ""}, "address"),
        ({"contact_name": ""}, "contact_name"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"skill_ids": [999]}, "skills"),
        ({"reason": "长" * 2001}, "reason"),
    ],
)
def test_refuses_a_request_that_lacks_something(site: Field, given: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as error:
        site.ask(**given)
    assert field in error.value.fields
    assert not Visit.objects.exists()


def test_refuses_a_wanted_time_that_ends_before_it_begins(site: Field) -> None:
    with pytest.raises(DomainError) as error:
        site.ask(wanted_from=site.monday, wanted_until=site.monday - timedelta(hours=1))
    assert "wanted_until" in error.value.fields


@pytest.mark.parametrize("year", [1, 1960, 2100, 9999])
def test_refuses_times_that_no_calendar_reaches(site: Field, year: int) -> None:
    moment = site.monday.replace(year=year)
    with pytest.raises(DomainError) as error:
        site.ask(wanted_from=moment)
    assert list(error.value.fields) == ["wanted_from"]
    visit = site.ask()
    plan = services.Plan(
        engineer_id=site.desk.people.senior.pk,
        starts_at=moment,
        ends_at=moment + timedelta(hours=1),
        overruled="客户要求",
    )
    with pytest.raises(DomainError) as error:
        services.schedule(visit_id=visit.pk, plan=plan, by=site.by(), at=site.desk.at)
    assert set(error.value.fields) - {"ends_at"} == {"starts_at"}


def test_keeps_the_whole_course_in_the_tickets_stream(site: Field) -> None:
    visit = site.planned()
    site.plan(visit, after=3, reason="客户临时开会")
    services.postpone(visit_id=visit.pk, reason="客户停电", by=site.by(), at=site.desk.tick())
    visit.refresh_from_db()
    assert (visit.state, visit.engineer_id, visit.starts_at) == (VisitState.REQUESTED, None, None)
    visit = site.plan(visit, after=5)
    services.cancel(visit_id=visit.pk, reason="问题已经解决", by=site.by(), at=site.desk.tick())
    assert codes(site) == [
        "visits.requested",
        "visits.scheduled",
        "visits.rescheduled",
        "visits.postponed",
        "visits.scheduled",
        "visits.cancelled",
    ]
    said = [sentence(event, public=True) for event in history(site.ticket.stream) if event.code == "visits.scheduled"]
    assert f"{site.monday:%Y-%m-%d} 09:00–11:00 Asia/Shanghai" in said[0]


def test_refuses_a_closed_request(site: Field) -> None:
    closed = site.desk.closed()
    site.ticket = closed
    with pytest.raises(Conflict):
        site.ask()


@pytest.mark.parametrize("after", [-2.5, -1, 0, 1.5, 2.5], ids=lambda hours: f"{hours} h")
def test_refuses_times_that_overlap_with_the_way_counted(site: Field, after: float) -> None:
    """The first is there from 9 to 11 and half an hour on the road before and after."""
    site.planned()
    with pytest.raises(Conflict) as error:
        site.plan(site.ask(), after=after)
    message = error.value.fields["starts_at"]
    assert "08:30" in message
    assert "11:30" in message


def test_allows_times_that_touch(site: Field) -> None:
    site.planned()
    assert site.plan(site.ask(), after=3).state == VisitState.SCHEDULED


def test_allows_the_same_time_for_somebody_else_and_after_a_cancellation(site: Field) -> None:
    first = site.planned()
    assert site.plan(site.ask(), "junior").state == VisitState.SCHEDULED
    services.cancel(visit_id=first.pk, reason="不需要了", by=site.by(), at=site.desk.tick())
    assert site.plan(site.ask()).state == VisitState.SCHEDULED


def test_refuses_a_companion_whose_time_is_taken(site: Field) -> None:
    junior = site.desk.people.junior.pk
    site.planned(companion_ids=[junior])
    with pytest.raises(Conflict):
        site.plan(site.ask(), "junior")
    with pytest.raises(Conflict):
        site.plan(site.ask(), "supervisor", companion_ids=[junior])


def test_refuses_absence_until_somebody_says_why(site: Field) -> None:
    accounts.add_absence(
        person_id=site.desk.people.senior.pk, kind="leave", by=SETUP, at=site.desk.at,
        starts_at=site.monday, ends_at=site.monday + timedelta(hours=1),
    )  # fmt: skip
    visit = site.ask()
    with pytest.raises(DomainError) as error:
        site.plan(visit)
    assert "overruled" in error.value.fields
    planned = site.plan(visit, overruled="他愿意去")
    assert planned.overruled == "他愿意去"
    assert list(history(site.ticket.stream))[-1].data["doubts"] == ["absent"]


def test_refuses_hours_outside_the_working_week_but_allows_the_way(site: Field) -> None:
    week = [accounts.Interval(day, time(9), time(18)) for day in range(5)]
    accounts.set_working_hours(person_id=site.desk.people.senior.pk, intervals=week, by=SETUP, at=site.desk.at)
    visit = site.ask()
    with pytest.raises(DomainError) as error:
        site.plan(visit, after=8)
    assert error.value.code == "doubtful"
    assert site.plan(visit).state == VisitState.SCHEDULED


def test_refuses_a_day_off_of_the_company(site: Field) -> None:
    data = calendars.CalendarData(name="公司日历", time_zone="Asia/Shanghai")
    week = [((time(9), time(18)),)] * 5 + [(), ()]
    row = calendars.create_calendar(data=data, weekly=week, by=SETUP, at=site.desk.at)
    assert row.is_default
    visit = site.ask()
    with pytest.raises(DomainError) as error:
        site.plan(visit, after=24 * 5)
    assert error.value.code == "doubtful"
    assert site.plan(visit).state == VisitState.SCHEDULED


def test_whoever_wrote_down_no_week_has_the_companys(site: Field) -> None:
    data = calendars.CalendarData(name="公司日历", time_zone="Asia/Shanghai")
    week = [((time(9), time(12)), (time(13, 30), time(18)))] * 5 + [(), ()]
    calendars.create_calendar(data=data, weekly=week, by=SETUP, at=site.desk.at)
    visit = site.ask()
    for after in (8, 13, -3):  # until seven, at ten in the evening, at six in the morning
        with pytest.raises(DomainError) as error:
            site.plan(visit, after=after)
        assert error.value.code == "doubtful"
    assert site.plan(visit, after=1, hours=4).state == VisitState.SCHEDULED  # over noon


def test_refuses_a_missing_skill_until_a_companion_has_it(site: Field) -> None:
    skill = site.skill(senior=1, junior=3)
    visit = site.ask(skill_ids=[skill.pk])
    with pytest.raises(DomainError):
        site.plan(visit)
    assert site.plan(visit, companion_ids=[site.desk.people.junior.pk]).state == VisitState.SCHEDULED


def test_refuses_a_time_that_the_customer_does_not_want(site: Field) -> None:
    visit = site.ask(wanted_from=site.monday, wanted_until=site.monday + timedelta(hours=4))
    with pytest.raises(DomainError) as error:
        site.plan(visit, after=3)
    assert "overruled" in error.value.fields
    assert site.plan(visit, after=2).state == VisitState.SCHEDULED


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"hours": 0}, "ends_at"),
        ({"hours": -1}, "ends_at"),
        ({"hours": 25}, "ends_at"),
        ({"travel_before": -1}, "travel_before"),
        ({"travel_after": 1441}, "travel_after"),
        ({"companion_ids": [9999]}, "companions"),
        ({"who": "customer_service"}, "engineer"),
    ],
)
def test_refuses_a_plan_that_cannot_be(site: Field, given: dict[str, Any], field: str) -> None:
    visit = site.ask()
    with pytest.raises(DomainError) as error:
        site.plan(visit, **given)
    assert field in error.value.fields
    visit.refresh_from_db()
    assert visit.state == VisitState.REQUESTED


def test_refuses_a_move_without_a_reason_and_ignores_the_same_plan(site: Field) -> None:
    visit = site.planned()
    with pytest.raises(DomainError) as error:
        site.plan(visit, after=1)
    assert "reason" in error.value.fields
    assert site.plan(visit).sequence == 0
    assert codes(site).count("visits.scheduled") == 1


def test_refuses_those_without_the_right(site: Field) -> None:
    visit = site.ask()
    plan = services.Plan(engineer_id=1, starts_at=site.monday, ends_at=site.monday + timedelta(hours=1))
    with pytest.raises(Refused):
        services.schedule(visit_id=visit.pk, plan=plan, by=site.by("auditor"), at=site.desk.at)
    planned = site.plan(visit)
    with pytest.raises(Refused):
        services.check_in(visit_id=planned.pk, by=site.by("junior"), at=site.monday)
    with pytest.raises(Refused):
        services.check_in(visit_id=planned.pk, by=site.by("auditor"), at=site.monday)


def test_orders_proposals_by_skill_then_day_then_way(site: Field) -> None:
    """The senior lacks the skill; the junior has it but is taken all Monday; the supervisor has it and is free."""
    skill = site.skill(junior=2, supervisor=3, senior=1)
    site.planned(who="junior", hours=10)
    week = [accounts.Interval(day, time(9), time(18)) for day in range(7)]
    for name in ("junior", "supervisor", "senior"):
        person = getattr(site.desk.people, name)
        accounts.set_working_hours(person_id=person.pk, intervals=week, by=SETUP, at=site.desk.at)
    visit = site.ask(skill_ids=[skill.pk], wanted_from=site.monday, wanted_until=site.monday + timedelta(days=2))
    found = selectors.proposals(site.desk.people.manager, visit, minutes=120, at=site.desk.at)
    assert [(item.engineer.post, len(item.lacks)) for item in found] == [
        ("supervisor", 0), ("junior", 0), ("senior", 1),
    ]  # fmt: skip
    assert found[0].start == site.monday + timedelta(minutes=30)  # after the way, which is work too
    assert found[1].start.astimezone(site.monday.tzinfo).date() == site.monday.date() + timedelta(days=1)


def test_keeps_proposals_true_to_the_rules_of_planning(site: Field) -> None:
    """Whatever is proposed can be planned as it is, without a doubt."""
    site.planned()
    site.planned(who="junior", after=3)
    visit = site.ask()
    for item in selectors.proposals(site.desk.people.manager, visit, minutes=90, at=site.desk.at):
        plan = services.Plan(
            engineer_id=item.engineer.pk, starts_at=item.start, ends_at=item.end,
            travel_before=item.way, travel_after=item.way, reason="试排",
        )  # fmt: skip
        assert services.schedule(visit_id=visit.pk, plan=plan, by=site.by(), at=site.desk.tick()).overruled == ""


def test_keeps_the_way_of_the_last_visit_to_the_same_customer(site: Field) -> None:
    site.left(travel_before=75)
    visit = site.ask()
    found = selectors.proposals(site.desk.people.manager, visit, minutes=60, at=site.monday + timedelta(days=1))
    ways = {item.engineer.post: (item.way, item.is_known_there) for item in found}
    assert ways["senior"] == (75, True)


def test_says_nothing_where_nobody_is_free(site: Field) -> None:
    visit = site.ask(wanted_from=site.monday, wanted_until=site.monday + timedelta(hours=1))
    assert selectors.proposals(site.desk.people.manager, visit, minutes=120, at=site.desk.at) == []


def test_keeps_proposals_and_calendar_at_a_fixed_number_of_queries(
    site: Field, django_assert_max_num_queries: Any
) -> None:
    for hour in range(0, 9, 3):
        site.planned(after=hour, companion_ids=[site.desk.people.junior.pk])
    visit, reader = site.ask(), site.desk.people.manager
    with django_assert_max_num_queries(13):
        selectors.proposals(reader, visit, minutes=60, at=site.desk.at)
    days = [site.monday.date() + timedelta(days=step) for step in range(7)]
    with django_assert_max_num_queries(9):
        rows = selectors.calendar(reader, days, site.ticket_zone)
    blocks = {row.engineer.post: len(row.days[0].blocks) for row in rows}
    assert blocks["senior"] == blocks["junior"] == 9


def test_keeps_what_one_may_not_see_as_taken(site: Field) -> None:
    site.planned()
    days = [site.monday.date()]
    rival = selectors.calendar(site.desk.people.rival, days, site.ticket_zone)
    kinds = [block.kind for row in rival if row.engineer.post == "senior" for block in row.days[0].blocks]
    assert kinds in (["taken"], ["travel", "visit", "travel"])
    assert all(
        block.visit is None for row in rival for day in row.days for block in day.blocks if block.kind == "taken"
    )


def test_hands_the_ticket_on_without_losing_the_visit(site: Field) -> None:
    visit = site.planned()
    tickets.take(ticket_id=site.ticket.pk, by=site.by("supervisor"), at=site.desk.tick(), reason="值班交接")
    visit.refresh_from_db()
    assert visit.engineer == site.desk.people.senior
