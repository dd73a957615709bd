"""How notices arrive: by mail or not, and when (3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.notices.events import PreferencesSet
from zhichi.notices.services._write import lock
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.notices.models import Inbox


@transaction.atomic
def set_preferences(*, mails: bool, quiet: bool, by: Actor, at: datetime) -> Inbox:
    """Keep one's own choice. Without `mails` nothing is mailed, also what was collected so far.

    With `quiet` mails wait for working hours or duty. Appends notices.preferences_set; nothing when all stays.
    """
    inbox = lock([by.person_id])[by.person_id]
    if (inbox.mails, inbox.quiet) == (mails, quiet):
        return inbox
    inbox.mails, inbox.quiet = mails, quiet
    inbox.mail_due_at = inbox.mail_due_at if mails else None
    inbox.save(update_fields=["mails", "quiet", "mail_due_at"])
    records.append(inbox.stream, PreferencesSet(mails=mails, quiet=quiet), by=by, at=at)
    return inbox
