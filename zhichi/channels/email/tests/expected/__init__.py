"""What each message of the corpus must read as: only what differs from USUAL is listed. `html` lists what it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from zhichi.channels.email.tests.expected.bodies import BODIES
from zhichi.channels.email.tests.expected.broken import BROKEN
from zhichi.channels.email.tests.expected.chinese import CHINESE
from zhichi.channels.email.tests.expected.clients import CLIENTS
from zhichi.channels.email.tests.expected.machines import MACHINES
from zhichi.channels.email.tests.expected.texts import TEXTS

USUAL: dict[str, Any] = {
    "subject": "x",
    "from_address": "a@corp.example",
    "from_name": "",
    "to": ("support@zhichi.example",),
    "cc": (),
    "reply_to": (),
    "date": datetime(2026, 6, 2, 1, 12, 33, tzinfo=UTC),
    "text": "x",
    "html": (),
    "attachments": [],  # (filename, content_type, size, content_id)
    "in_reply_to": "",
    "references": (),
    "is_auto_reply": False,
    "is_bounce": False,
    "problems": (),
}

EXPECTED: dict[str, dict[str, Any]] = CHINESE | CLIENTS | TEXTS | BODIES | MACHINES | BROKEN
