"""Events of the record as pages and subscribers read them, and what was lawfully erased from it (3.4.3)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from zhichi.core.events import revive
from zhichi.records.models import ErasedPayload, Erasure, Event, Payload
from zhichi.records.registry import Recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from django.db.models import QuerySet


def as_recorded(payload: Payload, stream: str, event: Event | None = None) -> Recorded:
    """A payload row (with its event) in the shape that subscribers and pages read."""
    event = event or payload.event
    return Recorded(
        id=event.pk,
        stream=stream,
        number=event.number,
        code=event.code,
        at=event.at,
        actor_id=event.actor_id,
        actor_kind=event.actor_kind,
        actor_label=payload.actor_label,
        data=payload.data,
        event=revive(event.code, payload.data),
    )


def told(events: Iterable[Event], stream_of: Callable[[Event], str]) -> list[Recorded]:
    """Events, selected with `payload` and `erased`, for pages; one that lost its content in another way is left out."""
    found = []
    for event in events:
        payload: Payload | None = getattr(event, "payload", None)
        if payload is not None:
            found.append(as_recorded(payload, stream_of(event), event))
        elif getattr(event, "erased", None) is not None:
            found.append(
                Recorded(
                    id=event.pk,
                    stream=stream_of(event),
                    number=event.number,
                    code=event.code,
                    at=event.at,
                    actor_id=event.actor_id,
                    actor_kind=event.actor_kind,
                    actor_label="",
                    data={},
                    event=None,
                    is_erased=True,
                )
            )
    return found


def ids_digest(ids: Iterable[int]) -> str:
    """What an erasure's event states about the list of events that lost their content."""
    return hashlib.sha256(" ".join(map(str, sorted(ids))).encode()).hexdigest()


def erasure(stream: str) -> Erasure | None:
    """The newest erasure of one contact ("contact:7"), if there was one."""
    return Erasure.objects.filter(stream=stream).order_by("-pk").first()


def erasures_in(start: datetime, end: datetime) -> QuerySet[Erasure]:
    """Erasures of a period."""
    return Erasure.objects.filter(at__gte=start, at__lt=end)


def erased_ids(erasure_id: int) -> list[int]:
    """The events that lost their content by one erasure."""
    return list(ErasedPayload.objects.filter(erasure=erasure_id).values_list("event_id", flat=True))
