"""No tab of the composer is ever cut, whatever the room, the language and what the note about the draft says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.tickets.tests.browsing import REPLY, path

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# 720 and 640 are what 1440 and 1280 become at 200 % zoom.
WIDTHS = (320, 360, 390, 480, 520, 640, 720, 840, 1000, 1200, 1280, 1440, 1680)
MEASURE = """() => {
  const rect = (one) => one.getBoundingClientRect();
  const box = rect(document.querySelector('.composer'));
  const saved = document.querySelector('.composer-tabs .saved');
  const note = rect(saved);
  return [...document.querySelectorAll('.composer-tabs [role=tab]')].map((tab) => {
    const own = rect(tab);
    const hit = document.elementFromPoint(own.right - 3, (own.top + own.bottom) / 2);
    return {
      words: tab.innerText.trim(),
      name: tab.getAttribute('aria-label'),
      cut: tab.scrollWidth > tab.clientWidth + 1 || own.right > box.right + 0.5 || own.left < box.left - 0.5,
      hidden: !tab.contains(hit),
      under: note.width > 0 && own.right > note.left + 0.5 && own.left < note.right - 0.5
        && own.bottom > note.top + 0.5 && own.top < note.bottom - 0.5,
      lost: saved.scrollWidth > saved.clientWidth + 1 || note.right > box.right + 0.5,
    };
  });
}"""


def measured(page: Page, width: int) -> list[dict[str, Any]]:
    """The tabs as they stand at a width of the window, the field focused as while writing."""
    page.set_viewport_size({"width": width, "height": 900})
    page.locator(REPLY).focus()
    found: list[dict[str, Any]] = page.evaluate(MEASURE)
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_tab_is_cut_while_the_note_says_that_the_draft_is_saved(visit: Desktops, desk: Desk, language: str) -> None:
    page = visit(desk.people.senior, path(desk.worked()), language=language)
    page.locator(REPLY).fill("写到一半")
    page.locator("[data-status] > span").first.wait_for(state="attached")
    assert page.locator("[data-status]").inner_text().strip()
    for width in WIDTHS:
        tabs = measured(page, width)
        assert len(tabs) >= 3
        for tab in tabs:
            wrong = [name for name in ("cut", "hidden", "under", "lost") if tab[name]]
            assert not wrong, f"{width} px, {language}: “{tab['words']}” is {wrong}"
            assert tab["words"].lower() in tab["name"].lower(), "the name that is read out holds what one sees"


def test_a_long_note_goes_below_the_tabs(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.senior, path(desk.worked()))
    page.context.set_offline(True)
    page.locator(REPLY).fill("没有网络时写的")
    page.locator("[data-status]").get_by_text("网络已断开").wait_for()
    for width in WIDTHS:
        assert not [tab for tab in measured(page, width) if tab["cut"] or tab["hidden"] or tab["under"] or tab["lost"]]
    page.context.set_offline(False)
