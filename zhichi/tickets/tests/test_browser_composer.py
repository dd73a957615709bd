"""The composer in a real Chromium: a note is never a reply, nothing typed is lost, nothing is sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.outbound.choices import State as MailState
from zhichi.outbound.models import OutboundMail
from zhichi.records.services import set_policy
from zhichi.tickets import services
from zhichi.tickets.models import Draft, Message
from zhichi.tickets.tests.browsing import CALL, NOTE, REPLY, path, tell

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOX = "getComputedStyle(document.querySelector('.composer')).backgroundColor"


def kind(page: Page) -> str | None:
    return page.locator("form.composer").get_attribute("data-kind")


def replied(desk: Desk, ticket: Ticket, text: str = "同事的回复") -> None:
    """The junior answers meanwhile."""
    theirs = services.Reply(text=text)
    services.reply(ticket_id=ticket.pk, answer=theirs, by=desk.people.actor("junior"), at=desk.tick())


def test_keys_switch_between_reply_note_and_call(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.senior, path(desk.worked()))
    send = page.get_by_role("button", name="发送给 何青")
    plain = page.evaluate(BOX)
    for key, area, name, verb in (("m", NOTE, "note", "添加备注"), ("l", CALL, "call", "记录通话")):
        page.keyboard.press(key)
        assert kind(page) == name
        assert page.evaluate("document.activeElement.dataset.forKind") == name
        assert page.locator(area).is_visible() and not page.locator(REPLY).is_visible()
        assert page.locator(".composer button.btn-primary:visible").all_inner_texts() == [verb]
        assert page.evaluate(BOX) != plain
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.tagName") == "H1", "the focus stays in the conversation"
    page.keyboard.press("r")
    assert kind(page) == "reply" and send.is_visible() and page.evaluate(BOX) == plain
    assert page.locator(".composer-to:visible").get_by_text("he.qing@client.example.com").is_visible()


def test_refuses_to_send_a_note_to_the_customer(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    page.keyboard.press("m")
    page.keyboard.type("别告诉客户")
    page.keyboard.press("Control+Enter")
    page.locator("article.note").get_by_text("别告诉客户").wait_for()
    assert [message.kind for message in Message.objects.filter(text="别告诉客户")] == ["note"]


@pytest.mark.parametrize("how", ["isComposing: true", "keyCode: 229"])
def test_refuses_keys_of_an_input_method(visit: Desktops, desk: Desk, how: str) -> None:
    page = visit(desk.people.senior, f"{path(desk.worked())}?view=mine")
    before = page.url
    for key in ("m", "l", "j", "s", "t", "]", "x", "?", "Enter"):
        page.evaluate(
            f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, {how}}}))"
        )
    assert kind(page) == "reply" and page.url == before
    assert not page.locator("dialog[open], :popover-open").count()
    page.locator(REPLY).focus()
    script = (
        "area => area.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true, %s}))"
    )
    page.fill(REPLY, "还在选字")
    page.locator(REPLY).evaluate(script % how)
    assert page.input_value(REPLY) == "还在选字"
    assert page.locator("form.composer").get_attribute("data-sending") is None


def test_double_click_sends_once(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    page.fill(REPLY, "只发一次")
    page.get_by_role("button", name="发送给 何青").dblclick()
    page.locator("article.reply").get_by_text("只发一次").wait_for()
    page.wait_for_load_state("networkidle")
    assert Message.objects.filter(ticket=ticket, text="只发一次").count() == 1
    assert page.input_value(REPLY) == ""


def test_draft_survives_a_reload(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    page.keyboard.press("r")
    page.keyboard.type("写到一半")
    page.locator("[data-status]").get_by_text("草稿已保存").wait_for()
    assert Draft.objects.get(ticket=ticket).text == "写到一半"
    page.keyboard.type("还没存")
    page.reload()
    assert page.input_value(REPLY) == "写到一半还没存"


def test_reply_is_taken_back_into_the_composer(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.senior, path(desk.worked()))
    page.fill(REPLY, "发错了的回复")
    page.keyboard.press("Control+Enter")
    page.locator("zc-toasts [data-undo-url]").click()
    page.locator("article.withdrawn").wait_for()
    page.get_by_text("回复已撤回").wait_for()
    assert page.input_value(REPLY) == "发错了的回复"
    assert Message.objects.get(text="发错了的回复").withdrawn_at is not None


@pytest.mark.parametrize("keys", ["x", "Control+z"])
def test_a_reply_counts_down_over_a_reload_and_comes_back_by_key(visit: Desktops, desk: Desk, keys: str) -> None:
    set_policy(key="5.2.1.undo_send_seconds", value=120, reason="test", by=Actor.system("tests"), at=now())
    ticket = desk.worked()
    OutboundMail.objects.update(state=MailState.SENT)
    page = visit(desk.people.senior, path(ticket))
    page.fill(REPLY, "太早发出的回复")
    page.keyboard.press("Control+Enter")
    page.locator("article.reply [data-leaves]").get_by_text("秒后发出").wait_for()
    page.reload()
    page.locator("article.reply [data-leaves]").get_by_text("秒后发出").wait_for()
    if keys == "x":
        page.locator("h1").first.click()
    else:
        page.focus(REPLY)
    page.keyboard.press(keys)
    page.locator("article.withdrawn").wait_for()
    expect(page.locator(REPLY)).to_have_value("太早发出的回复")


def test_colleagues_reply_blocks_once(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    page.fill(REPLY, "我的回复")
    replied(desk, ticket)
    page.keyboard.press("Control+Enter")
    banner = page.locator("#composer-alert .banner-peer")
    banner.get_by_text("员工 junior 刚刚回复了客户").wait_for()
    assert page.input_value(REPLY) == "我的回复"
    assert not Message.objects.filter(text="我的回复").exists()
    page.locator(REPLY).press("Control+Enter")
    page.locator("article.reply").get_by_text("我的回复").wait_for()
    banner.wait_for(state="detached")


def test_who_has_typed_nothing_is_not_blocked(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    replied(desk, ticket)
    tell(page, ticket)
    page.locator("article.reply").get_by_text("同事的回复").wait_for()
    page.fill(REPLY, "看过之后再写的")
    page.keyboard.press("Control+Enter")
    page.locator("article.reply").get_by_text("看过之后再写的").wait_for()


def test_text_stays_when_the_network_is_gone(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.senior, path(desk.worked()))
    page.fill(REPLY, "没发出去的")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    page.locator("zc-toasts .toast-bad").first.wait_for()
    assert page.input_value(REPLY) == "没发出去的"
    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    page.locator("article.reply").get_by_text("没发出去的").wait_for()


def test_refresh_keeps_focus_text_and_open_folds(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    for name in ("甲", "乙", "丙", "丁", "戊"):
        services.set_tags(ticket_id=ticket.pk, names=[name], by=desk.people.actor("senior"), at=desk.tick())
    page = visit(desk.people.senior, path(ticket))
    page.locator("#thread .fold summary").first.click()
    page.fill(REPLY, "写到一半")
    desk.says(ticket, "客户又来信了")
    tell(page, ticket)
    page.get_by_text("客户又来信了").wait_for()
    assert page.locator("#thread .fold[open]").count() == 1
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.input_value(REPLY) == "写到一半"


def test_shows_who_else_is_here_and_what_they_write(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    theirs = visit(desk.people.junior, path(ticket))
    theirs.keyboard.press("m")
    theirs.keyboard.type("我来看看")
    theirs.wait_for_load_state("networkidle")
    page = visit(desk.people.senior, path(ticket))
    page.locator("#presence").get_by_text("正在写内部备注").wait_for()
    assert "员工 junior" in page.locator("#presence").inner_text()
    assert "员工 senior" not in page.locator("#presence").inner_text()
