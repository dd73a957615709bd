"""Let mail rest, so that a restored copy answers nobody a second time, and let it go on (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.texts import clean
from zhichi.outbound import selectors
from zhichi.outbound.events import HoldReleased, MailHeld
from zhichi.outbound.models import MailHold
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def hold_mail(*, reason: str, by: Actor, at: datetime) -> MailHold:
    """Send nothing and read no mailbox from now on, until somebody releases it. Appends outbound.held.

    Where mail rests already that stays as it is. Running workers notice within seconds.
    """
    known = selectors.mail_hold()
    if known is not None:
        return known
    row = MailHold.objects.create(reason=clean(reason)[:300], since=at, held_by=by.label[:150])
    append(row.stream, MailHeld(reason=row.reason), by=by, at=at)
    transaction.on_commit(selectors.rests.forget)
    return row


@transaction.atomic
def release_mail(*, by: Actor, at: datetime) -> bool:
    """Let mail go on; False when it did not rest. Appends outbound.hold_released. The caller checks the right."""
    row = MailHold.objects.select_for_update().filter(released_at=None).first()
    if row is None:
        return False
    row.released_at, row.released_by = at, by.label[:150]
    row.save(update_fields=("released_at", "released_by"))
    append(row.stream, HoldReleased(), by=by, at=at)
    transaction.on_commit(selectors.rests.forget)
    return True
