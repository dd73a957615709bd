"""Swaps that come to nothing, a plan by a pattern and the phone's calendar, in a real Chromium (4.1)."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.people import SETUP
from zhichi.core import clock
from zhichi.roster import selectors, services
from zhichi.roster.models import Shift, Swap
from zhichi.tickets.tests.browsing import PHONE, barriers, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from tests.people import People
    from zhichi.tickets.tests.browsing import Desktops

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "家长会"


def monday_ahead() -> date:
    """The Monday of next week by the clock of the site."""
    today = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    return today - timedelta(days=today.weekday()) + timedelta(days=7)


@pytest.fixture
def team(people: People) -> People:
    """An early and a late shift; nobody is planned yet."""
    for name, key, start, end in (("早班", "E", 8, 16), ("晚班", "L", 15, 23)):
        data = services.KindData(name=name, key=key, start=time(start), end=time(end), time_zone="Asia/Shanghai")
        services.create_kind(team_id=people.team.pk, data=data, by=SETUP, at=clock.now())
    assert {people.junior.pk, people.senior.pk, people.supervisor.pk}
    return people


def test_a_swap_is_declined_then_refused_and_everybody_hears_of_it(visit: Desktops, team: People) -> None:
    fills_two_weeks_by_a_pattern(visit, team)
    asks(visit, team)
    declines_on_a_phone(visit, team)
    assert Swap.objects.get().state == "declined"
    own = visit(team.junior, "/desk/notices/?show=all")
    own.locator("#notices [data-row]").first.wait_for()
    assert team.senior.display_name in own.inner_text("#notices")  # who declined
    assert not barriers(own)

    asks(visit, team)
    page = visit(team.senior, "/desk/roster/swaps/")
    page.locator("form[action$='/accept/'] button").click()
    page.locator("form[action$='/accept/']").wait_for(state="detached")
    lead = visit(team.supervisor, "/desk/notices/")
    lead.locator("#notices a.row-link").first.click()  # the notice leads to where it is decided
    lead.locator("a[href$='/refuse/']").click()
    lead.locator("main form .btn-primary[type=submit]").click()
    lead.locator("[aria-invalid=true]").first.wait_for()  # a refusal needs its reason
    lead.fill("main form input[type=text], main form textarea", "那天人手不够")
    lead.locator("main form .btn-primary[type=submit]").click()
    lead.wait_for_url("**/swaps/")
    for person in (team.junior, team.senior):
        told = visit(person, "/desk/notices/?show=all", language="en")
        told.locator("#notices [data-row]").first.wait_for()
        assert "那天人手不够" in told.inner_text("#notices"), person
    assert {shift.person for shift in Shift.objects.filter(day=monday_ahead(), kind__key="E")} == {team.junior}


def fills_two_weeks_by_a_pattern(visit: Desktops, people: People) -> None:
    """A key that no shift has is refused, the pattern stays; then the weeks stand and are published."""
    page = visit(people.supervisor, f"/desk/roster/fill/?team={people.team.pk}&week={monday_ahead()}")
    page.locator(f"input[name=people][value='{people.junior.pk}']").check(force=True)
    page.fill("input[name=pattern]", "EEXEE--")
    page.fill("input[name=start]", str(monday_ahead()))
    page.fill("input[name=weeks]", "2")
    page.fill("input[name=shift_by]", "0")
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("[name=pattern][aria-invalid=true]").wait_for()
    assert page.input_value("input[name=pattern]") == "EEXEE--"
    page.fill("input[name=pattern]", "EEEEE--")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url(lambda url: "/fill/" not in url)
    assert Shift.objects.filter(person=people.junior).count() == 10
    page.goto(f"/desk/roster/?team={people.team.pk}&week={monday_ahead()}")
    page.locator("form[action$='/publish/'] button").click()
    page.locator(".chip-ok").first.wait_for()


def asks(visit: Desktops, people: People) -> None:
    """The junior asks the senior to take Monday."""
    page = visit(people.junior, "/desk/roster/mine/")
    page.locator("a[href$='/offer/']").first.click()
    page.select_option("select[name=wanted]", str(people.senior.pk))
    page.fill("input[name=note]", WHY)
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url("**/mine/")


def declines_on_a_phone(visit: Desktops, people: People) -> None:
    """From the notice to the answer."""
    page: Page = visit(people.senior, "/desk/notices/", size=PHONE, language="en", theme="dark")
    page.locator("#notices a.row-link").first.click()
    page.get_by_text(WHY).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not barriers(page)
    page.locator("form[action$='/decline/'] button").first.click()
    page.locator("form[action$='/decline/']").wait_for(state="detached")


def test_the_phones_calendar_reads_the_shifts_until_the_link_is_revoked(visit: Desktops, team: People) -> None:
    fills_two_weeks_by_a_pattern(visit, team)
    page = visit(team.junior, "/desk/roster/mine/", size=PHONE)
    page.locator("form[action$='/feed/'] button").click()
    link = page.locator("[data-feed]").input_value()
    phone = visit.browser.new_context()
    visit.contexts.append(phone)
    sheet = phone.request.get(link.replace(link.split("/desk/")[0], visit.url))
    assert sheet.ok
    assert sheet.text().count("BEGIN:VEVENT") == 5  # the published week
    page.locator("form[action$='/revoke/'] button").click()
    page.locator("form[action$='/revoke/']").wait_for(state="detached")
    assert phone.request.get(link.replace(link.split("/desk/")[0], visit.url)).status == 404


@pytest.mark.parametrize(("language", "theme", "width"), [("zh-hans", "light", 390), ("en", "dark", 320)])
def test_nothing_of_the_roster_scrolls_sideways_on_a_phone(
    visit: Desktops, team: People, language: str, theme: str, width: int
) -> None:
    monday = monday_ahead()
    for key, day in (("E", 0), ("L", 3)):
        kind = next(row for row in selectors.all_kinds() if row.key == key)
        wish = services.Plan(person_id=team.junior.pk, kind_id=kind.pk, day=monday + timedelta(days=day))
        services.set_shift(plan=wish, by=SETUP, at=clock.now(), reason="")
    size: ViewportSize = {"width": width, "height": 844}
    page = visit(team.supervisor, f"/desk/roster/?week={monday}", size=size, language=language, theme=theme)
    for address in (f"/desk/roster/?week={monday}", f"/desk/roster/month/?month={monday:%Y-%m}"):
        page.goto(address)
        wide = page.evaluate(
            "[...document.querySelectorAll('main table, main .roster-wrap, main td, html')]"
            ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className)"
        )
        assert not wide, address
        assert page.locator(".shift:visible, .month-shift:visible").count()
        assert not barriers(page)
