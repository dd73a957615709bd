"""Tails follow the record in order, in batches, under a durable cursor; failures are retried, parked, never lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, transaction

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.core.turns import Turns
from zhichi.records import health, registry, selectors, services
from zhichi.records.events import LinkMade, PolicyChanged
from zhichi.records.models import Cursor, Lease
from zhichi.records.services.parking import DROP, RETRY
from zhichi.records.tails import Horizon, drain, run_all, run_once
from zhichi.records.tests.conftest import AT, BY, append, noted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhichi.records.registry import Recorded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_registries")]


class Reader:
    """A subscriber that remembers its batches and fails on the ids it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.bad: set[int] = set()
        self.calls = 0

    def __call__(self, events: Sequence[Recorded]) -> None:
        self.calls += 1
        ids = [event.id for event in events]
        if broken := self.bad & set(ids):
            raise RuntimeError(f"cannot do {sorted(broken)}")
        self.batches.append(ids)

    @property
    def read(self) -> list[int]:
        return [event_id for batch in self.batches for event_id in batch]


@pytest.fixture
def reader() -> Reader:
    found = Reader()
    registry.tail("test", found, batch=4, attempts=3)
    return found


def test_keeps_order_and_batches(reader: Reader) -> None:
    ids = [item.id for item in append(count=10)]
    drain()
    assert reader.batches == [ids[:4], ids[4:8], ids[8:]]
    drain()
    assert reader.read == ids  # nothing twice


def test_keeps_others_writing_between_two_batches(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(Turns, "give_way", lambda _self: given.append(Cursor.objects.get(subscriber="test").position))
    ids = [item.id for item in append(count=6)]
    horizon, turns = Horizon(), Turns()
    while run_all(horizon, turns=turns):
        pass
    assert (given, reader.read) == ([ids[3], ids[5]], ids)


def test_keeps_a_tail_to_its_own_event_types() -> None:
    found = Reader()
    registry.tail("links", found, types=[LinkMade])
    append(count=3)
    with transaction.atomic():
        made = services.append("thing:1", LinkMade(source="a:1", target="b:1", kind="related"), by=BY, at=AT)
    append(count=3)
    drain()
    assert found.read == [made.id]
    assert Cursor.objects.get().position == selectors.last_event_id()


def test_keeps_the_rest_going_around_a_bad_event(reader: Reader) -> None:
    ids = [item.id for item in append(count=10)]
    reader.bad = {ids[5]}
    horizon, at = Horizon(), AT
    for _ in range(12):
        run_all(horizon, at=at)
        at += timedelta(minutes=1)
    assert reader.read == [event_id for event_id in ids if event_id != ids[5]]
    parked = selectors.parked().get()
    assert (parked.event_id, parked.attempts, "cannot do" in parked.error) == (ids[5], 3, True)


def test_keeps_growing_pauses_between_tries(reader: Reader) -> None:
    (event,) = append()
    reader.bad = {event.id}
    horizon = Horizon()
    run_all(horizon, at=AT)
    run_all(horizon, at=AT + timedelta(seconds=1))  # too early
    assert reader.calls == 1
    run_all(horizon, at=AT + timedelta(seconds=2))
    assert Cursor.objects.get().retry_at == AT + timedelta(seconds=6)
    assert "cannot do" in health.check_tails()[0].what


def test_keeps_an_effect_and_its_cursor_in_one_transaction(reader: Reader) -> None:
    def half(events: Sequence[Recorded]) -> None:
        Lease.objects.create(name=f"effect {events[0].id}", holder="x", until=AT)
        raise RuntimeError("crash between handling and commit")

    registry.tail("crashing", half, attempts=9)
    append()
    run_all(Horizon(), at=AT)
    assert not Lease.objects.exists()
    assert (Cursor.objects.get(subscriber="crashing").position, len(reader.read)) == (0, 1)


def test_keeps_the_events_blameless_when_the_database_is_busy() -> None:
    def busy(_events: Sequence[Recorded]) -> None:
        raise OperationalError("database is locked")

    registry.tail("busy", busy, attempts=1)
    append()
    with pytest.raises(OperationalError):
        run_all(Horizon(), at=AT)
    assert (Cursor.objects.get().attempts, selectors.parked().count()) == (0, 0)


def test_keeps_a_reset_tail_rebuilding_from_the_start(reader: Reader) -> None:
    ids = [item.id for item in append(count=3)]
    drain()
    services.reset_tail(name="test", by=BY, at=AT)
    drain()
    assert reader.read[:6] == ids + ids
    assert selectors.history("record:1")[0].code == "record.tail_reset"


@pytest.mark.parametrize("how", [RETRY, DROP])
def test_keeps_a_settled_event_out_of_the_parking_place(reader: Reader, how: str) -> None:
    event_id = _park(reader)
    row = selectors.parked().get()
    reader.bad.clear()
    services.settle_parked(parked_id=row.pk, how=how, by=BY, at=AT)
    assert (event_id in reader.read) == (how == RETRY)
    assert not selectors.parked().exists()
    with pytest.raises(Conflict):
        services.settle_parked(parked_id=row.pk, how=how, by=BY, at=AT)


def test_refuses_a_retry_that_fails_again_and_keeps_it_parked(reader: Reader) -> None:
    _park(reader)
    with pytest.raises(DomainError, match="cannot do"):
        services.settle_parked(parked_id=selectors.parked().get().pk, how=RETRY, by=BY, at=AT)
    assert selectors.parked().count() == 1


def test_refuses_settling_by_somebody_without_the_right(reader: Reader, person: Callable[[str], object]) -> None:
    _park(reader)
    with pytest.raises(Refused):
        row = selectors.parked().get()
        services.settle_parked(parked_id=row.pk, how=DROP, by=Actor.of(person("auditor")), at=AT)


def _park(reader: Reader) -> int:
    (event,) = append()
    reader.bad = {event.id}
    horizon, at = Horizon(), AT
    while not selectors.parked().exists():
        run_once(registry.tails.get("test"), horizon, at=at)
        at += timedelta(minutes=5)
        run_all(horizon, at=at)
    return event.id


def test_keeps_a_subscriber_in_the_transaction_of_the_event() -> None:
    def count(event: Recorded) -> None:
        Lease.objects.create(name=f"seen {event.id}", holder="x", until=AT)

    registry.subscribe(PolicyChanged, "counter", count)
    with pytest.raises(RuntimeError, match="later"), transaction.atomic():
        services.append("thing:1", noted(), by=BY, at=AT)
        assert Lease.objects.count() == 1
        raise RuntimeError("a later step of the service failed")
    assert (Lease.objects.count(), selectors.last_event_id()) == (0, 0)
    with pytest.raises(RuntimeError, match="twice"):
        registry.subscribe(PolicyChanged, "counter", count)
