"""Work of the mail channel in the worker: reading mailboxes, sending what is queued."""

from __future__ import annotations

from zhichi.channels.email.tasks.reading import read_mail
from zhichi.channels.email.tasks.sending import send_mail

__all__ = ["read_mail", "send_mail"]
