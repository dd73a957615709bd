"""A supervisor changes the words of a letter in a real Chromium and sees what the customer gets while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.people import SETUP
from zhichi.files.models import Blob
from zhichi.outbound.models import LetterWords, OutboundMail
from zhichi.records.services import set_policy

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_words_are_previewed_refused_by_name_and_saved(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.supervisor, reverse("tickets:letters"))
    page.get_by_role("link", name="关闭通知").click()
    card = page.locator("section.card").first
    words = card.get_by_label("信件文字")
    words.fill("工单 {工单编号} 已关闭，{开天数} 天内回复会重新打开。")
    card.get_by_text("“{开天数}”不是这封信的占位符").wait_for()
    words.fill("工单 {工单编号} 已关闭，{重开天数} 天内回复会重新打开。")
    card.get_by_text("工单 10017 已关闭，30 天内回复会重新打开。").wait_for()
    card.get_by_label("修改原因").fill("说明期限")
    card.get_by_role("button", name="保存用语").click()
    page.get_by_text("说明期限").wait_for()
    expect(card.get_by_label("信件文字")).to_have_value("工单 {工单编号} 已关闭，{重开天数} 天内回复会重新打开。")
    assert LetterWords.objects.get().version == 2


def test_a_team_gets_a_signature_and_the_composer_shows_what_will_stand_below(visit: Desktops, desk: Desk) -> None:
    ticket = desk.ticket()
    page = visit(desk.people.supervisor, reverse("tickets:letters"))
    page.get_by_role("link", name="测试一组").click()
    page.wait_for_load_state("load")  # the preview listens from then on
    card = page.locator("section.card").first
    card.get_by_label("信件文字").fill("{团队} {工程师}，{岗位}\n电话：{电话}")
    card.get_by_text("电话：010-6234 5678").wait_for()
    card.get_by_label("修改原因").fill("统一落款")
    card.get_by_role("button", name="保存用语").click()
    page.get_by_text("统一落款").wait_for()
    page = visit(desk.people.senior, reverse("tickets:detail", args=[ticket.number]))
    page.locator("details.sender summary").click()
    shown = page.locator("details.sender .signature")
    shown.wait_for()
    assert shown.inner_text() == "测试一组 员工 senior，高级工程师"  # no phone, so the line about it is left out
    page.locator("#write-reply").fill("请升级")
    page.get_by_role("button", name="发送给").click()
    page.locator("article.reply").wait_for()
    assert "请升级\n\n测试一组 员工 senior，高级工程师\n\n" in OutboundMail.objects.latest("pk").text


def test_a_file_too_large_for_the_letter_is_announced_as_a_link_and_can_be_revoked(visit: Desktops, desk: Desk) -> None:
    set_policy(key="5.2.1.mail_attachments_mb", value=1, by=SETUP, at=desk.at, reason="test")
    ticket = desk.ticket()
    page = visit(desk.people.senior, reverse("tickets:detail", args=[ticket.number]))
    page.wait_for_load_state("load")
    files: list[FilePayload] = [
        {"name": "日志.log", "mimeType": "text/plain", "buffer": b"x" * 300_000},
        {"name": "转储.bin", "mimeType": "application/octet-stream", "buffer": b"y" * 900_000},
    ]
    page.locator("input[type=file][name=files]").set_input_files(files)
    large, small = (
        page.locator("#attach-list li", has_text="转储.bin"),
        page.locator("#attach-list li", has_text="日志.log"),
    )
    expect(large).to_contain_text("改为有效 14 天的链接")
    expect(small).not_to_contain_text("链接")
    small.locator("[data-drop]").click()
    expect(large).not_to_contain_text("链接")  # alone it fits
    page.locator("input[type=file][name=files]").set_input_files(files[:1])
    expect(large).to_contain_text("改为有效 14 天的链接")
    page.locator("#write-reply").fill("文件见附件")
    page.get_by_role("button", name="发送给").click()
    sent = page.locator("article.reply")
    expect(sent).to_contain_text("以链接发送")
    expect(sent).to_contain_text("还没有下载")
    sent.get_by_role("button", name="作废 转储.bin 的链接").click()
    expect(page.locator("article.reply")).to_contain_text("链接已作废")
    expect(page.get_by_role("button", name="让 转储.bin 的链接重新有效")).to_be_visible()


def test_files_of_a_reply_that_was_taken_back_come_back_and_outlast_a_reload(visit: Desktops, desk: Desk) -> None:
    set_policy(key="5.2.1.undo_send_seconds", value=120, by=SETUP, at=desk.at, reason="test")
    ticket = desk.ticket()
    page = visit(desk.people.senior, reverse("tickets:detail", args=[ticket.number]))
    page.wait_for_load_state("load")
    log: FilePayload = {"name": "日志.log", "mimeType": "text/plain", "buffer": b"words"}
    page.locator("input[type=file][name=files]").set_input_files([log])
    row = page.locator("#attach-list li", has_text="日志.log")
    expect(row.locator("input[name=attachments]")).to_have_count(1)
    page.locator("#write-reply").fill("见附件")
    page.get_by_role("button", name="发送给").click()
    page.locator("article.reply").get_by_role("button", name="撤回").click()
    expect(row).to_be_visible()
    expect(page.locator("#write-reply")).to_have_value("见附件")
    page.reload()
    expect(row).to_have_count(1)
    expect(row.get_by_role("button", name="移除 日志.log")).to_be_visible()
    page.get_by_role("button", name="发送给").click()
    expect(page.locator("article.reply", has_text="日志.log")).to_have_count(2)  # taken back, and sent
    expect(row).to_have_count(0)
    assert Blob.objects.count() == 1
    assert len(OutboundMail.objects.latest("pk").attachments) == 1
