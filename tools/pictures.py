"""Takes the pictures of docs/ in both languages from a running demo: `make pictures` (needs `make run` beside it)."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tools.browser import installed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "zhichi-demo-2026"  # noqa: S105 – shown on every demo's sign-in page
LANGUAGES = {"zh": "zh-hans", "en": "en"}
PEOPLE = {  # whose work is in the language of the picture
    "agent": {"zh": "linxiao", "en": "alex"},
    "reviewer": {"zh": "alex", "en": "supervisor"},
}
REPLY, REPORT = "#write-reply", "#report-text"
WORDS = {
    "zh": {
        "customer": "长谷示例制造",
        "subject": "导出的报表打开是乱码",
        "problem": "导出乱码",
        "title": "中文乱码",
        "forbidden": "您好，这个我不知道，我们会尽快处理。",
        "doing": "已在导出模块找到原因，正在测试修正。",
    },
    "en": {
        "customer": "Longvale Example Mfg",
        "subject": "Exported reports are garbled",
        "problem": "garbled export",
        "title": "Chinese text is garbled",
        "forbidden": "Hello, as I already said, that's impossible before the next version.",
        "doing": "We found the cause in the export module and are testing a correction.",
    },
}


@dataclass(frozen=True)
class Picture:
    """What is taken: `value` is typed first into `field`, `clip` is the part that is kept ("" for all).

    `address` may hold {ticket}: a ticket that is worked on in the language of the picture; {customer}, {subject},
    {problem}, {title}: words in it; {afternoon}: a time at which everybody works. `press` is pressed before the typing:
    a link that leads on, or a button; `scroll` is brought into sight. `who` is a name of the demo, "-" for a guest, or
    a key of PEOPLE.
    """

    name: str
    who: str
    address: str
    value: str = ""
    clip: str = ""
    field: str = "#id_value"
    press: str = ""
    scroll: str = ""
    width: int = 1440
    height: int = 900


PICTURES = (
    Picture("backups", "admin", "/desk/system/backups/"),
    Picture("board", "supervisor", "/desk/board/"),
    Picture("calendar", "manager", "/desk/calendars/1/", height=1180),
    Picture("clocks", "supervisor", "/desk/tickets/{ticket}/", clip="#side"),
    Picture("customer", "supervisor", "/desk/customers/1/"),
    Picture("gathering", "editor", "/desk/gathering/?view=conflict", press=".row-link"),
    Picture("forbidden", "agent", "/desk/tickets/{ticket}/", value="{forbidden}", clip="zc-composer", field=REPLY),
    Picture("handbook", "manager", "/desk/handbook/"),
    Picture(
        "handbook-rows",
        "manager",
        "/desk/handbook/rows/tickets.promises/?clause=3.1.2&kind=solution&group=urgent",
        height=640,
    ),
    Picture("handbook-what-if", "manager", "/desk/handbook/clauses/3.1.2/values/3.1.2.urgent_hours/", value="1"),
    Picture("handbook-trend", "manager", "/desk/handbook/clauses/3.1.2/", clip="section.card:has(#trend)"),
    Picture("handover", "agent", "/desk/handover/"),
    Picture("health", "admin", "/desk/system/"),
    Picture("knowledge-article", "editor", "/desk/knowledge/?q={title}", press="main .kb-row-title"),
    Picture("knowledge-graph", "editor", "/desk/knowledge/graph/", height=720),
    Picture("knowledge-measures", "manager", "/desk/guidance/measures/"),
    Picture("ideas", "agent", "/desk/ideas/", height=720),
    Picture("letters", "supervisor", "/desk/tickets/letters/closing/", height=820, width=1280),
    Picture("mail", "admin", "/desk/mail/"),
    Picture("mail-log", "admin", "/desk/mail/log/?q=qingchuan", height=820, width=1280),
    Picture("mail-message", "admin", "/desk/mail/log/2/", height=620),
    Picture("portal", "-", "/", width=1280),
    Picture("portal-knowledge", "-", "/kb/search/?q={subject}", width=1280, height=720),
    Picture("record", "auditor", "/desk/record/"),
    Picture("heads", "auditor", "/desk/record/heads/", height=420),
    Picture("report", "agent", "/desk/tickets/{ticket}/", "{doing}", "zc-composer", REPORT, "[data-kind=report]"),
    Picture("reports", "manager", "/desk/reports/", press="main tr:has(.chip-ok) a.row-link", height=1100),
    Picture("retention", "auditor", "/desk/record/retention/", height=520),
    Picture("reviews", "reviewer", "/desk/reviews/to-do/", press="main a.row-link"),
    Picture("roster", "supervisor", "/desk/roster/"),
    Picture(
        "routing",
        "supervisor",
        "/desk/staff/routing/try/?subject={subject}&organisation={customer}&language={language}&urgency=normal"
        "&channel=mail&type=fault&at={afternoon}",
    ),
    Picture("search", "agent", "/desk/search/?q={problem}"),
    Picture("service-levels", "supervisor", "/desk/calendars/levels/bench/?organisation={customer}", width=1280),
    Picture("sign-in", "-", "/account/login/", height=980),
    Picture("staff", "manager", "/desk/staff/"),
    Picture(
        "ticket-knowledge", "agent", "/desk/tickets/{ticket}/", press=".kb-offer button", scroll="#panel-knowledge"
    ),
    Picture("visits", "supervisor", "/desk/visits/"),
)


def main() -> int:
    """Take them all, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="which; all without")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--browser", default=installed(), help="its path")
    options = parser.parse_args()
    if unknown := set(options.names) - {picture.name for picture in PICTURES}:
        print(f"no such picture: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    wanted = [picture for picture in PICTURES if not options.names or picture.name in options.names]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        for code in LANGUAGES:
            for picture in wanted:
                _take(browser, options.address, picture, code)
        browser.close()
    return 0


def _take(browser: Browser, address: str, picture: Picture, code: str) -> None:
    locale = {"zh": "zh-CN", "en": "en-GB"}[code]
    context = browser.new_context(
        base_url=address,
        viewport={"width": picture.width, "height": picture.height},
        locale=locale,
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    if picture.who != "-":
        _sign_in(page, PEOPLE.get(picture.who, {}).get(code, picture.who), LANGUAGES[code])
    words = {**WORDS[code], "language": LANGUAGES[code], "afternoon": f"{_monday():%Y-%m-%d}T16:00"}
    if "{ticket}" in picture.address:
        words["ticket"] = _ticket(page, code)
    answer = page.goto(picture.address.format(**words))
    if answer is None or not answer.ok:
        raise SystemExit(f"{picture.name}: {page.url} does not answer with a page")
    page.wait_for_load_state("networkidle")
    if picture.scroll:
        page.locator(picture.scroll).first.evaluate("node => node.scrollIntoView({ block: 'start' })")
        page.wait_for_load_state("networkidle")
        page.locator(picture.scroll).first.evaluate("node => node.scrollIntoView({ block: 'start' })")
    if picture.press:
        page.locator(picture.press).first.click()
        page.wait_for_timeout(500)  # until the page asks
        page.wait_for_load_state("networkidle")
        page.locator(".toast").first.wait_for(state="hidden")
    if picture.value:
        page.locator(picture.field).fill(picture.value.format(**words))
        page.wait_for_timeout(1_500)  # the page asks once the typing rests
        page.wait_for_load_state("networkidle")
    path = FOLDER / f"{picture.name}-{code}.png"
    if picture.clip:
        page.locator(picture.clip).screenshot(path=path)
    else:
        page.screenshot(path=path)
    context.close()
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


def _monday() -> date:
    """The next one: a day on which every team works."""
    today = datetime.now(UTC).date()
    return today + timedelta(days=7 - today.weekday())


def _sign_in(page: Page, who: str, language: str) -> None:
    """As a person of the demo, who then reads in `language`."""
    page.goto("/account/login/")
    page.locator("#id_login").fill(f"{who}@example.com")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form:has(#id_login) button[type=submit]").first.click()
    page.wait_for_url("**/desk/**")
    page.locator(f"form[action='/i18n/setlang/'] button[value={language}]").first.evaluate("button => button.click()")
    page.wait_for_function("language => document.documentElement.lang.toLowerCase() === language", arg=language)


def _ticket(page: Page, code: str) -> str:
    """A ticket of the demo that somebody works on, about something Chinese or English."""
    page.goto("/desk/tickets/?view=open")
    for row in page.locator("#rows a[href*='/desk/tickets/']").all():
        number = re.search(r"/desk/tickets/(\d+)/", row.get_attribute("href") or "")
        if number and row.locator(".row-title").inner_text().isascii() == (code == "en"):
            return number[1]
    raise SystemExit(f"no open ticket in {code}")


if __name__ == "__main__":
    raise SystemExit(main())
