"""Writers at once on PostgreSQL, and tail processes killed in the middle: nothing skipped, nothing twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from django.db import connection, transaction

from zhichi.records import registry, selectors, services
from zhichi.records.models import Event
from zhichi.records.tails import Horizon, drain, run_all
from zhichi.records.tests.conftest import AT, BY, noted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from zhichi.records.registry import Recorded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_registries")]


@pytest.fixture
def only_postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")


class Writer:
    """A transaction in a thread of its own that appends on command and ends on command."""

    def __init__(self, stream: str) -> None:
        self._go, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self._rolls_back = False
        self._thread = threading.Thread(target=self._run, args=(stream,))
        self._thread.start()

    def append(self) -> None:
        self._go.release()
        self._done.acquire()

    def end(self, *, rolls_back: bool = False) -> None:
        if not self._thread.is_alive():
            return
        self._rolls_back = rolls_back
        self._go.release()
        self._thread.join()

    def _run(self, stream: str) -> None:
        self._go.acquire()
        with transaction.atomic():
            services.append(stream, noted(), by=BY, at=AT)
            self._done.release()
            self._go.acquire()
            transaction.set_rollback(self._rolls_back)
        connection.close()


@pytest.fixture
def writer() -> Iterator[Callable[[str], Writer]]:
    made: list[Writer] = []

    def make(stream: str) -> Writer:
        made.append(Writer(stream))
        return made[-1]

    yield make
    for one in made:
        one.end(rolls_back=True)


@pytest.mark.usefixtures("only_postgres")
@pytest.mark.parametrize("rolls_back", [False, True])
def test_keeps_a_gap_until_its_transaction_has_ended(writer: Callable[[str], Writer], rolls_back: bool) -> None:
    read: list[str] = []
    registry.tail("test", lambda events: read.extend(event.stream for event in events))
    horizon, early, late, late_first = Horizon(), writer("thing:early"), writer("thing:late"), writer("thing:zero")
    late_first.append()  # an older transaction that writes nothing more keeps the picture honest
    early.append()
    late.append()
    late.end()  # its id is higher and visible first
    assert run_all(horizon) == run_all(horizon) == 0
    early.end(rolls_back=rolls_back)
    late_first.end()
    for _ in range(3):
        run_all(horizon)
    assert read == ["thing:zero", *([] if rolls_back else ["thing:early"]), "thing:late"]


@pytest.mark.usefixtures("only_postgres")
def test_keeps_every_event_once_and_in_order_under_many_writers() -> None:
    read: list[tuple[str, int, int]] = []
    registry.tail("test", lambda events: read.extend((e.stream, e.number, e.id) for e in events), batch=7)
    stop = threading.Event()
    follower = threading.Thread(target=_follow, args=(stop,))
    follower.start()
    writers = [threading.Thread(target=_write_at_random, args=(seed,)) for seed in range(6)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    follower.join()
    drain()
    stored = list(Event.objects.order_by("pk").values_list("stream__key", "number", "pk"))
    assert sorted(read, key=lambda item: item[2]) == stored
    for stream in {item[0] for item in read}:
        assert [item[1] for item in read if item[0] == stream] == list(
            range(1, 1 + sum(s[0] == stream for s in stored))
        )


def _follow(stop: threading.Event) -> None:
    horizon = Horizon()
    while not stop.is_set():
        run_all(horizon)
    connection.close()


def _write_at_random(seed: int) -> None:
    dice = random.Random(seed)
    for number in range(40):
        with transaction.atomic():
            services.append(f"thing:{dice.randrange(4)}", noted(), by=BY, at=AT)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s)", [dice.random() * 0.01])
            transaction.set_rollback(number % 5 == 0)
    connection.close()


CHILD = """
import django, sys
django.setup()
from django.db import connection
from zhichi.core.registry import Registry
from zhichi.records import registry
from zhichi.records.tails import Horizon, run_all

def handle(events):
    with connection.cursor() as cursor:
        for event in events:
            cursor.execute("INSERT INTO records_test_effects (event_id) VALUES (%s)", [event.id])
    print(events[-1].id, flush=True)

registry.tails = Registry("tail")
registry.tail("test", handle, batch=5)
horizon = Horizon()
while True:
    run_all(horizon)
"""


@pytest.fixture
def effects() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE records_test_effects (event_id bigint)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE records_test_effects")


@pytest.mark.usefixtures("effects")
def test_keeps_effects_exactly_once_when_the_tail_is_killed() -> None:
    with transaction.atomic():
        services.append_many("thing:1", [noted(n) for n in range(300)], by=BY, at=AT)
    for batches in (3, 1, 7):
        child = subprocess.Popen([sys.executable, "-c", CHILD], env=_environment(), stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _ in range(batches):
            child.stdout.readline()
        child.kill()  # somewhere between an effect and its commit
        child.wait()
        child.stdout.close()
    registry.tail("test", _note_effects, batch=50)
    drain()
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id FROM records_test_effects ORDER BY event_id")
        done = [row[0] for row in cursor.fetchall()]
    assert done == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert not selectors.parked().exists()


def _note_effects(events: Sequence[Recorded]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO records_test_effects (event_id) VALUES (%s)", [[event.id] for event in events])


def _environment() -> dict[str, str]:
    """The child uses the database of this test."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{values['NAME']}"
    else:
        options = {"host": values["HOST"], **values["OPTIONS"]}
        query = urlencode({name: value for name, value in options.items() if isinstance(value, str) and value})
        url = f"postgres://{quote(values['USER'])}:{quote(values['PASSWORD'])}@/{values['NAME']}?{query}"
    root = str(Path(__file__).resolve().parents[3])
    return os.environ | {"ZHICHI_DATABASE_URL": url, "PYTHONPATH": root}
