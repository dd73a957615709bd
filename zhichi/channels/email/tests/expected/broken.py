"""Mail that is damaged or breaks the rules."""

from __future__ import annotations

from typing import Any

BROKEN: dict[str, dict[str, Any]] = {
    "multipart_unclosed": {
        "subject": "cut off",
        "text": "the line broke",
        "attachments": [("half.pdf", "application/pdf", 45, "")],
        "problems": ("multipart_unclosed", "base64_damaged"),
    },
    "boundary_undeclared": {
        "subject": "no boundary",
        "text": "still read",
        "problems": ("boundary_missing",),
    },
    "base64_damaged": {
        "subject": "damaged",
        "text": "前半段是好的，后半段也要读到\ufffd",
        "problems": ("base64_damaged", "charset_damaged"),
    },
    "no_headers": {
        "subject": "",
        "from_address": "",
        "to": (),
        "date": None,
        "text": "打印机坏了\n请来看看",
        "message_id": "",
        "problems": ("header_malformed", "from_missing", "charset_undeclared", "date_missing", "message_id_missing"),
    },
    "mbox_lf": {"subject": "lf", "from_address": "wang@corp.example", "text": "line 1\nline 2"},
    "bare_cr": {"subject": "cr", "from_address": "wang@corp.example", "text": "line 1\nline 2"},
    "odd_addresses": {
        "subject": "addresses",
        "from_address": "zhangsan@corp.example",
        "from_name": "Zhang, San",
        "to": (),
        "cc": (
            "one@corp.example",
            "two@corp.example",
            "three@corp.example",
            "four@corp.example",
            "five@corp.example",
            "six@corp.example",
            '"john doe"@corp.example',
        ),
        "reply_to": ("desk@corp.example",),
    },
    "sender_only": {
        "subject": "s",
        "from_address": "robot@corp.example",
        "problems": ("from_invalid",),
    },
    "dates_broken": {
        "subject": "d",
        "date": None,
        "message_id": "<without-brackets@corp.example>",
        "in_reply_to": "<irt@corp.example>",
        "problems": ("date_invalid",),
    },
}
