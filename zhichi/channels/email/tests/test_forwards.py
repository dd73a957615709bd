"""2.1: a letter that a colleague forwards is the request of whoever wrote it first; nobody guesses who that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email.choices import Done, Reason
from zhichi.channels.email.tests.kit import CUSTOMER, raw, receive
from zhichi.tickets.choices import MessageKind
from zhichi.tickets.models import Message

if TYPE_CHECKING:
    from tests.people import People

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

NEW, NOTED = Done.NEW, Done.NOTED
HE = "何青 <he@new.example>"
SAID = "打不开文件"
ENGLISH = ("Subject: 打不开", "Date: Tuesday", "To: lin@x.example", "", SAID)
CHINESE = ("发送时间： 2026年11月24日", "收件人： lin@x.example", "主题： 打不开", "", SAID)
TABLE = ("| 发送日期 | 2026 |", "| 收件人 | x |", "| 主题 | 打不开 |", "", SAID)
FORWARDS = {
    "gmail": ("请跟进", "", "---------- Forwarded message ---------", f"From: {HE}", *ENGLISH),
    "gmail_zh": ("---------- 转发的邮件 ---------", f"发件人： {HE}", "日期：周二", *CHINESE[1:]),
    "outlook": ("请跟进", "", "-----Original Message-----", f"From: {HE}", "Sent: Tuesday", *ENGLISH[:1], *ENGLISH[2:]),
    "outlook_zh": ("________________________________", f"发件人: {HE}", *CHINESE),
    "outlook_mailto": ("From: 何青 [mailto:he@new.example]", "Sent: Tuesday", *ENGLISH[:1], *ENGLISH[2:]),
    "outlook_bold": (f"*From:* {HE}", "*Sent:* Tuesday", "*To:* Lin", "*Subject:* 打不开", "", SAID),
    "apple": ("Begin forwarded message:", "", *(f"> {line}" for line in (f"From: {HE}", *ENGLISH))),
    "apple_zh": (
        "开始转发的邮件：",
        "",
        f"发件人: {HE}",
        "主题: 打不开",
        "日期: 周二",
        "收件人: lin@x.example",
        "",
        SAID,
    ),
    "thunderbird": (
        "-------- Forwarded Message --------",
        "Subject: \t打不开",
        "Date: \tTuesday",
        f"From: \t{HE}",
        "",
        SAID,
    ),
    "qq": ("------------------ 原始邮件 ------------------", '发件人: "何青" <he@new.example>;', *CHINESE),
    "netease": (
        "---- 转发邮件信息 ----",
        "| 发件人 | 何青<he@new.example> |",
        "| 收件人 | x |",
        "| 主题 | 打不开 |",
        "",
        SAID,
    ),
    "foxmail": ("发件人： he@new.example", *CHINESE),
    "wecom": (
        "请跟进",
        "",
        "发件人：何青<he@new.example>",
        "日期：2026-11-24",
        "收件人：支持",
        "主题：打不开",
        "",
        SAID,
    ),
    "traditional": (f"寄件者: {HE}", "寄件日期: 2026", "收件者: x", "主旨: 打不开", "", SAID),
    "korean": (f"보낸 사람: {HE}", "보낸 날짜: 2026", "받는 사람: x", "제목: 打不开", "", SAID),
    "german": ("Von: Qing He <he@new.example>", "Gesendet: Dienstag", "An: Lin", "Betreff: 打不开", "", SAID),
}


@pytest.mark.parametrize("name", FORWARDS)
def test_a_letter_that_a_colleague_forwards_is_the_customers(people: People, name: str) -> None:
    receipt = receive(subject="转发: 打不开", text="\n".join(FORWARDS[name]), sender=people.junior.email)
    assert (receipt.log.done, receipt.log.reason, receipt.log.acknowledged) == (NEW, Reason.FORWARDED, False)
    assert receipt.ticket is not None
    assert receipt.message is not None
    contact = receipt.ticket.contact
    assert contact is not None
    assert (contact.addresses.get().address, receipt.ticket.subject) == ("he@new.example", "打不开")
    assert receipt.message.text.strip() == "打不开文件"
    assert receipt.message.notices == [f"forwarded:{people.junior}, he@new.example"]
    notes = Message.objects.filter(ticket=receipt.ticket, kind=MessageKind.NOTE).values_list("text", "author")
    assert list(notes) == ([("请跟进", people.junior.pk)] if FORWARDS[name][0] == "请跟进" else [])
    assert people.junior.email not in receipt.ticket.cc


def attached(inner: bytes, sender: str) -> bytes:
    """A mail with another one attached."""
    head = f"From: {sender}\r\nSubject: Fwd: x\r\nMessage-ID: <outer@x.example>\r\n"
    parts = (
        "Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nplease see\r\n--q\r\n"
    )
    return f"{head}{parts}Content-Type: message/rfc822\r\n\r\n".encode() + inner + b"\r\n--q--\r\n"


def test_an_attached_letter_keeps_its_own_thread_and_files(people: People) -> None:
    inner = raw(message_id="<inner@client.example>", files={"log.txt": b"x"})
    receipt = receive(attached(inner, people.junior.email))
    assert receipt.ticket is not None
    assert receipt.message is not None
    assert (receipt.log.reason, receipt.ticket.subject) == (Reason.FORWARDED, "导出乱码")
    assert receipt.message.mail_id == "<inner@client.example>"
    assert receive(in_reply_to="<inner@client.example>", text="补充").ticket == receipt.ticket
    again = receive(attached(inner, people.senior.email).replace(b"outer@", b"outer2@"))
    assert (again.log.done, again.log.reason, again.ticket) == (NOTED, Reason.FORWARD_KNOWN, receipt.ticket)


@pytest.mark.parametrize(
    "text", ["看这个", "发件人: 何青\n发送时间: 2026\n主题: 打不开\n\n打不开", "From: a@b.example\n\nhello"]
)
def test_never_guesses_who_wrote_a_forwarded_letter(people: People, text: str) -> None:
    receipt = receive(subject="Fwd: 打不开", text=text, sender=people.junior.email)
    assert (receipt.log.done, receipt.log.reason) == (NEW, Reason.FORWARD_UNCLEAR)
    assert receipt.message is not None
    assert receipt.message.notices == ["forward-unclear"]
    assert text.split("\n")[0] in receipt.message.text


def test_a_customer_who_forwards_something_is_the_customer() -> None:
    receipt = receive(subject="Fwd: 打不开", text="\n".join(FORWARDS["gmail"]))
    assert (receipt.log.reason, receipt.ticket and receipt.ticket.contact) != (Reason.FORWARDED, None)
    assert receipt.message is not None
    assert receipt.message.contact is not None
    assert receipt.message.contact.addresses.get().address == CUSTOMER
