"""The record's own statements, written out: every change of anything passes here, at a third of the ORM's cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


class Entry(NamedTuple):
    """One event with its payload, ready to be stored."""

    number: int
    code: str
    at: datetime
    actor_id: int | None
    actor_kind: str
    payload_hash: str
    previous: str
    hash: str
    salt: str
    actor_label: str
    text: str  # canonical JSON of `data`
    data: dict[str, Any]


class Head(NamedTuple):
    """Where a stream stands."""

    stream_id: int
    length: int
    hash: str


_FIND = "SELECT id, length, head FROM records_stream WHERE key = %s"
_FIND_ALL = "SELECT key, id, length, head FROM records_stream WHERE key IN ({marks}) ORDER BY key"
_CREATE = "INSERT INTO records_stream (key, length, head) VALUES (%s, 0, '') ON CONFLICT (key) DO NOTHING"
_START = "INSERT INTO records_stream (key, length, head) VALUES (%s, %s, %s) RETURNING id"
_GROW = "UPDATE records_stream SET length = %s, head = %s WHERE id = %s"
_GROW_ALL = (
    "INSERT INTO records_stream (key, length, head) VALUES {rows}"
    " ON CONFLICT (key) DO UPDATE SET length = excluded.length, head = excluded.head"
)
_EVENTS = (
    "INSERT INTO records_event (stream_id, number, code, at, actor_id, actor_kind, payload_hash, previous, hash)"
    " VALUES {rows} RETURNING stream_id, number, id"
)
_EVENT_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_PAYLOADS = "INSERT INTO records_payload (event_id, salt, actor_label, data) VALUES {rows}"
_PAYLOAD_ROW = "(%s, %s, %s, %s)"
ROWS_AT_ONCE = 100  # SQLite allows 32,766 parameters, older versions 999


def lock_stream(key: str) -> Head:
    """The stream's row, locked until the end of the transaction; made when there is none."""
    # SQLite's transactions take the one write lock when they begin.
    find = f"{_FIND} FOR UPDATE" if connection.features.has_select_for_update else _FIND
    with connection.cursor() as cursor:
        cursor.execute(find, [key])
        row = cursor.fetchone()
        if row is None:
            # Two writers may start one stream at once: the second waits here and then reads the first one's head.
            cursor.execute(_CREATE, [key])
            cursor.execute(find, [key])
            row = cursor.fetchone()
    return Head(*row)


def lock_streams(keys: Sequence[str]) -> dict[str, Head]:
    """Like `lock_stream` for many, always in the order of the keys: two writers of the same streams only wait."""
    heads: dict[str, Head] = {}
    for start in range(0, len(keys), ROWS_AT_ONCE):
        heads |= _lock_some(sorted(keys)[start : start + ROWS_AT_ONCE])
    return heads


def _lock_some(keys: Sequence[str]) -> dict[str, Head]:
    find = _FIND_ALL.format(marks=", ".join(["%s"] * len(keys)))
    if connection.features.has_select_for_update:
        find += " FOR UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(find, keys)
        rows = cursor.fetchall()
        missing = sorted(set(keys) - {row[0] for row in rows})
        if missing:
            cursor.executemany(_CREATE, [[key] for key in missing])
            cursor.execute(find, keys)
            rows = cursor.fetchall()
    return {row[0]: Head(*row[1:]) for row in rows}


def start_stream(key: str, last: Entry) -> int:
    """Make the row of a new stream whose last event is `last`; its id. Raises IntegrityError when it exists."""
    with connection.cursor() as cursor:
        cursor.execute(_START, [key, last.number, last.hash])
        return int(cursor.fetchone()[0])


def grow(stream_id: int, last: Entry) -> None:
    """Let the locked stream end with `last`."""
    with connection.cursor() as cursor:
        cursor.execute(_GROW, [last.number, last.hash, stream_id])


def grow_all(last: Mapping[str, Entry]) -> None:
    """Let each locked stream end with its entry, by key."""
    keys = list(last)
    for start in range(0, len(keys), ROWS_AT_ONCE):
        some = keys[start : start + ROWS_AT_ONCE]
        values: list[Any] = []
        for key in some:
            values += [key, last[key].number, last[key].hash]
        with connection.cursor() as cursor:
            cursor.execute(_GROW_ALL.format(rows=", ".join(["(%s, %s, %s)"] * len(some))), values)


def store(entries: Sequence[tuple[int, Entry]]) -> list[int]:
    """Insert events and payloads, each with the id of its stream; their ids in the same order."""
    ids: list[int] = []
    for start in range(0, len(entries), ROWS_AT_ONCE):
        ids += _store_some(entries[start : start + ROWS_AT_ONCE])
    return ids


def _store_some(entries: Sequence[tuple[int, Entry]]) -> list[int]:
    as_stored = connection.ops.adapt_datetimefield_value
    events: list[Any] = []
    for stream_id, entry in entries:
        events += [stream_id, entry.number, entry.code, as_stored(entry.at), *entry[3:8]]
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS.format(rows=", ".join([_EVENT_ROW] * len(entries))), events)
        known = {(stream_id, number): event_id for stream_id, number, event_id in cursor.fetchall()}
        payloads: list[Any] = []
        for stream_id, entry in entries:
            payloads += [known[stream_id, entry.number], entry.salt, entry.actor_label, entry.text]
        cursor.execute(_PAYLOADS.format(rows=", ".join([_PAYLOAD_ROW] * len(entries))), payloads)
    return [known[stream_id, entry.number] for stream_id, entry in entries]
