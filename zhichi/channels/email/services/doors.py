"""How the doors for mail servers fare, as their workers tell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhichi.channels.email.models import Door
from zhichi.core.texts import clean

if TYPE_CHECKING:
    from datetime import datetime

FORGOTTEN_AFTER = timedelta(days=1)


def note_door(*, holder: str, place: str, opened_at: datetime | None, at: datetime, **facts: object) -> None:
    """Say how a worker's door fares. `facts` are `error`, `connections`, `taken`, `refused`, `taken_at`.

    Doors that nobody spoke of for a day are forgotten.
    """
    error = clean(str(facts.pop("error", "")))[:500]
    values = {"place": place[:200], "opened_at": opened_at, "seen_at": at, "error": error, **facts}
    Door.objects.update_or_create(holder=holder[:200], defaults=values)
    Door.objects.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()


def close_door(*, holder: str) -> None:
    """The worker listens no more, on purpose."""
    Door.objects.filter(holder=holder[:200]).delete()
