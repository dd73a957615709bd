"""Live streams: who hears what, within a second, and nothing that grows without bound."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.records import registry, selectors
from zhichi.records.live import EVERYTHING, MOST_PENDING, MOST_PER_PERSON, Hub, Listener
from zhichi.records.tests.conftest import append

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from django.test import Client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_registries")]
SOON = 1.0


@pytest.fixture
def hub() -> Iterator[Hub]:
    registry.live_gate("queue", lambda _request, _key: True, hears="ticket:")
    found = Hub()
    yield found
    found.close()
    for thread in (found._thread,):
        if thread is not None:
            thread.join()


def _listen(listener: Listener, act: Callable[[], Any], frames: int = 1) -> list[dict[str, Any]]:
    """The next `frames` changes that the listener hears after `act`, each within a second."""

    async def hear() -> list[dict[str, Any]]:
        body: Any = aiter(listener)
        heard: list[dict[str, Any]] = []
        assert await anext(body) == b"retry: 2000\n\n"
        await asyncio.to_thread(act)
        while len(heard) < frames:
            chunk = await _within_a_second(anext(body))
            heard += [json.loads(line[6:]) for line in chunk.decode().splitlines() if line.startswith("data: ")]
        await body.aclose()
        return heard

    return asyncio.run(hear())


async def _within_a_second(news: Awaitable[bytes]) -> bytes:
    return await asyncio.wait_for(news, SOON)


def _join(hub: Hub, *streams: str) -> Listener:
    listener = hub.join("user:1", streams)
    assert listener is not None
    return listener


def _append(*streams: str) -> None:
    from django.db import connection

    for stream in streams:
        append(stream)
    connection.close()


def test_keeps_listeners_informed_within_a_second(hub: Hub) -> None:
    (heard,) = _listen(_join(hub, "ticket:12"), lambda: _append("ticket:11", "ticket:12"))
    assert heard == {"stream": "ticket:12", "id": selectors.last_event_id()}
    assert hub.size == 0  # leaving closes


def test_keeps_the_queue_informed_of_any_ticket(hub: Hub) -> None:
    heard = _listen(_join(hub, "queue"), lambda: _append("ticket:7", "user:3"))
    assert [item["stream"] for item in heard] == ["ticket:7"]


def test_keeps_what_waits_small(hub: Hub) -> None:
    listener = _join(hub, "queue")
    listener.offer({f"ticket:{n}": n for n in range(MOST_PENDING + 1)})
    (heard,) = _listen(listener, lambda: None)
    assert heard == {"stream": EVERYTHING, "id": MOST_PENDING}


def test_keeps_one_person_from_taking_all_connections(hub: Hub) -> None:
    joined = [hub.join("user:1", ["ticket:1"]) for _ in range(MOST_PER_PERSON + 1)]
    assert (joined[-1], hub.join("user:2", ["ticket:1"]) is None) == (None, False)


def test_keeps_going_after_the_database_was_away(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    listener, read = _join(hub, "ticket:1"), hub._tell_news
    failures = iter([True])

    def fail_once() -> int:
        if next(failures, False):
            raise OSError("gone")
        return read()

    monkeypatch.setattr(hub, "_tell_news", fail_once)
    monkeypatch.setattr("zhichi.records.tests.test_live.SOON", 3.0)
    assert _listen(listener, lambda: _append("ticket:1"))[0]["stream"] == "ticket:1"


def test_keeps_ending_cleanly_when_the_server_stops(hub: Hub) -> None:
    listener = _join(hub, "ticket:1")

    async def hear() -> list[bytes]:
        asyncio.get_running_loop().call_later(0.05, hub.close)
        return [chunk async for chunk in listener]

    assert asyncio.run(hear()) == [b"retry: 2000\n\n"]
    assert hub.join("user:1", ["ticket:1"]) is None


@pytest.fixture
def gated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    registry.live_gate("ticket", lambda request, key: key == request.GET.get("mine"))
    found = Hub()
    monkeypatch.setattr("zhichi.records.views.live.hub", found)
    yield found
    found.close()


def _get(client: Client, query: str, **extra: Any) -> Any:
    return client.get(f"{reverse('live')}?{query}", **{"zhichi.live": True, **extra})


def test_refuses_streams_whose_gate_is_shut(gated: Hub, client: Client) -> None:
    assert _get(client, "s=ticket:1&s=user:1&s=nonsense&mine=2").status_code == 204
    assert gated.size == 0


def test_keeps_a_reconnecting_page_from_missing_changes(gated: Hub, client: Client) -> None:
    first, second = append("ticket:2")[0].id, append("ticket:2")[0].id
    response = _get(client, "s=ticket:2&mine=2", HTTP_LAST_EVENT_ID=str(first))
    assert response.headers["Content-Type"] == "text/event-stream"
    (listener,) = gated._listeners
    assert listener._take() == {"ticket:2": second}
    response.close()
    assert gated.size == 0


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 30, "²"])
def test_keeps_odd_event_ids_harmless(gated: Hub, client: Client, since: str) -> None:
    response = _get(client, "s=ticket:2&mine=2", HTTP_LAST_EVENT_ID=since)
    assert response.status_code == 200
    response.close()


def test_keeps_a_long_absence_short(gated: Hub, client: Client) -> None:
    append("ticket:2", count=1005)
    response = _get(client, "s=ticket:2&mine=2&since=1")
    (listener,) = gated._listeners
    assert list(listener._take()) == [EVERYTHING]
    response.close()


def test_keeps_gaps_in_mind_until_they_fill(hub: Hub) -> None:
    """PostgreSQL: an event whose transaction ended late is told, though its id is lower than what was told."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("SQLite numbers in the order of commits")
    hub._last = 5
    hub._note(8)
    hub._note(7)
    assert list(hub._gaps) == [6]
