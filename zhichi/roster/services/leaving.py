"""Somebody leaves: nobody waits for their shifts (3.3.1, 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.roster.events import ShiftDropped
from zhichi.roster.models import Feed, Shift
from zhichi.roster.services._write import one_at_a_time, record
from zhichi.roster.services.planning import drop

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def free_future(*, person_id: int, by: Actor, at: datetime) -> int:
    """Take the shifts that have not begun from somebody who was deactivated, and their private link.

    Appends roster.shift_dropped for each; returns how many. Called in the transaction that ends the access.
    """
    one_at_a_time()
    Feed.objects.filter(person=person_id, revoked_at=None).update(revoked_at=at)
    ahead = list(Shift.objects.filter(person=person_id, starts_at__gt=at).select_related("kind", "person", "week"))
    for shift in ahead:
        drop(shift, at)
        event = ShiftDropped(
            person=shift.person.display_name,
            person_id=shift.person_id,
            day=shift.day.isoformat(),
            kind=shift.kind.name,
            reason=_("the account ended"),
        )
        record(shift.week, event, by=by, at=at)
    return len(ahead)
