"""The hub of live pages: one thread in each web process follows the record and tells its open connections.

A connection learns only *which* stream changed; the page fetches again, so that rights are checked again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from zhichi.records import registry, selectors
from zhichi.records.follow import Wakeup
from zhichi.records.models import Event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 20.0
COALESCE_SECONDS = 0.05
LONGEST_SECONDS = 900.0  # then the browser connects again, and its rights are looked at again
UNUSED_SECONDS = 30.0  # a listener whose answer was never sent
MOST_STREAMS = 50  # asked for by one connection
MOST_PENDING = 100
MOST_PER_PERSON = 20
READ_AT_ONCE = 2000
GAP_SECONDS = 600.0  # how long an id that was skipped may still turn up (PostgreSQL: a transaction still running)
GAPS_KEPT = 2000
EVERYTHING = "*"  # too much to tell: fetch whatever is on the page again


class Listener:
    """One open connection: what it hears, what it has not been told yet. Iterating it gives the bytes of the answer."""

    def __init__(self, hub: Hub, person: str, streams: Iterable[str]) -> None:
        self.person = person
        self.born = time.monotonic()
        self._hub = hub
        self._exact = frozenset(streams)
        gates = [registry.live_gates.find(stream.partition(":")[0]) for stream in self._exact]
        self._prefixes = tuple(gate.hears for gate in gates if gate is not None and gate.hears)
        self._lock = threading.Lock()
        self._pending: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()

    @property
    def is_unused(self) -> bool:
        """Whether its answer was never begun."""
        return self._loop is None and time.monotonic() - self.born > UNUSED_SECONDS

    def offer(self, changed: Mapping[str, int]) -> None:
        """Note the streams among `changed` (stream → highest event id) that this connection hears. Any thread."""
        with self._lock:
            for stream, event_id in changed.items():
                if stream in self._exact or stream == EVERYTHING or stream.startswith(self._prefixes):
                    self._pending[stream] = event_id
            if len(self._pending) > MOST_PENDING:
                self._pending = {EVERYTHING: max(self._pending.values())}
            has_news = bool(self._pending)
        if has_news:
            self.wake()

    def wake(self) -> None:
        """Let the connection look at its news, or at the hub's end. Any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake.set)

    def close(self) -> None:
        """Forget the connection; harmless when it is forgotten already."""
        self._hub.leave(self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._loop = asyncio.get_running_loop()
        try:
            yield b"retry: 2000\n\n"
            while not self._hub.is_closed and time.monotonic() - self.born < LONGEST_SECONDS:
                news = self._take()
                if news:
                    yield _frames(news, self._hub.told)
                    await asyncio.sleep(COALESCE_SECONDS)
                elif not await self._rest():
                    yield b": still here\n\n"
        finally:
            self.close()

    async def _rest(self) -> bool:
        try:
            await asyncio.wait_for(self._wake.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return False
        self._wake.clear()
        return True

    def _take(self) -> dict[str, int]:
        with self._lock:
            news, self._pending = self._pending, {}
        return news


def _frames(news: Mapping[str, int], told: int) -> bytes:
    lines = [
        f"id: {told}\ndata: {json.dumps({'stream': stream, 'id': event_id}, ensure_ascii=False)}\n\n"
        for stream, event_id in news.items()
    ]
    return "".join(lines).encode()


class Hub:
    """All connections of this process, and the thread that follows the record while there are any."""

    def __init__(self) -> None:
        self.is_closed = False
        self.told = 0  # every event up to this id has been told: where a connection that breaks goes on
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._is_primed = threading.Event()
        self._last = 0
        self._gaps: dict[int, float] = {}

    def join(self, person: str, streams: Iterable[str]) -> Listener | None:
        """A new connection of `person` that hears `streams`; None when the hub is closed or the person has too many.

        Returns when the hub follows: whatever is appended from now on is told.
        """
        listener = Listener(self, person, streams)
        with self._lock:
            self._listeners = {one for one in self._listeners if not one.is_unused}
            if self.is_closed or sum(one.person == person for one in self._listeners) >= MOST_PER_PERSON:
                return None
            self._listeners.add(listener)
            if self._thread is None or not self._thread.is_alive():
                self._begin()
        self._is_primed.wait(5)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a connection; the last one lets the thread rest."""
        with self._lock:
            self._listeners.discard(listener)
            if not self._listeners:
                self._stop.set()
                self._thread = None

    def close(self) -> None:
        """End every connection: the server stops."""
        self.is_closed = True
        self._stop.set()
        for listener in list(self._listeners):
            listener.wake()

    @property
    def size(self) -> int:
        """How many connections are open."""
        return len(self._listeners)

    def _begin(self) -> None:
        self._stop, self._is_primed = threading.Event(), threading.Event()
        self._thread = threading.Thread(
            target=self._follow, args=(self._stop, self._is_primed), name="live hub", daemon=True
        )
        self._thread.start()

    def _follow(self, stop: threading.Event, is_primed: threading.Event) -> None:
        self._last, self._gaps = 0, {}
        wakeup = Wakeup(stop)
        while not stop.is_set():
            try:
                if not is_primed.is_set():
                    self._last = self.told = selectors.last_event_id()
                    is_primed.set()
                elif not self._tell_news():
                    wakeup.wait(5.0)
            except Exception:
                log.warning("the live hub lost the record and tries again", exc_info=True)
                connection.close()
                wakeup = Wakeup(stop)
                stop.wait(1.0)
        connection.close()

    def _tell_news(self) -> int:
        """Tell what is new; how many events that were."""
        wanted = Q(pk__gt=self._last)
        if self._gaps:
            wanted |= Q(pk__in=list(self._gaps))
        rows = Event.objects.filter(wanted)
        news = list(rows.order_by("pk").values_list("pk", "stream__key")[:READ_AT_ONCE])
        changed: dict[str, int] = {}
        for event_id, stream in news:
            self._note(event_id)
            changed[stream] = event_id
        self._forget_old_gaps()
        self.told = min(self._gaps, default=self._last + 1) - 1
        if changed:
            for listener in list(self._listeners):
                listener.offer(changed)
        return len(news)

    def _note(self, event_id: int) -> None:
        self._gaps.pop(event_id, None)
        if event_id <= self._last:
            return
        if connection.vendor == "postgresql":
            until = time.monotonic() + GAP_SECONDS
            self._gaps |= dict.fromkeys(range(max(self._last + 1, event_id - GAPS_KEPT), event_id), until)
        self._last = event_id

    def _forget_old_gaps(self) -> None:
        if self._gaps:
            now = time.monotonic()
            alive = [(event_id, until) for event_id, until in self._gaps.items() if until > now]
            self._gaps = dict(alive[-GAPS_KEPT:])


hub = Hub()
