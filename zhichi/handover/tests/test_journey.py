"""From the plan to the hand-over in a real Chromium: planned, published, swapped, approved, handed over."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.people import SETUP
from zhichi.core import clock
from zhichi.handover import services
from zhichi.handover.models import HandOver
from zhichi.roster import services as roster
from zhichi.roster.models import Shift, Week
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Ticket
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, visit

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.accounts.models import User
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def monday_ahead() -> date:
    """The Monday of next week by the clock of the site."""
    today = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    return today - timedelta(days=today.weekday()) + timedelta(days=7)


def cell(person: User, day: date) -> str:
    return f"#cell-{person.pk}-{day}"


@pytest.fixture
def shifts(people: People) -> People:
    """Early and late of the team; everybody concerned has an account."""
    for name, key, start, end in (("早班", "E", 8, 16), ("晚班", "L", 15, 23)):
        data = roster.KindData(name=name, key=key, start=time(start), end=time(end), time_zone="Asia/Shanghai")
        roster.create_kind(team_id=people.team.pk, data=data, by=SETUP, at=clock.now())
    assert {people.junior.pk, people.senior.pk, people.supervisor.pk}
    return people


def test_from_the_plan_to_the_hand_over(visit: Desktops, shifts: People, desk: Desk) -> None:
    monday = monday_ahead()
    plans_by_key_and_by_tapping(visit, shifts, monday)
    offers(visit, shifts, monday)
    accepts_on_a_phone(visit, shifts)
    approves(visit, shifts)
    assert Shift.objects.get(day=monday, kind__key="E").person == shifts.senior
    hands_over(visit, shifts, desk)
    goes_by_itself_and_is_taken_back(visit, shifts)


def plans_by_key_and_by_tapping(visit: Desktops, people: People, monday: date) -> None:
    """Keys typed faster than answers come are all kept; a refusal is told; a brush plans by tapping; publish."""
    page = visit(people.supervisor, f"/desk/roster/?team={people.team.pk}&week={monday}")
    page.focus(cell(people.junior, monday))
    for key in ("e", "ArrowRight", "e", "ArrowRight", "l"):
        page.keyboard.press(key)
    third = cell(people.junior, monday + timedelta(days=2))
    page.locator(f"{third} .tone-accent").wait_for()
    assert page.locator("a.cell .shift").all_inner_texts() == ["早班", "早班", "晚班"]
    assert page.evaluate("document.activeElement.id") == third.removeprefix("#")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("e")  # nine hours after the late shift
    page.locator("#roster [role=alert]").wait_for()
    page.locator("[data-brush]").nth(1).click()
    page.locator(cell(people.senior, monday + timedelta(days=4))).click()
    page.locator(f"{cell(people.senior, monday + timedelta(days=4))} .shift").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Delete")
    page.locator(f"{cell(people.senior, monday + timedelta(days=4))} .shift").wait_for(state="detached")
    page.keyboard.press("Enter")  # the day as a form
    page.locator("dialog[open] [name=kind]").last.wait_for(state="attached")
    assert not barriers(page)
    page.keyboard.press("Escape")
    page.locator("form[action$='/publish/'] button").click()
    page.locator(".chip-ok").first.wait_for()
    assert Week.objects.get().published_at is not None


def offers(visit: Desktops, people: People, monday: date) -> None:
    """The junior offers Monday to the senior."""
    page = visit(people.junior, "/desk/roster/mine/")
    page.locator("a[href$='/offer/']").first.click()
    page.select_option("select[name=wanted]", str(people.senior.pk))
    page.fill("input[name=note]", "家长会")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url("**/mine/")
    assert "家长会" in page.inner_text("main")
    assert not barriers(page)


def accepts_on_a_phone(visit: Desktops, people: People) -> None:
    """The senior sees it, on a phone, and accepts."""
    page = visit(people.senior, "/desk/roster/mine/", size=PHONE, language="en", theme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not barriers(page)
    page.locator("form[action$='/accept/'] button").click()
    page.locator("form[action$='/accept/']").wait_for(state="detached")


def approves(visit: Desktops, people: People) -> None:
    """The supervisor approves, takes it back from the toast, approves again."""
    page = visit(people.supervisor, "/desk/roster/swaps/")
    page.locator("form[action$='/approve/'] button").click()
    page.locator("[data-undo-url]").click()
    page.locator("form[action$='/approve/'] button").click()
    page.locator("[data-undo-url]").wait_for()
    assert not barriers(page)


def hands_over(visit: Desktops, people: People, desk: Desk) -> None:
    """Twenty minutes before the end of today's shift the bar asks; one ticket goes to the duty role, and comes back."""
    now = clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    end = now + timedelta(minutes=20)
    start = end - timedelta(hours=8)
    kind = roster.KindData(name="今日班", key="T", start=start.time(), end=end.time(), time_zone="Asia/Shanghai")
    row = roster.create_kind(team_id=people.team.pk, data=kind, by=SETUP, at=now)
    plan = roster.Plan(person_id=people.junior.pk, kind_id=row.pk, day=start.date())
    roster.set_shift(plan=plan, by=SETUP, at=now, reason="test")
    roster.publish(team_id=people.team.pk, day=start.date(), by=SETUP, at=now)
    ticket = tickets.take(ticket_id=desk.ticket().pk, by=people.actor("junior"), at=now)
    page = visit(people.junior, "/desk/", size=DESKTOP)
    page.locator("aside a[href='/desk/handover/']").click()
    page.select_option(f"select[name=to_{ticket.pk}]", "duty")
    page.fill("textarea[name=note]", "客户在线")
    assert not barriers(page)
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("[data-undo-url]").wait_for()
    assert owner_of(ticket) is None
    page.locator("[data-undo-url]").click()
    page.locator(f"select[name=to_{ticket.pk}]").wait_for()
    assert owner_of(ticket) == people.junior
    assert HandOver.objects.get().undone_at is not None


