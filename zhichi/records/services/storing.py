"""The record's own statements, written out: every change of anything passes here, at a third of the ORM's cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db import connection

from zhichi.core.lines import among, lines, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

Row = TypeVar("Row")


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
_FIND_ALL = "SELECT key, id, length, head FROM records_stream WHERE key {among} ORDER BY key"
_CREATE = "INSERT INTO records_stream (key, length, head) VALUES (%s, 0, '') ON CONFLICT (key) DO NOTHING"
_CREATE_ALL = "INSERT INTO records_stream (key, length, head) {source} ON CONFLICT (key) DO NOTHING"
_START = "INSERT INTO records_stream (key, length, head) VALUES (%s, %s, %s) RETURNING id"
_GROW = "UPDATE records_stream SET length = %s, head = %s WHERE id = %s"
_GROW_ALL = "UPDATE records_stream SET length = v.column2, head = v.column3 FROM ({source}) AS {v} WHERE id = v.column1"
_STREAM_TYPES = ("bigint", "integer", "text")
_EVENTS = (
    "INSERT INTO records_event (stream_id, number, code, at, actor_id, actor_kind, payload_hash, previous, hash)"
    " {source} RETURNING stream_id, number, id"
)
_EVENT_TYPES = ("bigint", "integer", "text", "timestamptz", "bigint", "text", "text", "text", "text")
_PAYLOADS = "INSERT INTO records_payload (event_id, salt, actor_label, data) {source}"
_PAYLOAD_TYPES = ("bigint", "text", "text", "jsonb")
_AT_ONCE = (
    "WITH own AS ({head}), new AS (SELECT * FROM ({source}) AS {v}), made AS ("
    "INSERT INTO records_event (stream_id, number, code, at, actor_id, actor_kind, payload_hash, previous, hash)"
    " SELECT own.id, column1, column2, column3, column4, column5, column6, column7, column8 FROM own, new"
    " ORDER BY column1 RETURNING id, number), kept AS ("
    "INSERT INTO records_payload (event_id, salt, actor_label, data)"
    " SELECT made.id, column9, column10, column11 FROM made JOIN new ON column1 = number)"
    " SELECT number, id FROM made"
)
ROWS_AT_ONCE = 100  # SQLite allows 32,766 parameters, older versions 999
ARRAYS_OF = 1000  # PostgreSQL gets one array a column, however long


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
    for some in _portions(sorted(keys)):
        heads |= _lock_some(some)
    return heads


def _portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """As many rows as one statement takes."""
    size = ARRAYS_OF if connection.vendor == "postgresql" else ROWS_AT_ONCE
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _lock_some(keys: Sequence[str]) -> dict[str, Head]:
    condition, parameters = among(keys)
    find = _FIND_ALL.format(among=condition)
    if connection.features.has_select_for_update:
        find += " FOR UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(find, parameters)
        rows = cursor.fetchall()
        missing = sorted(set(keys) - {row[0] for row in rows})
        if missing:
            source, rows_made = lines(("text", "integer", "text"), [(key, 0, "") for key in missing])
            cursor.execute(_CREATE_ALL.format(source=source), rows_made)
            cursor.execute(find, parameters)
            rows = cursor.fetchall()
    return {row[0]: Head(*row[1:]) for row in rows}


def store_stream(key: str, stream_id: int | None, entries: Sequence[Entry]) -> list[int]:
    """Let a stream end with `entries` and insert them; their ids. `stream_id` is that of the locked stream.

    None starts the stream and raises IntegrityError when it exists. PostgreSQL does all that in one statement.
    """
    if connection.vendor == "postgresql" and len(entries) <= ROWS_AT_ONCE:
        return _store_at_once(key, stream_id, entries)
    last = entries[-1]
    with connection.cursor() as cursor:
        if stream_id is None:
            cursor.execute(_START, [key, last.number, last.hash])
            stream_id = int(cursor.fetchone()[0])
        else:
            cursor.execute(_GROW, [last.number, last.hash, stream_id])
    return store([(stream_id, entry) for entry in entries])


def _store_at_once(key: str, stream_id: int | None, entries: Sequence[Entry]) -> list[int]:
    """The stream, its events and their payloads; the foreign keys between them are looked at when it commits."""
    as_stored = connection.ops.adapt_datetimefield_value
    last = entries[-1]
    parameters: list[Any]
    if stream_id is None:
        head, parameters = _START, [key, last.number, last.hash]
    else:
        head, parameters = f"{_GROW} RETURNING id", [last.number, last.hash, stream_id]
    source, values = lines(
        (*_EVENT_TYPES[1:], *_PAYLOAD_TYPES[1:]),
        [(entry.number, entry.code, as_stored(entry.at), *entry[3:11]) for entry in entries],
    )
    with connection.cursor() as cursor:
        cursor.execute(_AT_ONCE.format(head=head, source=source, v=named("v", 11)), [*parameters, *values])
        known = dict(cursor.fetchall())
    return [known[entry.number] for entry in entries]


def grow_all(last: Mapping[int, Entry]) -> None:
    """Let each locked stream end with its entry, by the stream's id."""
    rows = [(stream_id, entry.number, entry.hash) for stream_id, entry in last.items()]
    for some in _portions(rows):
        source, parameters = lines(_STREAM_TYPES, some)
        with connection.cursor() as cursor:
            cursor.execute(_GROW_ALL.format(source=source, v=named("v", 3)), parameters)


def store(entries: Sequence[tuple[int, Entry]]) -> list[int]:
    """Insert events and payloads, each with the id of its stream; their ids in the same order."""
    ids: list[int] = []
    for some in _portions(entries):
        ids += _store_some(some)
    return ids


def _store_some(entries: Sequence[tuple[int, Entry]]) -> list[int]:
    as_stored = connection.ops.adapt_datetimefield_value
    events = [(stream_id, entry.number, entry.code, as_stored(entry.at), *entry[3:8]) for stream_id, entry in entries]
    source, parameters = lines(_EVENT_TYPES, events)
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS.format(source=source), parameters)
        known = {(stream_id, number): event_id for stream_id, number, event_id in cursor.fetchall()}
        ids = [known[stream_id, entry.number] for stream_id, entry in entries]
        payloads = [
            (event_id, entry.salt, entry.actor_label, entry.text)
            for event_id, (_stream, entry) in zip(ids, entries, strict=True)
        ]
        source, parameters = lines(_PAYLOAD_TYPES, payloads)
        cursor.execute(_PAYLOADS.format(source=source), parameters)
    return ids
