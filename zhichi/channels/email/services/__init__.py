"""Writes of the mail channel, one module per use case.

`deliver` and `fetch` are not named here: they load the mail libraries, which only the worker needs.
"""

from __future__ import annotations

from zhichi.channels.email.services.mailboxes import (
    MailboxData,
    add_mailbox,
    change_mailbox,
    draft,
    note_fetch_failure,
)
from zhichi.channels.email.services.receive import Receipt, receive
from zhichi.channels.email.services.settle import put_aside, retry, retry_all

__all__ = [
    "MailboxData",
    "Receipt",
    "add_mailbox",
    "change_mailbox",
    "draft",
    "note_fetch_failure",
    "put_aside",
    "receive",
    "retry",
    "retry_all",
]
