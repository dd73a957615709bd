"""Events that a subscriber could not handle: handle them after all, or drop them; and let a subscriber start over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.records import policies, registry, selectors
from zhichi.records.choices import Settled
from zhichi.records.events import ParkedSettled, TailReset
from zhichi.records.models import Cursor, Parked
from zhichi.records.services.append import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

STREAM = "record:1"
RETRY, DROP = Settled.RETRIED, Settled.DROPPED


@transaction.atomic
def settle_parked(*, parked_id: int, how: str, by: Actor, at: datetime) -> Parked:
    """Retry ("retried") or drop ("dropped") a parked event. Appends record.parked_settled to "record:1".

    Raises Conflict when somebody was quicker, DomainError "still-failing" when it fails again (it stays parked).
    """
    if not by.is_system:
        policies.SETTLE.check(by.user)
    row = Parked.objects.select_for_update().filter(pk=parked_id, settled_at=None).first()
    if row is None:
        raise Conflict("already-settled", _("Somebody has settled this event already."))
    if how == RETRY:
        _try_again(row)
    row.settled_at, row.settled_how = at, how
    row.save(update_fields=("settled_at", "settled_how"))
    settled = ParkedSettled(subscriber=row.subscriber, event_id=row.event_id, how=how)
    append(STREAM, settled, by=by, at=at)
    return row


def _try_again(row: Parked) -> None:
    tail = registry.tails.find(row.subscriber)
    if tail is None:
        raise DomainError(
            "subscriber-gone",
            _("This version has no subscriber “%s” any more.") % row.subscriber,
            _("Drop the event instead."),
        )
    try:
        with transaction.atomic():
            tail.handle(selectors.recorded([row.event_id]))
    except Exception as error:
        raise DomainError(
            "still-failing", _("It failed again: %s") % error, _("Mend the cause first, or drop the event.")
        ) from error


@transaction.atomic
def reset_tail(*, name: str, by: Actor, at: datetime, position: int = 0) -> None:
    """Let a tail read again from after event `position`, to rebuild what it keeps. Appends record.tail_reset.

    Raises KeyError for a tail that nobody registered.
    """
    registry.tails.get(name)
    if not by.is_system:
        policies.SETTLE.check(by.user)
    fresh = {"position": position, "alone_until": 0, "attempts": 0, "retry_at": None, "last_error": "", "moved_at": at}
    Cursor.objects.update_or_create(subscriber=name, defaults=fresh)
    append(STREAM, TailReset(subscriber=name, position=position), by=by, at=at)
