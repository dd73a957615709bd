"""Check the whole record (3.4.2): chains, payloads, stream heads, signed heads, and the rows that events witness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Exists, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from zhichi.core import clock
from zhichi.core.canonical import dumps
from zhichi.core.chain import GENESIS, payload_hash
from zhichi.records import registry, selectors
from zhichi.records.models import ErasedPayload, Erasure, Event, Payload, Stream, Verification
from zhichi.records.registry import Doubt, Recorded
from zhichi.records.services.append import event_hash
from zhichi.records.services.erasing import lawfully_erased
from zhichi.records.services.heads import HEADS, check_heads

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from zhichi.core.actors import Actor

BATCH = 250  # a thousand at once take more memory and no less time
Progress = Callable[[int, int], None]
# What a row that was written past the product can raise when it is read.
UNREADABLE = (DatabaseError, ValueError, TypeError, ArithmeticError, AttributeError)


@dataclass
class _Walk:
    """Where the check stands while it goes through the events, stream by stream."""

    doubts: list[Doubt] = field(default_factory=list)
    events: int = 0
    streams: int = 0
    stream: Stream | None = None
    last: Event | None = None
    number: int = 0
    head: str = GENESIS
    erased: int = 0
    last_erasure: int = 0
    lawful: frozenset[int] = frozenset()  # events whose content an erasure may have taken


def verify(*, by: Actor, at: datetime, progress: Progress | None = None) -> tuple[Verification, list[Doubt]]:
    """Walk every stream in order and return the stored result with all doubts, the lowest event id first.

    Reads in batches, so memory does not grow with the record. A broken chain never raises: it is a finding. Events
    may be appended meanwhile.
    """
    total = Event.objects.count()
    lawful, doubts = lawfully_erased()
    walk = _Walk(lawful=lawful, doubts=doubts, last_erasure=_last_erasure())
    for batch in _batches(walk):
        checked = [recorded for event in batch if (recorded := _check(walk, event)) is not None]
        _ask_witnesses(walk, checked)
        if progress:
            progress(walk.events, total)
    _close_stream(walk)
    _find_loose_ends(walk)
    heads, doubts = check_heads()
    walk.doubts += doubts
    walk.doubts.sort(key=lambda doubt: (doubt.event_id == 0, doubt.event_id, doubt.stream))
    first = walk.doubts[0] if walk.doubts else None
    row = Verification.objects.create(
        started_at=at,
        finished_at=clock.now(),
        streams=walk.streams,
        events=walk.events,
        heads=heads,
        erased=walk.erased,
        problems=len(walk.doubts),
        first_problem_in=_in_every_language(first) if first else {},
        by=by.label,
    )
    return row, walk.doubts


def describe(doubt: Doubt) -> str:
    """One line that names the event or the signed head: "event 812 (ticket:97, number 3): …"."""
    if doubt.stream == HEADS:
        return gettext("signed head %(number)s: %(reason)s") % {"number": doubt.number, "reason": doubt.reason}
    return gettext("event %(id)s (%(stream)s, number %(number)s): %(reason)s") % {
        "id": doubt.event_id,
        "stream": doubt.stream,
        "number": doubt.number,
        "reason": doubt.reason,
    }


def _in_every_language(doubt: Doubt) -> dict[str, str]:
    # Whoever reads the result later may read another language than whoever asked for the check.
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = describe(doubt)
    return found


def _batches(walk: _Walk) -> Iterator[list[Event]]:
    stream_id, number = -1, 0
    while True:
        # The lower bound uses the index; only rows of one stream are left out again.
        events = Event.objects.filter(stream_id__gte=stream_id).exclude(stream_id=stream_id, number__lte=number)
        events = events.order_by("stream_id", "number")
        window = list(events.values_list("pk", "stream_id", "number")[:BATCH])
        if not window:
            return
        yield _read(walk, [row[0] for row in window])
        _last, stream_id, number = window[-1]


def _read(walk: _Walk, ids: list[int]) -> list[Event]:
    rows = Event.objects.select_related("stream", "payload").order_by("stream_id", "number")
    try:
        return list(rows.filter(pk__in=ids))
    except UNREADABLE:
        return [event for event_id in ids if (event := _read_one(walk, event_id)) is not None]


def _read_one(walk: _Walk, event_id: int) -> Event | None:
    try:
        return Event.objects.select_related("stream", "payload").filter(pk=event_id).first()
    except UNREADABLE as error:
        walk.doubts.append(Doubt(event_id=event_id, stream="?", number=0, reason=_unreadable(error)))
        return None


def _unreadable(error: Exception) -> StrOrPromise:
    return format_lazy("{} {}", _("it cannot be read:"), f"{type(error).__name__} {error}"[:200])


def _check(walk: _Walk, event: Event) -> Recorded | None:
    if walk.stream is None or walk.stream.pk != event.stream_id:
        _close_stream(walk)
        walk.number, walk.head = 0, GENESIS
        walk.streams += 1
    # The stream's row as it stood when its last event was read: it may be growing.
    walk.stream, walk.last = event.stream, event
    walk.events += 1
    walk.number += 1
    payload: Payload | None = getattr(event, "payload", None)
    try:
        reason = _fault(walk, event, payload)
    except UNREADABLE as error:
        reason = _unreadable(error)
    if reason:
        _doubt(walk, event, reason)
    walk.number, walk.head = event.number, event.hash
    if payload is None or reason:
        return None
    return selectors.as_recorded(payload, event.stream.key, event)


def _fault(walk: _Walk, event: Event, payload: Payload | None) -> StrOrPromise:
    if event.number != walk.number:
        return _("an event before this one is missing")
    if event.hash != event_hash(event, event.stream.key):
        return _("its own fields were changed")
    if event.previous != walk.head:
        return _("it does not continue the event before it")
    if payload is None:
        if event.pk not in walk.lawful and not _was_erased_since(walk, event):
            return _("its content was removed")
        walk.erased += 1
        return ""
    if event.payload_hash != payload_hash(payload.salt, payload.actor_label, dumps(payload.data)):
        return _("its content was changed")
    return ""


def _last_erasure() -> int:
    return Erasure.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _was_erased_since(walk: _Walk, event: Event) -> bool:
    """Whether an erasure that began after this check has taken the content."""
    newest = ErasedPayload.objects.filter(event=event).values_list("erasure_id", flat=True).first() or 0
    if newest > walk.last_erasure:
        walk.last_erasure = newest
        walk.lawful, _doubts = lawfully_erased()
    return event.pk in walk.lawful


def _doubt(walk: _Walk, event: Event, reason: StrOrPromise) -> None:
    walk.doubts.append(Doubt(event_id=event.pk, stream=event.stream.key, number=event.number, reason=reason))


def _close_stream(walk: _Walk) -> None:
    row = walk.stream
    if row is None or walk.last is None or (row.length == walk.number and row.head == walk.head):
        return
    if row.length > walk.number:
        appended = Event.objects.filter(stream=row, number__gt=walk.number).count()
        if appended < row.length - walk.number:  # else they were appended after the walk had passed
            _doubt(walk, walk.last, _("later events of this stream are missing"))
    else:
        _doubt(walk, walk.last, _("the head of this stream was changed"))


def _find_loose_ends(walk: _Walk) -> None:
    """What a walk along events with streams cannot meet. NOT EXISTS is a join, NOT IN walks all rows for each row."""
    events, own_stream = Event.objects.all(), Stream.objects.filter(pk=OuterRef("stream_id"))
    for row in Stream.objects.filter(~Exists(events.filter(stream_id=OuterRef("pk"))), length__gt=0):
        walk.doubts.append(Doubt(event_id=0, stream=row.key, number=0, reason=_("all its events are missing")))
    lost = events.filter(~Exists(own_stream)).values_list("pk", "number")
    walk.doubts += [Doubt(pk, "?", number, _("its stream is missing")) for pk, number in lost]
    bodiless = Payload.objects.filter(~Exists(events.filter(pk=OuterRef("event_id")))).values_list("pk", flat=True)
    walk.doubts += [Doubt(pk, "?", 0, _("it is missing, only its content is left")) for pk in bodiless]


def _ask_witnesses(walk: _Walk, checked: list[Recorded]) -> None:
    for codes, witness in registry.witnesses.values():
        concerned = [recorded for recorded in checked if recorded.code in codes]
        if concerned:
            walk.doubts.extend(witness(concerned))
