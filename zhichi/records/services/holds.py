"""Place a legal hold on an object, and lift it (3.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records import policies, registry, selectors
from zhichi.records.events import HoldLifted, HoldPlaced
from zhichi.records.models import Hold
from zhichi.records.services.append import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

LONGEST = 500


def place_hold(*, stream: str, reason: str, by: Actor, at: datetime) -> Hold:
    """Put an object ("ticket:17") under a legal hold. Appends record.hold_placed to its stream.

    Raises DomainError for an empty reason or an object that cannot be held, that `by` may not see or that does not
    exist; Conflict when a hold stands on it.
    """
    if not by.is_system:
        policies.HOLD.check(by.user)
    kind, _colon, key = stream.partition(":")
    may_see = registry.holdables.find(kind)
    if may_see is None or not (key.isascii() and key.isdigit()) or not (by.is_system or may_see(by.user, key)):
        raise DomainError("no-object", _("There is nothing here that could be held."))
    words = _reason(reason)
    try:
        with transaction.atomic():
            row = Hold.objects.create(
                stream=stream, reason=words, placed_at=at, placed_by_id=by.user_id, placed_by_label=by.label[:200]
            )
            append(stream, HoldPlaced(hold_id=row.pk, reason=words), by=by, at=at)
    except IntegrityError:
        raise Conflict("held", _("A legal hold stands on this already.")) from None
    _forget()
    return row


@transaction.atomic
def lift_hold(*, hold_id: int, reason: str, by: Actor, at: datetime) -> Hold:
    """End a legal hold. Appends record.hold_lifted to its object's stream. Raises Conflict when it is over already."""
    if not by.is_system:
        policies.HOLD.check(by.user)
    words = _reason(reason)
    row = Hold.objects.select_for_update().get(pk=hold_id)
    if row.lifted_at is not None:
        raise Conflict("lifted", _("This hold is lifted already."))
    row.lifted_at, row.lifted_by_label, row.lift_reason = at, by.label[:200], words
    row.save(update_fields=("lifted_at", "lifted_by_label", "lift_reason"))
    append(row.stream, HoldLifted(hold_id=row.pk, reason=words), by=by, at=at)
    _forget()
    return row


def _reason(text: str) -> str:
    words = " ".join(clean(text).split())
    if not words or len(words) > LONGEST:
        message = _("Say why.") if not words else _("At most %s characters.") % LONGEST
        raise DomainError("reason", message, fields={"reason": message})
    return words


def _forget() -> None:
    """Pages of this process show it at once; those of others some seconds later."""
    selectors.forget_holds()
    transaction.on_commit(selectors.forget_holds)
