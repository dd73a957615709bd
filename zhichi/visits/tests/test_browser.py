"""Pages of visits in a real Chromium: without barriers in both languages, nothing typed or drawn is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, path
from zhichi.visits import services
from zhichi.visits.services import Asked

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.visits.tests.conftest import Field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("size", "language", "theme"), [(DESKTOP, "zh-hans", "light"), (PHONE, "en", "dark")], ids=["desktop", "phone"]
)
def test_pages_have_no_barriers(visit: Desktops, site: Field, size: ViewportSize, language: str, theme: str) -> None:
    skill = site.skill(senior=3)
    reported, waiting, left = site.reported(), site.ask(skill_ids=[skill.pk]), site.left(after=8)
    page = visit(site.desk.people.senior, "/desk/visits/", size=size, language=language, theme=theme)
    pages = [f"/desk/visits/?span=day&day={site.monday:%Y-%m-%d}"]
    pages += [f"/desk/visits/{row.pk}/" for row in (reported, waiting)]
    pages += [
        f"/desk/visits/{waiting.pk}/schedule/",
        f"/desk/visits/{left.pk}/report/",
        f"/desk/visits/{reported.pk}/print/",
        f"/desk/visits/of/{site.ticket.number}/remote/",
    ]
    found = {"calendar": barriers(page)}
    for address in pages:
        page.goto(address)
        found[address] = barriers(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"
        ends = page.locator(".pill:visible").evaluate_all("all => all.map((one) => one.getBoundingClientRect().right)")
        assert max(ends, default=0) <= size["width"] - 16, f"{address}: a choice runs over the edge"
    assert not {address: words for address, words in found.items() if words}


def test_long_choices_and_names_of_clocks_are_whole_on_a_phone(visit: Desktops, site: Field) -> None:
    page = visit(site.desk.people.senior, path(site.ticket), size=PHONE, language="en")
    page.locator(".clock-strip .small").first.wait_for()
    cut = page.locator(".clock-strip .small").evaluate_all(
        "all => all.filter((o) => o.scrollWidth > o.clientWidth).length"
    )
    assert cut == 0
    page.goto(f"/desk/visits/of/{site.ticket.number}/remote/")
    pill, field = page.locator(".pill", has_text="Ask by mail"), page.locator("textarea")
    ends = [one.evaluate("node => node.getBoundingClientRect().right") for one in (pill, field)]
    assert ends[0] <= ends[1]


def test_panel_asks_and_begins_without_leaving_the_ticket(visit: Desktops, site: Field) -> None:
    page = visit(site.desk.people.senior, path(site.ticket))
    page.locator("#panel-visits").scroll_into_view_if_needed()
    page.locator("a[href$='/remote/']:visible").click()
    page.locator("dialog input[name=tool]").wait_for()
    page.locator("dialog input[name=consent_by]").wait_for(state="hidden")
    page.check("dialog input[name=way][value=given]", force=True)
    page.fill("dialog input[name=tool]", "ToDesk")
    page.locator("dialog button[type=submit]").click()
    page.locator("dialog [aria-invalid=true], dialog .error-summary").first.wait_for()
    assert page.input_value("dialog input[name=tool]") == "ToDesk"
    page.check("dialog input[name=agrees]", force=True)
    page.locator("dialog button[type=submit]").click()
    page.locator("dialog[open]").wait_for(state="detached")
    page.locator("a[href$='/end/']:visible").wait_for()
    assert not barriers(page)


def test_keeps_drawing_and_words_over_a_reload_and_a_refusal(visit: Desktops, site: Field) -> None:
    row = site.left()
    page = visit(site.desk.people.senior, f"/desk/visits/{row.pk}/report/", size=PHONE)
    page.fill("textarea[name=found]", "打印服务没有启动")
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    for place in (40, 90):
        page.touchscreen.tap(box["x"] + place, box["y"] + 40)
    drawn = page.input_value("input[name=signature]")
    assert drawn.startswith("data:image/png;base64,")
    page.reload()
    assert page.input_value("textarea[name=found]") == "打印服务没有启动"
    assert page.input_value("input[name=signature]") == drawn
    page.locator("main form .btn-primary[type=submit]").click()  # lacks what was done
    page.locator("textarea[name=work_done][aria-invalid=true]").wait_for()
    assert page.input_value("input[name=signature]") == drawn
    page.locator("[data-clear]").click()
    assert page.input_value("input[name=signature]") == ""


def test_a_quick_last_stroke_does_not_swallow_the_next_tap(visit: Desktops, site: Field) -> None:
    page = visit(site.desk.people.senior, f"/desk/visits/{site.left().pk}/report/", size=PHONE, theme="dark")
    pad, undo = page.locator("canvas"), page.locator("zc-signature [data-undo]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    for kind, step in (("touchStart", 0), ("touchMove", 1), ("touchMove", 2), ("touchMove", 3), ("touchEnd", None)):
        points = [] if step is None else [{"x": box["x"] + 40 + 60 * step, "y": box["y"] + 20 + 20 * step}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert page.input_value("input[name=signature]"), "a touch draws"
    ink, ground = pad.evaluate("pad => [getComputedStyle(pad).color, getComputedStyle(pad).backgroundColor]")
    assert (ink, ground) == ("rgb(26, 33, 48)", "rgb(255, 255, 255)"), "dark ink on white in the dark theme too"
    undo.tap()
    page.locator("zc-signature [data-undo][disabled]").wait_for()
    assert page.input_value("input[name=signature]") == ""
    low = page.locator("zc-signature button:visible, .form-actions .btn:visible").evaluate_all(
        "them => them.map(one => one.getBoundingClientRect().height).filter(high => high < 44)"
    )
    assert not low, "buttons are high enough for a thumb"


def test_signs_by_keyboard_alone(visit: Desktops, site: Field) -> None:
    row = site.left()
    page = visit(site.desk.people.senior, f"/desk/visits/{row.pk}/report/")
    page.fill("textarea[name=found]", "打印服务没有启动")
    page.fill("textarea[name=work_done]", "重装驱动")
    page.locator("input[name=result][value=solved]").focus()
    page.keyboard.press("Space")
    page.locator("input[name=signed][value=drawn]").focus()
    page.keyboard.press("ArrowRight")
    page.fill("input[name=unsigned_reason]", "键盘操作")
    page.locator("input[name=consents]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/visits/{row.pk}/")
    row.refresh_from_db()
    assert (row.signed, row.signer_name, row.unsigned_reason) == ("typed", "何青", "键盘操作")


def test_says_at_the_form_that_there_is_no_connection(visit: Desktops, site: Field) -> None:
    row = site.left()
    page = visit(site.desk.people.senior, f"/desk/visits/{row.pk}/report/", size=PHONE)
    page.fill("textarea[name=found]", "打印服务没有启动")
    page.context.set_offline(True)
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("[data-kept]", has_text="没有网络").wait_for()
    assert page.input_value("textarea[name=found]") == "打印服务没有启动"
    page.context.set_offline(False)
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("textarea[name=work_done][aria-invalid=true]").wait_for()


def test_customers_agree_on_their_page(visit: Desktops, site: Field) -> None:
    row = services.ask_consent(ticket_id=site.ticket.pk, asked=Asked(tool="ToDesk"), by=site.by(), at=site.desk.tick())
    site.planned()
    context = visit.browser.new_context(base_url=visit.url, viewport=PHONE, locale="zh-CN")
    visit.contexts.append(context)
    page = context.new_page()
    page.goto(f"/r/{site.ticket.public_id}/")
    assert not barriers(page)
    page.fill("input[name=name]", "何青")
    page.locator("button[value=agree]").click()
    page.locator("button[value=refuse]", has_text="撤回").wait_for()
    row.refresh_from_db()
    assert row.consent_by == "何青"


def test_a_field_changed_after_a_refusal_is_no_longer_shown_as_wrong(visit: Desktops, site: Field) -> None:
    page = visit(site.desk.people.senior, f"/desk/visits/of/{site.ticket.number}/new/", language="en")
    page.fill("[name=address]", "")
    page.locator("main form .btn-primary[type=submit]").click()
    reason, address = page.locator("[name=reason][aria-invalid=true]"), page.locator("[name=address]")
    reason.wait_for()
    red, edge = "node => getComputedStyle(node).color", "node => getComputedStyle(node).borderTopColor"
    bad, wrong = page.locator("#id_reason_error").evaluate(red), address.evaluate(edge)
    below = page.locator("main form .btn-primary[type=submit]").bounding_box()
    page.locator("[name=reason]").press_sequentially("Nobody can reach it from here")
    page.locator("[name=contact_phone]").focus()
    page.wait_for_timeout(400)  # the colour of the edge changes over a moment
    assert reason.evaluate(edge) != wrong
    assert page.locator("#id_reason_error").is_visible()  # still there to read, nothing jumps
    assert page.locator("#id_reason_error").evaluate(red) != bad
    assert address.evaluate(edge) == wrong and page.locator("#id_address_error").evaluate(red) == bad
    assert page.locator("main form .btn-primary[type=submit]").bounding_box() == below
    assert not barriers(page)


def test_the_head_of_a_ticket_names_the_customer_on_a_phone(visit: Desktops, site: Field) -> None:
    """The channel is a picture there: its word in English left one letter of the customer."""
    page = visit(site.desk.people.supervisor, path(site.ticket), size=PHONE, language="en")
    name = page.locator(".detail-meta > .clip")
    assert name.evaluate("node => node.getBoundingClientRect().width") >= 60
    assert page.locator(".detail-meta .channel").evaluate("node => node.getBoundingClientRect().width") <= 1
