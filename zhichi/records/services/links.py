"""Bind any two objects, and undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from zhichi.records.events import LinkMade, LinkRemoved
from zhichi.records.models import Link
from zhichi.records.services.append import append, append_all

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic(savepoint=False)  # nothing is caught here, so whoever calls inside a transaction fails with it
def link(*, source: str, target: str, kind: str, by: Actor, at: datetime) -> Link:
    """Bind `source` to `target` (stream keys). Appends links.made to both streams; an existing link is returned."""
    made = Link(source=source, target=target, kind=kind, author_id=by.user_id, at=at)
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(_MAKE, [source, target, kind, by.user_id, moment])
        row = cursor.fetchone()
    if row is None:
        return Link.objects.get(source=source, target=target, kind=kind)
    made.pk = row[0]
    made._state.adding = False
    told = LinkMade(source=source, target=target, kind=kind)
    append_all({source: [told], target: [told]}, by=by, at=at)
    return made


# In one statement also when two people bind the same at once: the second one waits and finds it.
_MAKE = (
    "INSERT INTO records_link (source, target, kind, author_id, at) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (source, target, kind) DO NOTHING RETURNING id"
)


@transaction.atomic
def unlink(*, source: str, target: str, kind: str, by: Actor, at: datetime) -> bool:
    """Remove a bond; False when there was none. Appends links.removed to both streams."""
    removed, _ = Link.objects.filter(source=source, target=target, kind=kind).delete()
    if removed:
        for stream in (source, target):
            append(stream, LinkRemoved(source=source, target=target, kind=kind), by=by, at=at)
    return bool(removed)
