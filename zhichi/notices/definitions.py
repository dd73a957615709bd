"""The numbers of notices."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

DIGEST = "3.1.2.digest_minutes"
URGENT_DIGEST = "3.1.2.urgent_digest_minutes"
LINES = "3.1.2.digest_lines"

POLICIES = (
    PolicyDefinition(
        key=DIGEST,
        clause="3.1.2",
        label=gettext_noop("Notices are collected into one mail for"),
        default=15,
        unit="minutes",
        minimum=1,
        maximum=480,
    ),
    PolicyDefinition(
        key=URGENT_DIGEST,
        clause="3.1.2",
        label=gettext_noop("Urgent notices are collected into one mail for"),
        default=2,
        unit="minutes",
        minimum=1,
        maximum=60,
    ),
    PolicyDefinition(
        key=LINES,
        clause="3.1.2",
        label=gettext_noop("Notices written out in one mail; the others are counted"),
        default=30,
        unit="count",
        minimum=1,
        maximum=200,
    ),
)
