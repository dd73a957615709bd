"""Writes of notices."""

from __future__ import annotations

from zhichi.notices.services.answer import (
    acknowledge,
    acknowledge_all,
    acknowledge_key,
    acknowledge_matter,
    read,
    read_all,
    settle,
    settle_keys,
    withdraw,
)
from zhichi.notices.services.digest import send_digests
from zhichi.notices.services.preferences import set_preferences
from zhichi.notices.services.tell import tell

__all__ = [
    "acknowledge",
    "acknowledge_all",
    "acknowledge_key",
    "acknowledge_matter",
    "read",
    "read_all",
    "send_digests",
    "set_preferences",
    "settle",
    "settle_keys",
    "tell",
    "withdraw",
]
