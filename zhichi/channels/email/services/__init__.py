"""Writes of the mail channel, one module per use case."""

from __future__ import annotations

from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.services.fetch import fetch
from zhichi.channels.email.services.mailboxes import (
    MailboxData,
    add_mailbox,
    change_mailbox,
    draft,
    note_fetch_failure,
)
from zhichi.channels.email.services.receive import ORIGINAL, Receipt, receive
from zhichi.channels.email.services.settle import put_aside, retry, retry_all

__all__ = [
    "ORIGINAL",
    "Courier",
    "MailboxData",
    "Receipt",
    "add_mailbox",
    "change_mailbox",
    "draft",
    "fetch",
    "note_fetch_failure",
    "put_aside",
    "receive",
    "retry",
    "retry_all",
]
