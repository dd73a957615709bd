"""Runs Django's synchronous side in a fixed set of threads under an asynchronous server. See docs/decisions/0004.

Each thread keeps its database connection, which Django's own ASGI handler cannot do. No thread ever waits for a
client: a request's body is complete before a thread takes it, a large answer is fetched piece by piece, and an answer
that is an asynchronous iterator (a live stream) runs on the event loop alone.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 512 * 1024
END = b""
LIVE_FLAG = "zhichi.live"  # tells a view that an asynchronous iterator may be its answer


class _TooLarge(Exception):
    """The request's body is larger than this server takes."""


class _Gone(Exception):
    """The client left before the request was complete."""


class _Answer:
    """What the WSGI application answered."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body: Iterable[bytes] = ()
        self._chunks: Iterator[bytes] = iter(())

    def start(self, status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> Callable[[bytes], None]:
        """The `start_response` of WSGI."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return _refuse_write

    @property
    def is_live(self) -> bool:
        """Whether the body is an asynchronous iterator, which Django's streaming response knows of itself."""
        return bool(getattr(self.body, "is_async", False))

    def run(self, application: Wsgi, environ: dict[str, Any]) -> bytes:
        """Call the application; the first piece of its answer."""
        self.body = application(environ, self.start)
        if self.is_live:
            return END
        self._chunks = iter(self.body)
        return self.next()

    def next(self) -> bytes:
        """The next piece that is not empty, END after the last one."""
        return next((chunk for chunk in self._chunks if chunk), END)

    def close(self) -> None:
        """Tell the application that its answer was sent, or that nobody wants it any more."""
        close = getattr(self.body, "close", None)
        if close is not None:
            close()


def _refuse_write(_data: bytes) -> None:
    raise NotImplementedError("Django never writes this way")


class Bridge:
    """An ASGI application around a WSGI one. `threads` requests run at once; larger bodies than `max_body` get 413."""

    def __init__(self, application: Wsgi, *, threads: int, max_body: int) -> None:
        self._application = application
        self._max_body = max_body
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            raise ValueError(f"only HTTP is served here, not {scope['type']}")
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                size = await _read_body(receive, body, self._max_body)
            except _Gone:
                return
            except _TooLarge:
                await _refuse_body(send)
                return
            body.seek(0)
            await self._answer(_environ(scope, body, size), receive, send)

    async def _answer(self, environ: dict[str, Any], receive: Receive, send: Send) -> None:
        loop, answer = asyncio.get_running_loop(), _Answer()
        try:
            chunk = await loop.run_in_executor(self._pool, answer.run, self._application, environ)
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            if answer.is_live:
                await _stream(answer, receive, send)
                return
            while chunk and _length(answer) != len(chunk):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                chunk = await loop.run_in_executor(self._pool, answer.next)
            await send({"type": "http.response.body", "body": chunk, "more_body": False})
        finally:
            # Also when the client left or the server stops: Django closes files and gives its connection back.
            await asyncio.shield(loop.run_in_executor(self._pool, answer.close))


async def _stream(answer: _Answer, receive: Receive, send: Send) -> None:
    """Pass on what comes until it ends or the client leaves."""
    pieces = asyncio.ensure_future(_pass_on(cast("AsyncIterable[bytes]", answer.body), send))
    left = asyncio.ensure_future(receive())
    try:
        await asyncio.wait((pieces, left), return_when=asyncio.FIRST_COMPLETED)
    finally:
        left.cancel()
        pieces.cancel()
        await asyncio.gather(pieces, left, return_exceptions=True)


async def _pass_on(body: AsyncIterable[bytes], send: Send) -> None:
    async for chunk in body:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": END, "more_body": False})


def _length(answer: _Answer) -> int:
    return next((int(value) for name, value in answer.headers if name == b"content-length"), -1)


async def _read_body(receive: Receive, body: IO[bytes], limit: int) -> int:
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _TooLarge
        body.write(chunk)
        more = message.get("more_body", False)
    return size


async def _refuse_body(send: Send) -> None:
    text = "上传的内容太大。/ What was sent is too large.\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})


def _environ(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        LIVE_FLAG: True,
    }
    if scope.get("client"):
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = scope["client"][0], str(scope["client"][1])
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # "x_forwarded_proto" would become the same variable as a proxy's "x-forwarded-proto".
        if "_" in name or name == "content-length":
            continue
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        separator = "; " if name == "cookie" else ","
        environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
    return environ
