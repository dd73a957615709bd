"""Check the whole record (3.4.2): chains, payloads, stream heads, and the rows that events bear witness of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.canonical import dumps
from zhichi.core.events import revive
from zhichi.records import registry
from zhichi.records.models import Event, Payload, Stream, Verification
from zhichi.records.registry import Doubt, Recorded
from zhichi.records.services.append import GENESIS, event_hash, payload_hash

BATCH = 2000
Progress = Callable[[int, int], None]


@dataclass
class _Walk:
    """Where the check stands while it goes through the events, stream by stream."""

    doubts: list[Doubt] = field(default_factory=list)
    events: int = 0
    streams: int = 0
    stream: Stream | None = None
    number: int = 0
    head: str = GENESIS


def verify(*, by: Actor, at: datetime, progress: Progress | None = None) -> tuple[Verification, list[Doubt]]:
    """Walk every stream in order and return the stored result with all doubts, the lowest event id first.

    Reads in batches, so memory does not grow with the record. A broken chain never raises: it is a finding.
    """
    total = Event.objects.count()
    walk = _Walk()
    for batch in _batches():
        checked = [recorded for event in batch if (recorded := _check(walk, event)) is not None]
        _ask_witnesses(walk, checked)
        if progress:
            progress(walk.events, total)
    _close_stream(walk)
    _find_lost_streams(walk)
    walk.doubts.sort(key=lambda doubt: doubt.event_id)
    first = walk.doubts[0] if walk.doubts else None
    with transaction.atomic():
        row = Verification.objects.create(
            started_at=at,
            finished_at=clock.now(),
            streams=walk.streams,
            events=walk.events,
            problems=len(walk.doubts),
            first_problem=describe(first) if first else "",
            by=by.label,
        )
    return row, walk.doubts


def describe(doubt: Doubt) -> str:
    """One line that names the event: "event 812 (ticket:97, number 3): …"."""
    return _("event %(id)s (%(stream)s, number %(number)s): %(reason)s") % {
        "id": doubt.event_id,
        "stream": doubt.stream,
        "number": doubt.number,
        "reason": doubt.reason,
    }


def _batches() -> Iterator[list[Event]]:
    stream_id, number = 0, 0
    while True:
        rows = Event.objects.select_related("stream", "payload").order_by("stream_id", "number")
        later = rows.filter(stream_id=stream_id, number__gt=number) | rows.filter(stream_id__gt=stream_id)
        batch = list(later[:BATCH])
        if not batch:
            return
        yield batch
        stream_id, number = batch[-1].stream_id, batch[-1].number


def _check(walk: _Walk, event: Event) -> Recorded | None:
    if walk.stream is None or walk.stream.pk != event.stream_id:
        _close_stream(walk)
        walk.stream, walk.number, walk.head = event.stream, 0, GENESIS
        walk.streams += 1
    walk.events += 1
    walk.number += 1
    payload: Payload | None = getattr(event, "payload", None)
    reason = _fault(walk, event, payload)
    if reason:
        _doubt(walk, event, reason)
    walk.number, walk.head = event.number, event.hash
    if payload is None or reason:
        return None
    return _recorded(event, payload)


def _fault(walk: _Walk, event: Event, payload: Payload | None) -> str:
    if event.number != walk.number:
        return _("an event before this one is missing")
    if event.previous != walk.head:
        return _("it does not continue the event before it")
    if event.hash != event_hash(event, event.stream.key):
        return _("its own fields were changed")
    if payload is None:
        return _("its content was removed")
    if event.payload_hash != payload_hash(payload.salt, payload.actor_label, dumps(payload.data)):
        return _("its content was changed")
    return ""


def _doubt(walk: _Walk, event: Event, reason: str) -> None:
    walk.doubts.append(Doubt(event_id=event.pk, stream=event.stream.key, number=event.number, reason=reason))


def _close_stream(walk: _Walk) -> None:
    row = walk.stream
    if row is None or (row.length == walk.number and row.head == walk.head):
        return
    last = Event.objects.filter(stream=row).order_by("-number").select_related("stream").first()
    if last is not None:
        _doubt(walk, last, _("the stream's head does not match: later events are missing or the head was changed"))


def _find_lost_streams(walk: _Walk) -> None:
    for row in Stream.objects.filter(length__gt=0).exclude(pk__in=Event.objects.values("stream_id")):
        walk.doubts.append(Doubt(event_id=0, stream=row.key, number=0, reason=_("all its events are missing")))


def _ask_witnesses(walk: _Walk, checked: list[Recorded]) -> None:
    for codes, witness in registry.witnesses.values():
        concerned = [recorded for recorded in checked if recorded.code in codes]
        if concerned:
            walk.doubts.extend(witness(concerned))


def _recorded(event: Event, payload: Payload) -> Recorded:
    return Recorded(
        id=event.pk,
        stream=event.stream.key,
        number=event.number,
        code=event.code,
        at=event.at,
        actor_id=event.actor_id,
        actor_kind=event.actor_kind,
        actor_label=payload.actor_label,
        data=payload.data,
        event=revive(event.code, payload.data),
    )


def lagging_streams() -> int:
    """How many streams claim more events than their chain holds; a cheap check for `doctor`."""
    return Stream.objects.filter(events__number__gt=F("length")).distinct().count()
