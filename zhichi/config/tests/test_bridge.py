"""The bridge between the asynchronous server and Django's threads."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.config.bridge import Bridge

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

pytestmark = pytest.mark.one_database

Environ = dict[str, Any]


def _app(answer: Callable[[Environ], Iterable[bytes]], headers: list[tuple[str, str]] | None = None) -> Any:
    def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        body = answer(environ)
        start("200 OK", headers or [("Content-Type", "text/plain")])
        return body

    return application


def _ask(bridge: Bridge, *messages: dict[str, Any], headers: Any = (), path: str = "/x") -> list[dict[str, Any]]:
    """All messages that the bridge sends for one request with the given messages as its body."""
    waiting = list(messages) or [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        while not waiting:
            await asyncio.Event().wait()  # a client that stays
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"a=%E4%B8%AD",
        "http_version": "1.1",
        "headers": list(headers),
        "client": ("10.0.0.9", 5),
        "server": ("127.0.0.1", 80),
        "scheme": "https",
    }
    asyncio.run(bridge(scope, receive, send))
    return sent


def _bridge(application: Any, *, max_body: int = 1000) -> Bridge:
    return Bridge(application, threads=2, max_body=max_body)


def test_keeps_a_body_that_comes_in_pieces() -> None:
    read: list[Any] = []

    def answer(environ: Environ) -> list[bytes]:
        read.append(
            (environ["wsgi.input"].read(), environ["CONTENT_LENGTH"], environ["PATH_INFO"], environ["REMOTE_ADDR"])
        )
        return [b"thanks"]

    pieces: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"ab", "more_body": True},
        {"type": "http.request", "body": b"c"},
    ]
    sent = _ask(_bridge(_app(answer)), *pieces, path="/工单")
    assert read == [(b"abc", "3", "/工单".encode().decode("latin-1"), "10.0.0.9")]
    assert [message.get("body") for message in sent] == [None, b"thanks", b""]


def test_keeps_a_large_answer_in_pieces_and_closes_it() -> None:
    closed = threading.Event()

    class Body:
        def __iter__(self) -> Any:
            return iter([b"", b"one", b"", b"two"])

        def close(self) -> None:
            closed.set()

    sent = _ask(_bridge(_app(lambda _environ: Body())))
    assert [message["body"] for message in sent[1:]] == [b"one", b"two", b""]
    assert closed.is_set()


def test_keeps_a_whole_answer_in_one_piece() -> None:
    sent = _ask(_bridge(_app(lambda _environ: [b"all"], [("Content-Length", "3")])))
    assert sent[1:] == [{"type": "http.response.body", "body": b"all", "more_body": False}]


def test_refuses_bodies_over_the_limit_without_calling_the_product() -> None:
    called: list[Environ] = []

    def answer(environ: Environ) -> list[bytes]:
        called.append(environ)
        return []

    bridge = _bridge(_app(answer), max_body=10)
    sent = _ask(bridge, {"type": "http.request", "body": b"x" * 11, "more_body": True})
    assert (sent[0]["status"], called) == (413, [])


def test_keeps_quiet_when_the_client_left_before_the_request_was_whole() -> None:
    assert _ask(_bridge(_app(lambda _environ: [b"x"])), {"type": "http.disconnect"}) == []


def test_refuses_headers_that_would_pass_for_a_proxys() -> None:
    seen: dict[str, Any] = {}

    def answer(environ: Environ) -> list[bytes]:
        seen.update(environ)
        return []

    headers = [(b"x_forwarded_proto", b"https"), (b"x-real", b"1"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    _ask(_bridge(_app(answer)), headers=headers)
    assert "HTTP_X_FORWARDED_PROTO" not in seen
    assert (seen["HTTP_X_REAL"], seen["HTTP_COOKIE"]) == ("1", "a=1; b=2")


class Live:
    """An answer like Django's streaming response over an asynchronous iterator."""

    is_async = True

    def __init__(self) -> None:
        self.closed = threading.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"data: 1\n\n"
        await asyncio.sleep(3600)

    def close(self) -> None:
        self.closed.set()


def test_keeps_live_answers_off_the_threads_until_the_client_leaves() -> None:
    live = Live()
    bridge = _bridge(_app(lambda _environ: live))  # type: ignore[arg-type, return-value]
    first = {"type": "http.request", "body": b""}
    sent = _ask(bridge, first, {"type": "http.disconnect"})
    assert [message.get("body") for message in sent][:1] == [None]
    assert live.closed.is_set()
