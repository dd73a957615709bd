"""Addresses that take no mail: kept out until somebody releases them, or until they write to us (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.core.texts import clean
from zhichi.outbound.events import AddressReleased, AddressSuppressed
from zhichi.outbound.models import OutboundMail, Suppression
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

MAIL = Actor.system("mail")


@transaction.atomic
def suppress(*, address: str, answer: str, mail: OutboundMail | None, by: Actor, at: datetime) -> Suppression:
    """Send nothing to `address` any more, because of `answer`. Appends outbound.suppressed, once."""
    row, is_new = Suppression.objects.get_or_create(
        address=address.lower(),
        released_at=None,
        defaults={"answer": clean(answer)[:500], "since": at, "mail": mail},
    )
    if is_new:
        append(row.stream, AddressSuppressed(address=row.address, answer=row.answer), by=by, at=at)
    return row


@transaction.atomic
def lift(*, suppression_id: int, by: Actor, at: datetime) -> bool:
    """Send mail to a suppressed address again; False when it was released before. Appends outbound.unsuppressed."""
    row = Suppression.objects.select_for_update().filter(pk=suppression_id, released_at=None).first()
    if row is None:
        return False
    row.released_at, row.released_by = at, by.label[:150]
    row.save(update_fields=("released_at", "released_by"))
    append(row.stream, AddressReleased(address=row.address), by=by, at=at)
    return True


def heard_from(*, suppression_id: int, at: datetime) -> None:
    """Somebody wrote to us from a suppressed address, so it takes mail again. Appends outbound.unsuppressed."""
    lift(suppression_id=suppression_id, by=MAIL, at=at)
