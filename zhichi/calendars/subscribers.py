"""What calendars hear of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.calendars.models import Calendar
from zhichi.calendars.services import expected

if TYPE_CHECKING:
    from zhichi.records.registry import Recorded


def on_days_decided_let_notices_rest(recorded: Recorded) -> None:
    """In the transaction of a review: whoever was asked for it is asked no more when nothing is provisional."""
    expected.rest(Calendar.objects.get(pk=recorded.object_id), at=recorded.at)
