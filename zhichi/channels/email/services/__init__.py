"""Writes of the mail channel, one module per use case.

`deliver` and `fetch` are not named here: they load the mail libraries, which only the worker needs.
"""

from __future__ import annotations

from zhichi.channels.email.services.doors import close_door, note_door
from zhichi.channels.email.services.mailboxes import (
    MailboxData,
    add_mailbox,
    change_mailbox,
    draft,
    note_fetch_failure,
)
from zhichi.channels.email.services.receive import Receipt, receive
from zhichi.channels.email.services.senders import set_team_sender
from zhichi.channels.email.services.settle import put_aside, retry, retry_all

__all__ = [
    "MailboxData",
    "Receipt",
    "add_mailbox",
    "change_mailbox",
    "close_door",
    "draft",
    "note_door",
    "note_fetch_failure",
    "put_aside",
    "receive",
    "retry",
    "retry_all",
    "set_team_sender",
]
