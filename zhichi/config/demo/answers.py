"""Two answers as mail programs write them, with the earlier mail quoted below: one in Chinese, one in English."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from zhichi.channels.email import services as mail
from zhichi.customers import selectors as customers
from zhichi.tickets import selectors
from zhichi.tickets.choices import State

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.config.demo.story import World
    from zhichi.tickets.models import Ticket

QUOTED = {
    "zh-hans": "您好，已收到。请把出错时的日志发给我们，收到后继续。",
    "en": "Hello, we have received it. Please send us the log of the moment when it fails; we go on as soon as we have it.",
}


def play(world: World, *, at: datetime) -> None:
    """The newest open requests of two engineers each get an answer by mail."""
    for name in ("linxiao", "alex"):
        person = world.staff[name]
        rows = selectors.for_person(person).filter(owner=person, is_open=True).exclude(state=State.RESOLVED)
        of_language = rows.filter(language=person.language, contact__isnull=False)
        ticket = of_language.select_related("contact").order_by("-received_at", "-pk").first()
        if ticket is not None:
            moment = at - timedelta(minutes=9)
            mail.receive(raw=_answer(ticket, moment), at=moment)


def _answer(ticket: Ticket, at: datetime) -> bytes:
    addresses = customers.mail_addresses(ticket.contact) if ticket.contact else []
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"{ticket.contact} <{addresses[0] if addresses else 'customer@example.com'}>"
    letter["To"] = "support@example.com"
    letter["Subject"] = f"Re: {ticket.subject} [#{ticket.number}]"
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<answer-{ticket.number}@client.example>"
    text, html = (_chinese if ticket.language == "zh-hans" else _english)(ticket, at)
    letter.set_content(text)
    letter.add_alternative(html, subtype="html")
    return letter.as_bytes()


def _chinese(ticket: Ticket, at: datetime) -> tuple[str, str]:
    quoted, sent = QUOTED["zh-hans"], f"{at - timedelta(hours=2):%Y-%m-%d %H:%M}"
    text = f"日志已经打包上传，出错时间在 9:40 左右，麻烦看一下。\n\n发自我的华为手机\n\n-------- 原始邮件 --------\n发件人： 技术支持 <support@example.com>\n日期： {sent}\n主题： Re: {ticket.subject}\n\n{quoted}\n\n工单编号：{ticket.number}"
    html = (
        "<div>日志已经打包上传，出错时间在 9:40 左右，麻烦看一下。</div><div><br></div><div>发自我的华为手机</div><div><br></div>"
        f"<div>-------- 原始邮件 --------</div><div>发件人： 技术支持 &lt;support@example.com&gt;</div><div>日期： {sent}</div>"
        f"<div>主题： Re: {ticket.subject}</div><div><br></div><div>{quoted}</div><div>工单编号：{ticket.number}</div>"
    )
    return text, html


def _english(ticket: Ticket, at: datetime) -> tuple[str, str]:
    quoted, head = (
        QUOTED["en"],
        f"On {at - timedelta(hours=2):%a, %b %d, %Y at %I:%M %p} Support <support@example.com> wrote:",
    )
    text = f"The log is uploaded, it failed at about 9:40. Please have a look.\n\n{head}\n\n> {quoted}\n> Request number: {ticket.number}"
    html = (
        '<div dir="ltr">The log is uploaded, it failed at about 9:40. Please have a look.</div><br><div class="gmail_quote">'
        f'<div dir="ltr" class="gmail_attr">{head.replace("<", "&lt;").replace(">", "&gt;")}<br></div>'
        f'<blockquote class="gmail_quote"><div>{quoted}</div><div>Request number: {ticket.number}</div></blockquote></div>'
    )
    return text, html
