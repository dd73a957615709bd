"""Bind any two objects, and undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.records.events import LinkMade, LinkRemoved
from zhichi.records.models import Link
from zhichi.records.services.append import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def link(*, source: str, target: str, kind: str, by: Actor, at: datetime) -> Link:
    """Bind `source` to `target` (stream keys). Appends links.made to both streams; an existing link is returned."""
    made, is_new = Link.objects.get_or_create(
        source=source, target=target, kind=kind, defaults={"author_id": by.user_id, "at": at}
    )
    if is_new:
        for stream in (source, target):
            append(stream, LinkMade(source=source, target=target, kind=kind), by=by, at=at)
    return made


@transaction.atomic
def unlink(*, source: str, target: str, kind: str, by: Actor, at: datetime) -> bool:
    """Remove a bond; False when there was none. Appends links.removed to both streams."""
    removed, _ = Link.objects.filter(source=source, target=target, kind=kind).delete()
    if removed:
        for stream in (source, target):
            append(stream, LinkRemoved(source=source, target=target, kind=kind), by=by, at=at)
    return bool(removed)
