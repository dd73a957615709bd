"""Mail of other clients: Outlook, Gmail, Apple, calendars."""

from __future__ import annotations

from typing import Any

CLIENTS: dict[str, dict[str, Any]] = {
    "outlook_winmail": {
        "subject": "license file",
        "from_address": "wangwei@corp.example",
        "from_name": "Wang Wei",
        "text": "Please see the license file.",
        "attachments": [("winmail.dat", "application/ms-tnef", 24, "")],
    },
    "gmail_new": {
        "subject": "Cannot log in after upgrade",
        "from_address": "maria@client.example",
        "from_name": "Maria Sørensen",
        "text": "Hi,\n\nafter the upgrade I cannot log in. The page says “invalid token”.\n\nMaria",
        "html": ('<div dir="ltr">',),
        "problems": ("header_raw_8bit",),
    },
    "gmail_reply": {
        "subject": "Re: Cannot log in [#20260602-0019]",
        "from_address": "tom@client.example",
        "from_name": "Tom Ford",
        "to": ("support@zhichi.example", "ops@client.example"),
        "cc": ("han@client.example",),
        "reply_to": ("tom.private@client.example",),
        "text": "It works now, thanks!\n\nOn Tue, Jun 2, 2026 at 8:00 AM Zhichi Support wrote:\n> Please try again.",
        "in_reply_to": "<t19.c2@zhichi.example>",
        "references": ("<CAF=x1+y2@mail.gmail.com>", "<t19.c1@zhichi.example>", "<t19.c2@zhichi.example>"),
    },
    "apple_text_file_text": {
        "subject": "日志",
        "from_address": "zhou@icloud.example",
        "from_name": "周威",
        "text": "先看这份：\n\n再看上面第三页。",
        "attachments": [("运行 日志.pdf", "application/pdf", 69, "")],
        "message_id": "<6A1B@icloud.example>",
    },
    "apple_alternative_mixed": {
        "subject": "pdf in the middle",
        "from_address": "zhou@icloud.example",
        "text": "before\nafter",
        "html": ("<p>before</p>\n<p>after</p>",),
        "attachments": [("plan.pdf", "application/pdf", 69, "")],
    },
    "iphone_short": {
        "subject": "打不开",
        "from_address": "qian@icloud.example",
        "from_name": "钱多多",
        "text": "App 打不开了\n\n发自我的 iPhone",
    },
    "calendar_invite": {
        "subject": "会议邀请：故障复盘",
        "from_address": "zhou@corp.example",
        "from_name": "周经理",
        "text": "请参加故障复盘会。",
        "html": ("<p>请参加故障复盘会。</p>",),
        "attachments": [("invitation-1.ics", "text/calendar", 46, "")],
    },
}
