"""What append promises: order, chain, salted payloads, and data that comes back as it was."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhichi.core.actors import Actor
from zhichi.core.canonical import dumps
from zhichi.core.chain import GENESIS, payload_hash
from zhichi.records import registry, selectors, services
from zhichi.records.events import PolicyChanged
from zhichi.records.models import Event, Payload, Stream
from zhichi.records.services.append import event_hash
from zhichi.records.tests.conftest import AT, BY, append, noted

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.django_db
def test_keeps_numbers_and_links_in_a_stream() -> None:
    append(count=2)
    append(count=1)
    first, second, third = Event.objects.order_by("number")
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert [first.previous, second.previous, third.previous] == [GENESIS, first.hash, second.hash]
    assert Stream.objects.get().head == third.hash


@pytest.mark.django_db
def test_keeps_only_a_salted_hash_of_the_payload_in_the_chain() -> None:
    append("thing:1")
    append("thing:2")
    one, two = Payload.objects.select_related("event__stream").order_by("pk")
    assert one.data == two.data
    assert one.event.payload_hash != two.event.payload_hash  # the salt tells equal payloads apart
    assert one.event.payload_hash == payload_hash(one.salt, one.actor_label, dumps(one.data))
    assert one.event.hash == event_hash(one.event, "thing:1")


@pytest.mark.django_db
def test_refuses_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        services.append("thing:1", noted(), by=BY, at=datetime(2026, 1, 1))  # noqa: DTZ001 - the point


@pytest.mark.django_db(transaction=True)
def test_refuses_to_append_outside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.append("thing:1", noted(), by=BY, at=AT)


@pytest.mark.django_db
def test_keeps_the_actor_and_his_label() -> None:
    with transaction.atomic():
        services.append("thing:1", noted(), by=Actor.guest("何青\x00 <he@example.com>"), at=AT)
    (event,) = selectors.history("thing:1")
    assert (event.actor_id, event.actor_kind, event.actor_label) == (None, "customer", "何青 <he@example.com>")


@pytest.mark.django_db
@pytest.mark.usefixtures("own_registries")
def test_keeps_appending_cheap(django_assert_num_queries: Any) -> None:
    append()
    at_once = connection.vendor == "postgresql"  # SQLite writes one table a statement
    with transaction.atomic(), django_assert_num_queries(2 if at_once else 4):
        services.append("thing:1", noted(), by=BY, at=AT)
    with transaction.atomic(), django_assert_num_queries(1 if at_once else 3):
        services.append_many("thing:2", [noted(1), noted(2)], by=BY, at=AT, is_new=True)


@pytest.mark.django_db
def test_keeps_many_events_of_one_call_in_order() -> None:
    recorded = append(count=250)
    assert [item.id for item in recorded] == list(Event.objects.order_by("number").values_list("pk", flat=True))
    assert services.verify(by=BY, at=AT)[1] == []


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=PLAIN)
def test_keeps_the_hash_of_any_plain_data(value: Any) -> None:
    (recorded,) = append("thing:9", before=value)
    payload = Payload.objects.select_related("event").get(pk=recorded.id)
    assert payload.event.payload_hash == payload_hash(payload.salt, payload.actor_label, dumps(payload.data))
    assert payload.data == recorded.data


@pytest.mark.django_db(transaction=True)
def test_keeps_one_chain_when_two_start_a_stream_at_once() -> None:
    barrier = threading.Barrier(4)

    def write() -> None:
        barrier.wait()
        append("thing:1", count=3)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.number for event in selectors.history("thing:1")] == list(range(1, 13))
    assert services.verify(by=BY, at=AT)[1] == []


@pytest.mark.django_db
def test_appends_to_many_streams_what_it_would_append_to_each() -> None:
    append("thing:1", count=2)
    with transaction.atomic():
        recorded = services.append_all(
            {"thing:2": [noted(1)], "thing:1": [noted(3), noted(4)], "thing:3": []}, by=BY, at=AT
        )
    assert [(item.stream, item.number) for item in recorded] == [("thing:2", 1), ("thing:1", 3), ("thing:1", 4)]
    assert [event.number for event in selectors.history("thing:1")] == [1, 2, 3, 4]
    assert [event.data["version"] for event in selectors.history("thing:1")] == [1, 2, 3, 4]
    assert not Stream.objects.filter(key="thing:3").exists()
    assert services.verify(by=BY, at=AT)[1] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("own_registries")
def test_appends_to_many_streams_at_the_price_of_one(django_assert_num_queries: Any) -> None:
    streams = [f"thing:{number}" for number in range(60)]
    for stream in streams:
        append(stream)
    heard: list[int] = []
    registry.subscribe_all(PolicyChanged, "test", lambda events: heard.append(len(events)))
    with transaction.atomic(), django_assert_num_queries(4):
        services.append_all({stream: [noted(2)] for stream in streams}, by=BY, at=AT)
    assert heard == [60]
    assert services.verify(by=BY, at=AT)[1] == []


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_the_same_streams_only_wait_for_each_other() -> None:
    barrier = threading.Barrier(2)
    streams = [f"thing:{number}" for number in range(8)]
    failures: list[DatabaseError] = []

    def write(order: list[str]) -> None:
        barrier.wait()
        try:
            for _ in range(5):
                with transaction.atomic():
                    services.append_all({stream: [noted()] for stream in order}, by=BY, at=AT)
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(order,)) for order in (streams, streams[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [len(selectors.history(stream)) for stream in streams] == [10] * 8
    assert services.verify(by=BY, at=AT)[1] == []


@pytest.mark.django_db
def test_refuses_to_append_to_many_at_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        services.append_all({"thing:1": [noted()]}, by=BY, at=datetime(2026, 1, 1))  # noqa: DTZ001 - the point
