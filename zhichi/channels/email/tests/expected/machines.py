"""What machines write: bounces, reports, receipts, automatic replies, and what only looks like it."""

from __future__ import annotations

from typing import Any

MACHINES: dict[str, dict[str, Any]] = {
    "bounce_postfix": {
        "subject": "Undelivered Mail Returned to Sender",
        "from_address": "MAILER-DAEMON@mx.corp.example",
        "from_name": "Mail Delivery System",
        "text": "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.",
        "attachments": [
            ("delivery-status-1.txt", "message/delivery-status", 116, ""),
            ("headers-2.txt", "text/rfc822-headers", 67, ""),
        ],
        "is_auto_reply": True,
        "is_bounce": True,
    },
    "bounce_qq": {
        "subject": "系统退信/The email is returned",
        "from_address": "PostMaster@qq.com",
        "from_name": "PostMaster@qq.com",
        "text": "抱歉，您的邮件被退回来了……\n\n收件人邮箱 nobody@qq.com 不存在。",
        "html": ("不存在",),
        "is_auto_reply": True,
        "is_bounce": True,
    },
    "bounce_163": {
        "subject": "系统退信/Systems bounce",
        "from_address": "Postmaster@163.com",
        "text": "很抱歉，您发送的邮件未能送达。550 5.1.1 user unknown",
        "attachments": [("t.eml", "message/rfc822", 48, "")],
        "is_auto_reply": True,
        "is_bounce": True,
    },
    "bounce_exchange_zh": {
        "subject": "未送达: 工单已受理",
        "from_address": "MicrosoftExchange329e@corp.example",
        "from_name": "Microsoft Outlook",
        "text": "无法传递到以下收件人。",
        "attachments": [("delivery-status-1.txt", "message/delivery-status", 110, "")],
        "is_auto_reply": True,
        "is_bounce": True,
    },
    "dsn_delayed": {
        "subject": "Delayed Mail (still being retried)",
        "from_address": "mail@mx.corp.example",
        "text": "This is just a warning.",
        "attachments": [("delivery-status-1.txt", "message/delivery-status", 113, "")],
        "is_auto_reply": True,
    },
    "read_receipt": {
        "subject": "已读: 处理进展",
        "from_address": "kate@client.example",
        "text": "您的邮件已被阅读。",
        "attachments": [("read-receipt-1.txt", "message/disposition-notification", 100, "")],
        "is_auto_reply": True,
    },
    "auto_reply_qq": {
        "subject": "自动回复:工单 #20260602-0017 已受理",
        "from_address": "he@qq.com",
        "from_name": "何总",
        "text": "您好，我正在休假，回来后尽快回复您。",
        "is_auto_reply": True,
    },
    "auto_reply_exchange": {
        "subject": "Automatic reply: [#20260602-0017] Printer",
        "from_address": "john@client.example",
        "from_name": "Smith, John",
        "text": "I am out of the office until Monday.",
        "in_reply_to": "<t17.a9@zhichi.example>",
        "is_auto_reply": True,
    },
    "auto_reply_vacation": {
        "subject": "Re: Printer",
        "from_address": "tom@client.example",
        "text": "Away.",
        "is_auto_reply": True,
    },
    "auto_reply_out_of_office": {
        "subject": "Out of Office AutoReply: Printer",
        "from_address": "ann@client.example",
        "text": "Away.",
        "is_auto_reply": True,
    },
    "not_automatic": {
        "subject": "自动回复功能打不开，系统退信怎么看",
        "from_address": "kate@client.example",
        "text": "help",
    },
    "asks_about_bounce": {
        "subject": "系统退信：我给客户发信总被退回",
        "from_address": "kate@client.example",
        "text": "对方说 550 5.7.1，是什么意思？",
    },
}
