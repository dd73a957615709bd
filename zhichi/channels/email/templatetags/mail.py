"""Tags of the mail pages. `{% load mail %}`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import template

from zhichi.core import clock
from zhichi.outbound import selectors as outbound

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox
    from zhichi.outbound.selectors import Meaning

register = template.Library()
STALE = timedelta(minutes=15)


@register.filter
def meaning(said: str) -> Meaning:
    """What the words of a mail server or a system mean: `what` happened and what `to_do`, with the words as `said`."""
    return outbound.meaning(said)


@register.filter
def is_stale(box: Mailbox) -> bool:
    """Whether a mailbox that reports no error was not read for so long that something must be wrong."""
    return box.fetched_at is not None and clock.now() - box.fetched_at > STALE
