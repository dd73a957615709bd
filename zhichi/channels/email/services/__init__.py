"""Writes of the mail channel, one module per use case.

`deliver` and `fetch` are not named here: they load the mail libraries, which only the worker needs.
"""

from __future__ import annotations

from zhichi.channels.email.services.cleanup import ask_clean_up, clean_up_some, undo_clean_up
from zhichi.channels.email.services.doors import close_door, note_door
from zhichi.channels.email.services.entries import (
    EntryData,
    add_entry,
    change_entry,
    remove_entry,
    restore_entry,
)
from zhichi.channels.email.services.kept_back import tell_of_virus
from zhichi.channels.email.services.mailboxes import (
    MailboxData,
    add_mailbox,
    change_mailbox,
    draft,
    note_fetch_failure,
)
from zhichi.channels.email.services.quarantine import (
    clear,
    discard,
    discard_all,
    put_back,
    release,
    release_all,
    remind,
)
from zhichi.channels.email.services.receive import Receipt, receive
from zhichi.channels.email.services.senders import set_team_sender
from zhichi.channels.email.services.settle import put_aside, retry, retry_all

__all__ = [
    "EntryData",
    "MailboxData",
    "Receipt",
    "add_entry",
    "add_mailbox",
    "ask_clean_up",
    "change_entry",
    "change_mailbox",
    "clean_up_some",
    "clear",
    "close_door",
    "discard",
    "discard_all",
    "draft",
    "note_door",
    "note_fetch_failure",
    "put_aside",
    "put_back",
    "receive",
    "release",
    "release_all",
    "remind",
    "remove_entry",
    "restore_entry",
    "retry",
    "retry_all",
    "set_team_sender",
    "tell_of_virus",
    "undo_clean_up",
]