def owner_of(ticket: Ticket) -> User | None:
    """Who is accountable now."""
    return Ticket.objects.get(pk=ticket.pk).owner


def goes_by_itself_and_is_taken_back(visit: Desktops, people: People) -> None:
    """The shift is over: the senior on shift hears of it and confirms; the junior takes it back."""
    now = clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    end = now + timedelta(hours=4)
    kind = roster.KindData(
        name="接班", key="U", start=(end - timedelta(hours=8)).time(), end=end.time(), time_zone="Asia/Shanghai"
    )
    row = roster.create_kind(team_id=people.team.pk, data=kind, by=SETUP, at=now)
    day = (end - timedelta(hours=8)).date()
    Shift.objects.filter(person=people.senior, day=day).delete()
    plan = roster.Plan(person_id=people.senior.pk, kind_id=row.pk, day=day)
    roster.set_shift(plan=plan, by=SETUP, at=now, reason="test")
    ticket = Ticket.objects.get()
    Shift.objects.filter(person=people.junior, kind__key="T").update(ends_at=now - timedelta(minutes=11))
    assert services.end_shifts(at=now) == 1
    assert owner_of(ticket) == people.senior
    page = visit(people.senior, "/desk/notices/", language="en")
    page.locator("button[id^=acknowledge-]").last.click()
    page.locator("button[id^=acknowledge-]").first.wait_for(state="detached")
    page = visit(people.senior, "/desk/handover/", size=PHONE, theme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert f"#{ticket.number}" in page.inner_text("[aria-labelledby=h-received]")
    assert not barriers(page)
    page = visit(people.junior, "/desk/handover/")
    page.locator("button[id^=undo-]").first.click()
    page.locator(f"select[name=to_{ticket.pk}]").wait_for()
    assert owner_of(ticket) == people.junior
