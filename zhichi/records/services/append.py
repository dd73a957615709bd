"""Append events to a stream: number them, hash them, call the in-transaction subscribers."""

from __future__ import annotations

import secrets
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from zhichi.core.canonical import dumps
from zhichi.core.chain import GENESIS, instant, link_hash, payload_hash
from zhichi.core.texts import clean
from zhichi.records import registry
from zhichi.records.registry import Recorded
from zhichi.records.services.storing import Entry, Head, grow_all, lock_stream, lock_streams, store, store_stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event as TypedEvent
    from zhichi.records.models import Event


def append(stream: str, event: TypedEvent, *, by: Actor, at: datetime, is_new: bool = False) -> Recorded:
    """Append one event to `stream` ("ticket:123"). `is_new` promises that the stream does not exist yet."""
    return append_many(stream, [event], by=by, at=at, is_new=is_new)[0]


def append_many(
    stream: str, events: Sequence[TypedEvent], *, by: Actor, at: datetime, is_new: bool = False
) -> list[Recorded]:
    """Append events in order, in the caller's transaction (3.4.2). `at` is aware; raises ValueError when it is not.

    The stream's row is locked first, so ids rise inside a stream, and only writers of the same stream wait for each
    other.
    """
    _check(at)
    if not events:
        return []
    before = Head(0, 0, "") if is_new else lock_stream(stream)
    entries = _chain(stream, before, events, by, at)
    ids = store_stream(stream, None if is_new else before.stream_id, entries)
    recorded = [
        _as_recorded(event_id, stream, entry, event)
        for event_id, entry, event in zip(ids, entries, events, strict=True)
    ]
    _tell(recorded)
    return recorded


def append_all(by_stream: Mapping[str, Sequence[TypedEvent]], *, by: Actor, at: datetime) -> list[Recorded]:
    """Append to many streams at once, like `append_many` for each: four statements for some hundreds of events."""
    _check(at)
    wanted = {stream: events for stream, events in by_stream.items() if events}
    heads = lock_streams(list(wanted))
    chains = {stream: _chain(stream, heads[stream], events, by, at) for stream, events in wanted.items()}
    grow_all({heads[stream].stream_id: entries[-1] for stream, entries in chains.items()})
    ids = iter(store([(heads[stream].stream_id, entry) for stream, entries in chains.items() for entry in entries]))
    recorded = [
        _as_recorded(next(ids), stream, entry, event)
        for stream, entries in chains.items()
        for entry, event in zip(entries, wanted[stream], strict=True)
    ]
    _tell(recorded)
    return recorded


def _check(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("an event needs an aware time")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("events are appended inside the transaction of their change")


def _tell(recorded: Sequence[Recorded]) -> None:
    for code, items in groupby(recorded, key=lambda item: item.code):
        subscribers = registry.subscribers_of(code)
        if subscribers:
            events = list(items)
            for _name, handler in subscribers:
                handler(events)


def _chain(stream: str, before: Head, events: Sequence[TypedEvent], by: Actor, at: datetime) -> list[Entry]:
    label, moment = clean(by.label)[:200], instant(at)
    previous = before.hash or GENESIS
    entries: list[Entry] = []
    for number, event in enumerate(events, start=before.length + 1):
        data = storable(event.data())
        text, salt = dumps(data), secrets.token_hex(16)
        witness = payload_hash(salt, label, text)
        own = link_hash(stream, number, event.code, moment, (by.user_id, by.kind), witness, previous)
        entries.append(
            Entry(number, event.code, at, by.user_id, by.kind, witness, previous, own, salt, label, text.decode(), data)
        )
        previous = own
    return entries


def storable(value: Any) -> Any:
    """Plain data in the one form that both databases give back as it was: they must not break the hash.

    PostgreSQL's jsonb takes no NUL and no lone surrogates, and gives 1e22 and -0.0 back as whole numbers.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {clean(name): storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


def event_hash(event: Event, stream: str) -> str:
    """The hash of one link: everything but the payload itself, and the hash of the link before."""
    who = event.actor_id, event.actor_kind
    at = instant(event.at)
    return link_hash(stream, event.number, event.code, at, who, event.payload_hash, event.previous)


def _as_recorded(event_id: int, stream: str, entry: Entry, event: TypedEvent) -> Recorded:
    return Recorded(
        id=event_id,
        stream=stream,
        number=entry.number,
        code=entry.code,
        at=entry.at,
        actor_id=entry.actor_id,
        actor_kind=entry.actor_kind,
        actor_label=entry.actor_label,
        data=entry.data,
        event=event,
    )
