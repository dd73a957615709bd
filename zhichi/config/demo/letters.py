"""Mail of the last minutes that is no plain letter: forwarded, automatic, returned, forged, over a list."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from zhichi.channels.email import services as mail
from zhichi.customers import selectors as customers
from zhichi.outbound import selectors as outbound
from zhichi.outbound.choices import Purpose
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.config.demo.story import World

SUPPORT = "support@example.com"
FORWARDED = """\
客户直接写给我了，请登记一下。

------------------ 原始邮件 ------------------
发件人: "钱小雨" <qian.xiaoyu@lanting.example>;
发送时间: 今天上午
收件人: "林晓"<linxiao@example.com>;
主题: 报表里的合计和明细对不上

林工您好，

三月的销售报表里，合计比明细之和多 120 元，重新计算也一样。截图稍后补上。

钱小雨
"""
BOUNCE = """\
很抱歉您发送的邮件被退回，以下是该邮件的相关信息：

收件人：{address}
退信原因：收件人邮箱已满。452 4.2.2 mailbox full

Message-ID: {mail_id}
"""


def play(world: World, *, at: datetime) -> None:
    """Take the letters in at `at` (aware), through the same door as real mail."""
    _take("Fwd: 报表里的合计和明细对不上", FORWARDED, world.staff["linxiao"].email, at)
    open_one = _open_ticket(world)
    if open_one is None:
        return
    ticket, letter = open_one
    address = customers.mail_addresses(ticket.contact)[0]
    away = "我在外地出差，下周一回来。急事请打办公室电话。"
    _take(f"自动回复: {letter.subject}", away, address, at, {"Auto-Submitted": "auto-replied"})
    text = BOUNCE.format(address=address, mail_id=letter.message_id)
    _take("系统退信", text, "postmaster@163.example", at, {"Return-Path": "<>"})
    _take(f"Re: [#{ticket.number}] please send me the files", "I need the data today.", "who@unknown.example", at)
    _take("六月产品简报", "本月新品。", "news@vendor.example", at, {"List-Id": "简报 <news.vendor.example>"})


def _open_ticket(world: World) -> Any:
    """The newest ticket of 林晓 that was answered by mail, with that mail."""
    rows = tickets.for_person(world.staff["manager"]).filter(is_open=True, contact__isnull=False, language="zh-hans")
    for ticket in rows.select_related("contact").order_by("-updated_at", "-pk")[:30]:
        letters = outbound.of_stream(ticket.stream).filter(purpose=Purpose.REPLY)
        if letters and ticket.owner_id == world.staff["linxiao"].pk:
            return ticket, letters[len(letters) - 1]
    return None


def _take(subject: str, text: str, sender: str, at: datetime, more: dict[str, str] | None = None) -> None:
    letter = EmailMessage()
    fields = {"From": sender, "To": SUPPORT, "Subject": subject, "Date": format_datetime(at), **(more or {})}
    for name, value in fields.items():
        letter[name] = value
    letter["Message-ID"] = f"<demo.{len(text)}.{len(subject)}@{sender.partition('@')[2]}>"
    letter.set_content(text)
    mail.receive(raw=letter.as_bytes(), at=at)
