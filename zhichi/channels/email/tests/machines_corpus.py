"""Mail of machines and of people who write about machines, in the manner of each server and client.

One row a message: name, header lines, text, and what it is. `{id}` stands for a Message-ID of ours.
"""

from __future__ import annotations

from typing import NamedTuple

OUR_ID = "<zc.0123456789abcdef01234567.ticket-1@support.example>"


class Case(NamedTuple):
    """`what` is failed, passing, delayed, delivered, read, answer, automatic, list or person."""

    name: str
    head: str
    text: str
    what: str
    recipient: str = ""  # the one that a report names first


DSN_HEAD = (
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
    "From: {sender}\nSubject: {subject}\nReturn-Path: <>"
)


def _dsn(text: str, fields: str) -> str:
    """The three parts of a report: for people, for machines, the header of what came back."""
    return (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{fields}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {OUR_ID}\nSubject: Re: x [#10017]\n--b--\n"
    )


def _head(sender: str, subject: str, *more: str) -> str:
    return "\n".join((f"From: {sender}", f"Subject: {subject}", *more, "Content-Type: text/plain; charset=utf-8"))


def _report(name: str, sender: str, subject: str, fields: str, what: str, recipient: str) -> Case:
    head = DSN_HEAD.format(sender=sender, subject=subject)
    return Case(name, head, _dsn("This is the mail system.", fields), what, recipient)


def _bounce(name: str, sender: str, subject: str, text: str, what: str, recipient: str, *more: str) -> Case:
    return Case(name, _head(sender, subject, *more), text, what, recipient)


NULL = "Return-Path: <>"
GONE = "nobody@client.example"
FAILED = f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown"

REPORTS = (
    _report("postfix", "MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender", FAILED, "failed", GONE),
    _report("exchange_zh", "postmaster@corp.example", "无法传递: 回复", FAILED, "failed", GONE),
    _report("exchange_online_zh", "MicrosoftExchange329e71ec88ae@corp.example", "未送达: x", FAILED, "failed", GONE),
    _report(
        "gmail_report",
        "mailer-daemon@googlemail.com",
        "Delivery Status Notification (Failure)",
        f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552-5.2.2 over quota",
        "failed",
        GONE,
    ),
    _report(
        "expired_after_days",
        "MAILER-DAEMON@mx.example",
        "Undelivered Mail Returned to Sender",
        f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 450 4.4.1 timed out",
        "passing",
        GONE,
    ),
    _report(
        "delayed",
        "MAILER-DAEMON@mx.example",
        "Delayed Mail (still being retried)",
        f"Final-Recipient: rfc822; {GONE}\nAction: delayed\nStatus: 4.4.1",
        "delayed",
        GONE,
    ),
    _report(
        "relayed",
        "postmaster@corp.example",
        "已中继: x",
        f"Final-Recipient: rfc822; {GONE}\nAction: relayed\nStatus: 2.0.0",
        "delivered",
        GONE,
    ),
    _report(
        "original_recipient",
        "MAILER-DAEMON@mx.example",
        "Returned mail: see transcript for details",
        f"Original-Recipient: rfc822;{GONE}\nFinal-Recipient: rfc822;box17@inner.example\nAction: failed\n"
        "Status: 5.0.0",
        "failed",
        GONE,
    ),
    Case(
        "read_receipt",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n"
        "From: kate@client.example\nSubject: 已读: 回复",
        f"--b\nContent-Type: text/plain\n\nread\n--b\nContent-Type: message/disposition-notification\n\n"
        f"Original-Message-ID: {OUR_ID}\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
        "read",
    ),
)

BOUNCES = (
    _bounce(
        "qq", "PostMaster@qq.com", "来自qq.com的退信",
        f"很抱歉您发送的邮件被退回，以下是该邮件的相关信息：\n收件人 {GONE}\n原因 550 Mailbox not found",
        "failed", GONE,
    ),
    _bounce(
        "exmail", "postmaster@exmail.qq.com", "系统退信",
        f"抱歉，您的邮件被退回来了……\n无法发送到 {GONE}\n退信原因 收件人邮件地址不存在，邮件无法送达。550 5.1.1",
        "failed", GONE,
    ),
    _bounce(
        "netease_163", "postmaster@163.com", "系统退信",
        f"您的邮件被退回来了……\n收件人：{GONE}\n退信代码：550 User not found", "failed", GONE, NULL,
    ),
    _bounce(
        "netease_126_notice", "Postmaster@126.com", "退信通知",
        f"收件人 {GONE}\n错误 552 5.2.2 Mailbox full", "failed", GONE,
    ),
    _bounce(
        "coremail", "postmaster@univ.example", "投递失败",
        f"您的邮件没有投递成功：{GONE}\n554 5.7.1 rejected", "failed", GONE,
    ),
    _bounce(
        "coremail_temporary", "postmaster@univ.example", "邮件投递失败",
        f"{GONE}\n451 4.3.2 system busy", "passing", GONE,
    ),
    _bounce(
        "aliyun", "postmaster@aliyun.example", "邮件被退回",
        f"收件人：{GONE}\n原因：553 mailbox name not allowed", "failed", GONE, NULL,
    ),
    _bounce(
        "exchange_plain", "postmaster@corp.example", "Undeliverable: ticket",
        f"Delivery has failed to these recipients:\n{GONE}\n#550 5.1.1 RESOLVER.ADR.RecipNotFound",
        "failed", GONE,
    ),
    _bounce(
        "exim", "Mail Delivery System <Mailer-Daemon@mx.example>", "Mail delivery failed: returning message to sender",
        f"This message was created automatically.\n  {GONE}\n    host mx [1.2.3.4]: 550 no such user",
        "failed", GONE,
        f"X-Failed-Recipients: {GONE}",
    ),
    _bounce(
        "exim_delay", "Mailer-Daemon@mx.example", "Warning: message 1x delayed 24 hours",
        f"The message has not yet been delivered to:\n  {GONE}\nNo action is required, it will be retried.",
        "delayed", GONE,
    ),
    _bounce(
        "qmail", "MAILER-DAEMON@mx.example", "failure notice",
        f"Hi. This is the qmail-send program.\n\n<{GONE}>:\n550 sorry, no mailbox here by that name",
        "failed", GONE, NULL,
    ),
    _bounce(
        "sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>", "Returned mail: User unknown",
        f"   ----- The following addresses had permanent fatal errors -----\n<{GONE}>\n550 5.1.1",
        "failed", GONE,
    ),
    _bounce(
        "sendmail_warning", "MAILER-DAEMON@mx.example", "Warning: could not send message for past 4 hours",
        f"{GONE}\n... Deferred: Connection timed out\nMessage could not be delivered, will keep trying",
        "delayed", GONE,
    ),
    _bounce(
        "gmail_plain", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        f"Address not found\nYour message wasn't delivered to {GONE}\n550 5.1.1 does not exist",
        "failed", GONE,
    ),
    _bounce(
        "yahoo", "MAILER-DAEMON@yahoo.example", "Failure Notice",
        f"Sorry, we were unable to deliver your message to\n<{GONE}>:\n554: delivery error", "failed", GONE,
    ),
    _bounce(
        "german", "postmaster@firma.example", "Unzustellbar: Ticket", f"{GONE}\n550 5.1.10", "failed", GONE, NULL,
    ),
    _bounce(
        "traditional", "postmaster@tw.example", "無法傳遞的郵件", f"{GONE}\n550 5.1.1", "failed", GONE, NULL,
    ),
    _bounce(
        "full_mailbox_passing", "MAILER-DAEMON@mx.example", "Undelivered", f"<{GONE}>: 452 4.2.2 mailbox full",
        "passing", GONE,
    ),
)  # fmt: skip

ANSWERS = tuple(
    Case(f"answer_{number}", _head("何青 <he.qing@client.example>", subject, *more), "我在休假", "answer")
    for number, (subject, *more) in enumerate(
        (
            ("自动回复: 回复", "Auto-Submitted: auto-replied"),
            ("自动答复：您好",),
            ("休假", "Auto-Submitted: auto-replied; owner-email=x"),
            ("【自动回复】我在休假",),
            ("外出期间自动回复: 项目",),
            ("自動回覆: 外出",),
            ("Out of Office: back on Monday",),
            ("Automatic reply: ticket", "X-Auto-Response-Suppress: All"),
            ("Automatische Antwort: Ticket",),
            ("Abwesenheitsnotiz",),
            ("Réponse automatique : absence",),
            ("Respuesta automática: fuera",),
            ("Risposta automatica: ferie",),
            ("Resposta automática: férias",),
            ("Автоответ: отпуск",),
            ("自動応答: 不在",),
            ("자동 회신: 부재중",),
            ("Automatisch antwoord: vakantie",),
            ("On leave", "Precedence: auto_reply"),
            ("已收到", "Auto-Submitted: auto-replied", "Return-Path: <>"),
        )
    )
)

MACHINES = tuple(
    Case(f"machine_{number}", _head("monitor@client.example", "磁盘告警", more), "disk 95%", "automatic")
    for number, more in enumerate(
        (
            "Auto-Submitted: auto-generated",
            "Return-Path: <>",
            "Precedence: bulk",
            "Precedence: junk",
            "X-Autoreply: yes",
            "X-Autorespond: 1",
            "X-Auto-Response-Suppress: OOF, AutoReply",
            "X-FC-MachineGenerated: true",
            "X-Autogenerated: Reply",
        )
    )
)

LISTS = tuple(
    Case(f"list_{number}", _head("kate@client.example", "月报", more), "hello", "list")
    for number, more in enumerate(
        (
            "List-Id: users <users.lists.example>",
            "List-Unsubscribe: <https://lists.example/u>",
            "List-Post: <mailto:users@lists.example>",
            "Precedence: list",
            "Mailing-List: list users@lists.example",
        )
    )
)

PEOPLE = tuple(
    Case(f"person_{number}", _head("kate@client.example", subject, *more), "救命", "person")
    for number, (subject, *more) in enumerate(
        (
            ("邮件发送失败，怎么办？",),
            ("自动回复怎么关闭",),
            ("Re: 自动回复: 谢谢",),
            ("退信是什么意思",),
            ("Out of office hours question",),
            ("Undeliverable mails in Outlook",),
            ("导出乱码", "Auto-Submitted: no"),
            ("导出乱码", "X-Auto-Response-Suppress: DR, RN"),
            ("导出乱码", "X-Autoreply: no"),
            ("导出乱码", "Return-Path: <kate@client.example>"),
            ("Delivery Status Notification (Failure) - how to read it",),
        )
    )
)

CASES = (*REPORTS, *BOUNCES, *ANSWERS, *MACHINES, *LISTS, *PEOPLE)


def raw_of(case: Case, number: int = 0) -> bytes:
    """The message in bytes, with an id and a date of its own."""
    dated = f"Message-ID: <{case.name}.{number}@mx.example>\nDate: Tue, 24 Nov 2026 09:00:00 +0800\n"
    return f"{dated}To: support@zhichi.example\n{case.head}\n\n{case.text}\n".encode()
