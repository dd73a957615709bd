"""The number beside "Mail" in the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from zhichi.channels.email import held, selectors
from zhichi.core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

KEY = "mail.wants-somebody"
HELD_KEY = "mail.held-back"
SECONDS = 30  # the number stands on every page of those who look after the product


def wants_somebody(_request: HttpRequest) -> int:
    """How many things about mail ask for somebody: broken mailboxes, messages to look at, refused mail."""
    return int(cache.get_or_set(KEY, _count, SECONDS) or 0)


def held_back(_request: HttpRequest) -> int:
    """How many mails are held back and wait for a look."""
    return int(cache.get_or_set(HELD_KEY, held.waiting, SECONDS) or 0)


def forget() -> None:
    """Count anew on the next page, after something was dealt with."""
    cache.delete_many([KEY, HELD_KEY])


def _count() -> int:
    health = selectors.health(at=clock.now())
    broken = sum(bool(box.is_active and (box.fetch_error or box.send_error)) for box in health.mailboxes)
    is_shut = bool(health.place) and not health.open_doors
    return broken + is_shut + health.needs_a_look + health.queue.failed
