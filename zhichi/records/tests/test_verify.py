"""`verify` finds every kind of tampering and names the first event it touched (3.4.2)."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhichi.records import registry, services
from zhichi.records.events import PolicyChanged
from zhichi.records.models import Event, Stream, Verification
from zhichi.records.registry import Doubt
from zhichi.records.tests.conftest import AT, BY, append, unguarded

pytestmark = pytest.mark.django_db

# (what the forger runs, number of the first event that the check must name); {1} … {4} are ids of stream thing:2
FORGERIES = [
    ("UPDATE records_event SET code = 'x.y' WHERE id = {2}", 2),
    ("UPDATE records_event SET at = '2020-01-01 00:00:00+00:00' WHERE id = {3}", 3),
    ("UPDATE records_event SET actor_kind = 'staff' WHERE id = {1}", 1),
    ("UPDATE records_event SET hash = previous WHERE id = {2}", 2),
    ("UPDATE records_payload SET actor_label = '别人' WHERE event_id = {2}", 2),
    ("UPDATE records_payload SET salt = '00' WHERE event_id = {4}", 4),
    ('UPDATE records_payload SET data = \'{{"key": "x"}}\' WHERE event_id = {3}', 3),
    ("DELETE FROM records_payload WHERE event_id = {2}", 2),
    ("DELETE FROM records_payload WHERE event_id = {2}; DELETE FROM records_event WHERE id = {2}", 3),
    ("DELETE FROM records_payload WHERE event_id = {4}; DELETE FROM records_event WHERE id = {4}", 3),
    ("DELETE FROM records_payload WHERE event_id = {1}; DELETE FROM records_event WHERE id = {1}", 2),
    (
        "UPDATE records_event SET number = 99 WHERE id = {2}; UPDATE records_event SET number = 2 WHERE id = {3};"
        " UPDATE records_event SET number = 3 WHERE id = {2}",
        2,
    ),
    ("UPDATE records_stream SET head = 'f' WHERE key = 'thing:2'", 4),
    ("UPDATE records_stream SET length = 9 WHERE key = 'thing:2'", 4),
    ("UPDATE records_stream SET length = 2 WHERE key = 'thing:2'", 4),
    ("UPDATE records_stream SET key = 'thing:8' WHERE key = 'thing:2'", 1),
]


def _record() -> dict[int, Any]:
    append("thing:1", count=3)
    events = append("thing:2", count=4)
    append("thing:3", count=2)
    return {event.number: event.id for event in events}


@pytest.mark.parametrize(("forgery", "first"), FORGERIES)
def test_keeps_forgers_from_going_unseen(forgery: str, first: int) -> None:
    ids = _record()
    with unguarded() as execute:
        for statement in forgery.split("; "):
            execute(statement.format("", *ids.values()))
    row, doubts = services.verify(by=BY, at=AT)
    assert doubts[0].event_id == ids[first]
    assert row.problems == len(doubts)
    assert str(ids[first]) in row.first_problem


def test_keeps_quiet_about_a_whole_record() -> None:
    _record()
    row, doubts = services.verify(by=BY, at=AT)
    assert (doubts, row.streams, row.events, row.problems) == ([], 3, 9, 0)
    assert Verification.objects.get() == row


def test_keeps_its_time_in_proportion_to_the_record() -> None:
    """PostgreSQL walks a whole table for each row of NOT IN: the check of three hundred thousand events did not end."""
    _record()
    with CaptureQueriesContext(connection) as asked:
        services.verify(by=BY, at=AT)
    assert not [one["sql"] for one in asked.captured_queries if re.search(r"IN \(SELECT", one["sql"])]


def test_keeps_a_note_of_a_stream_whose_events_all_vanished() -> None:
    ids = _record()
    with unguarded() as execute:
        execute("DELETE FROM records_payload WHERE event_id >= %s AND event_id <= %s", ids[1], ids[4])
        execute("DELETE FROM records_event WHERE id >= %s AND id <= %s", ids[1], ids[4])
    _row, doubts = services.verify(by=BY, at=AT)
    assert [(doubt.event_id, doubt.stream) for doubt in doubts] == [(0, "thing:2")]


def test_keeps_going_over_rows_that_cannot_be_read() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite stores a time that is none")
    ids = _record()
    with unguarded() as execute:
        execute("UPDATE records_event SET at = 'yesterday', number = 2 WHERE id = %s", ids[2])
    _row, doubts = services.verify(by=BY, at=AT)
    assert doubts[0].event_id == ids[2]


def test_keeps_events_appended_meanwhile_apart_from_forgery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["zhichi.records.services.verify"], "BATCH", 2)
    _record()

    def grow(_done: int, _total: int) -> None:
        if Event.objects.count() < 30:
            append("thing:1")
            append("thing:2")

    assert services.verify(by=BY, at=AT, progress=grow)[1] == []


@pytest.mark.usefixtures("own_registries")
def test_keeps_witnesses_asked() -> None:
    registry.witness(
        "test",
        [PolicyChanged],
        lambda events: [Doubt(item.id, item.stream, item.number, "row differs") for item in events if item.number == 2],
    )
    ids = _record()
    _row, doubts = services.verify(by=BY, at=AT)
    assert (len(doubts), ids[2] in {doubt.event_id for doubt in doubts}) == (3, True)


COLUMNS = st.sampled_from(["code", "actor_kind", "payload_hash", "previous", "hash", "number"])
SMALL = st.sampled_from(["event", "payload", "delete", "swap"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=SMALL, column=COLUMNS, place=st.integers(0, 8), other=st.integers(0, 8))
def test_keeps_any_single_forgery_visible(kind: str, column: str, place: int, other: int) -> None:
    with transaction.atomic():
        _record()
        ids = list(Event.objects.order_by("pk").values_list("pk", flat=True))
        touched = _forge(kind, column, ids[place], ids[other])
        _row, doubts = services.verify(by=BY, at=AT)
        assert bool(doubts) == touched
        assert all(doubt.event_id in ids for doubt in doubts if doubt.event_id)
        transaction.set_rollback(True)
    assert not Stream.objects.exists()


def _forge(kind: str, column: str, event_id: int, other_id: int) -> bool:
    """Change the record; whether anything is different now."""
    with unguarded() as execute:
        if kind == "event":
            value = "77" if column == "number" else "'zz'"
            execute(f"UPDATE records_event SET {column} = {value} WHERE id = {event_id}")  # noqa: S608 - a forger of our own
        elif kind == "payload":
            execute("UPDATE records_payload SET data = '[]' WHERE event_id = %s", event_id)
        elif kind == "delete":
            execute("DELETE FROM records_payload WHERE event_id = %s", event_id)
            execute("DELETE FROM records_event WHERE id = %s", event_id)
        elif event_id != other_id:
            _swap_payloads(execute, event_id, other_id)
        else:
            return False
    return True


def _swap_payloads(execute: Any, one: int, two: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT salt FROM records_payload WHERE event_id IN (%s, %s) ORDER BY event_id", [one, two])
        first, second = (row[0] for row in cursor.fetchall())
    execute("UPDATE records_payload SET salt = %s WHERE event_id = %s", second, min(one, two))
    execute("UPDATE records_payload SET salt = %s WHERE event_id = %s", first, max(one, two))


def test_keeps_the_finding_in_every_reader_s_language() -> None:
    _record()
    with unguarded() as execute:
        execute("UPDATE records_payload SET salt = '00' WHERE event_id = (SELECT max(event_id) FROM records_payload)")
    with override("en"):
        row, _doubts = services.verify(by=BY, at=AT)
    row.refresh_from_db()
    with override("en"):
        assert "its content was changed" in row.first_problem
    with override("zh-hans"):
        assert "内容" in row.first_problem
        assert "content" not in row.first_problem
