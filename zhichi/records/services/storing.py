"""The record's own statements, written out: every change of anything passes here, at a third of the ORM's cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence
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
_CREATE = "INSERT INTO records_stream (key, length, head) VALUES (%s, 0, '') ON CONFLICT (key) DO NOTHING"
_START = "INSERT INTO records_stream (key, length, head) VALUES (%s, %s, %s) RETURNING id"
_GROW = "UPDATE records_stream SET length = %s, head = %s WHERE id = %s"
_EVENTS = (
    "INSERT INTO records_event (stream_id, number, code, at, actor_id, actor_kind, payload_hash, previous, hash)"
    " VALUES {rows} RETURNING number, id"
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


def start_stream(key: str, last: Entry) -> int:
    """Make the row of a new stream whose last event is `last`; its id. Raises IntegrityError when it exists."""
    with connection.cursor() as cursor:
        cursor.execute(_START, [key, last.number, last.hash])
        return int(cursor.fetchone()[0])


def grow(stream_id: int, last: Entry) -> None:
    """Let the locked stream end with `last`."""
    with connection.cursor() as cursor:
        cursor.execute(_GROW, [last.number, last.hash, stream_id])


def store(stream_id: int, entries: Sequence[Entry]) -> list[int]:
    """Insert events and payloads; their ids in the same order."""
    ids: list[int] = []
    for start in range(0, len(entries), ROWS_AT_ONCE):
        ids += _store_some(stream_id, entries[start : start + ROWS_AT_ONCE])
    return ids


def _store_some(stream_id: int, entries: Sequence[Entry]) -> list[int]:
    as_stored = connection.ops.adapt_datetimefield_value
    events: list[Any] = []
    for entry in entries:
        events += [stream_id, entry.number, entry.code, as_stored(entry.at), *entry[3:8]]
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS.format(rows=", ".join([_EVENT_ROW] * len(entries))), events)
        by_number: dict[int, int] = dict(cursor.fetchall())
        payloads: list[Any] = []
        for entry in entries:
            payloads += [by_number[entry.number], entry.salt, entry.actor_label, entry.text]
        cursor.execute(_PAYLOADS.format(rows=", ".join([_PAYLOAD_ROW] * len(entries))), payloads)
    return [by_number[entry.number] for entry in entries]
