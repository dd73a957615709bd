"""Ideas in a real Chromium: an agent raises one, a colleague votes, the manager decides, the handbook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.improvement.models import Idea
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from zhichi.improvement.tests.conftest import Box
    from zhichi.tickets.tests.browsing import Desktops

__all__ = ["visit"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press_primary(page: Page) -> None:
    page.locator("main form button.btn-primary[type=submit]").click()


def take(page: Page, step: str, reason: str) -> None:
    page.locator(f"a[href$='/step/{step}/']").click()
    page.locator("textarea[name=reason]").fill(reason)
    if step == "adopt":
        press_primary(page)  # without the result: it is asked for, and the reason stays
        page.locator("textarea[name=result][aria-invalid=true]").wait_for()
        assert page.input_value("textarea[name=reason]") == reason
        page.locator("input[name=answer][value=better]").check(force=True)
        page.locator("textarea[name=result]").fill("从每周两张降到四周一张")
    press_primary(page)
    page.locator(".idea-way").wait_for()


def test_an_idea_is_raised_voted_for_piloted_and_adopted(visit: Desktops, box: Box) -> None:
    people = box.people
    _told = people.manager, people.senior
    page = visit(people.junior, "/desk/ideas/")
    page.locator("#ideas").get_by_text("建议箱是空的").wait_for()
    page.keyboard.press("c")
    page.locator("input[name=title]").fill("夜班交接改用清单")
    press_primary(page)  # half an idea: what is missing is named, the title stays
    page.locator(".error-summary").wait_for()
    assert page.input_value("input[name=title]") == "夜班交接改用清单"
    page.locator("input[name=direction][value=management]").check(force=True)
    for name, text in (("now", "口头交接，每周漏两张"), ("better", "固定清单"), ("effect", "每周少于一张")):
        page.locator(f"textarea[name={name}]").fill(text)
    press_primary(page)
    page.locator("h1", has_text="夜班交接改用清单").wait_for()
    assert not page.locator(".idea-vote form").count(), "nobody votes for their own idea"

    page = visit(people.senior, "/desk/ideas/")
    page.locator(".idea-vote button").click()
    page.locator(".idea-vote button[aria-pressed=true]").wait_for()
    page.locator(".idea-vote button").click()
    page.locator(".idea-vote button[aria-pressed=false]").wait_for()
    page.locator(".idea-vote button").click()
    page.locator(".idea-vote button[aria-pressed=true]").wait_for()

    page = visit(people.manager, f"/desk/ideas/{Idea.objects.get().pk}/")
    take(page, "evaluate", "请顾清看一个月的数据")
    take(page, "pilot", "在一线试四周")
    take(page, "adopt", "漏单明显减少")
    page.locator("#h-result").wait_for()
    idea = Idea.objects.get()
    assert (idea.state, idea.votes, idea.answer) == ("adopted", 1, "better")
    page.goto("/desk/handbook/clauses/3.3.3/")
    assert "采纳的建议" in page.locator("main").inner_text()
    assert not visit.complaints


@pytest.mark.parametrize(
    ("size", "language", "theme"), [(DESKTOP, "zh-hans", "light"), (PHONE, "en", "dark")], ids=["desktop", "phone"]
)
def test_pages_have_no_barriers(visit: Desktops, box: Box, size: ViewportSize, language: str, theme: str) -> None:
    idea = box.move(box.put(), "evaluate")
    box.vote(idea)
    box.say(idea, "很好")
    page = visit(box.people.manager, "/desk/ideas/", size=size, language=language, theme=theme)
    found = {"list": barriers(page)}
    for address in (f"/desk/ideas/{idea.pk}/", "/desk/ideas/new/", f"/desk/ideas/{idea.pk}/step/pilot/"):
        page.goto(address)
        found[address] = barriers(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"
    assert not {address: words for address, words in found.items() if words}
