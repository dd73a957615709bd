"""Two invented kinds, people who see all or a part of them, and an address that makes vectors."""

from __future__ import annotations

import http.server
import json
import threading
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.models import Q

from zhichi.search import lexicon, registry, selectors, services
from zhichi.search.meaning import embedder
from zhichi.search.registry import Document, SearchRow

if TYPE_CHECKING:
    from collections.abc import Iterator

STAFF = SimpleNamespace(is_staff_member=True, mine=None)
CUSTOMER = SimpleNamespace(is_staff_member=False, mine=[1, 2])
KIND, OTHER = "test-thing", "test-other"
AT = datetime(2026, 11, 26, tzinfo=UTC)
SUBJECTS = {"printer": 0, "打印": 0, "invoice": 1, "发票": 1, "tunnel": 2, "内网": 2}
STORES = ("file", "pgvector") if connection.vendor == "postgresql" else ("file",)


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Register the kinds for one test."""

    def visible(user: Any) -> Any:
        return None if user.mine is None else Q(object_id__in=user.mine)

    def load(ids: Any, user: Any) -> dict[int, SearchRow]:
        return {key: SearchRow(f"#{key}", "", f"/{key}/", "ticket") for key in ids if key != 13}

    for name in (KIND, OTHER):
        registry.kind(name, visible=visible, load=load)
    yield
    for name in (KIND, OTHER):
        del registry.kinds._items[name]


def thing(key: int, text: str, *, title: str = "", **given: Any) -> Document:
    """A document of the first kind, unless told."""
    return Document(**{"kind": KIND, "object_id": key, "title": title, "text": text, **given})


def found(query: str, *, user: Any = STAFF, kinds: Any = (KIND, OTHER), **given: Any) -> list[int]:
    """What holds everything."""
    hits = selectors.find(query, for_user=user, kinds=kinds, **given)
    return [hit.object_id for hit in hits if hit.is_whole]


def partly(query: str, **given: Any) -> list[int]:
    """What holds a part."""
    hits = selectors.find(query, for_user=STAFF, kinds=(KIND, OTHER), **given)
    return [hit.object_id for hit in hits if not hit.is_whole]


def count_words(at: datetime) -> None:
    """Take a census that is in force at once."""
    services.take_census(at=at)
    lexicon.forget()


class Embedder(http.server.BaseHTTPRequestHandler):
    """An address whose vectors say which of three subjects a text is about; `state` says how it behaves."""

    state: Any = None

    def do_POST(self) -> None:
        """Answer as `state` says."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state = self.state
        state.asked.append(asked | {"key": self.headers["Authorization"]})
        answer = state.answer or json.dumps({"data": [self._row(*one) for one in enumerate(asked["input"])]}).encode()
        refused = state.refused and any(state.refused in text for text in asked["input"])
        self.send_response(413 if refused else state.status)
        self.end_headers()
        self.wfile.write(answer)

    def _row(self, number: int, text: str) -> dict[str, Any]:
        vector = [0.01 * (1 + len(text) % 3), *([0.0] * (self.state.dimensions - 1))]
        for word, place in SUBJECTS.items():
            vector[place + 1] += word in text
        return {"index": number, "embedding": vector}

    def log_message(self, *given: Any) -> None:
        """Say nothing."""


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, db: None) -> str:
    """Where vectors lie: each where the database has it."""
    if request.param == "pgvector":
        create_extension()
    return str(request.param)


def create_extension() -> None:
    """What an administrator does; gone with the test."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION vector")


@pytest.fixture
def address(settings: Any) -> Iterator[Any]:
    """The embedder's address; what was asked of it, and how it behaves."""
    state = SimpleNamespace(asked=[], status=200, answer=b"", dimensions=8, refused="")
    handler = type("Handler", (Embedder,), {"state": state})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMBED_URL = f"http://127.0.0.1:{server.server_port}/v1"
        settings.EMBED_KEY, settings.EMBED_MODEL = "secret", "model-1"
        embedder.pause.note(went_well=True)
        embedder.question.cache_clear()
        yield state
        server.shutdown()
    embedder.pause.note(went_well=True)
    embedder.question.cache_clear()


def read_all() -> None:
    """Have every text read."""
    while services.embed_some(at=AT):
        pass


def meant(query: str, *, user: Any = STAFF, mode: selectors.Mode = "meaning", **given: Any) -> list[int]:
    """What is found by meaning."""
    hits = selectors.find(query, for_user=user, kinds=[KIND], mode=mode, **given)
    return [hit.object_id for hit in hits]


def three() -> list[Document]:
    """Of each subject one."""
    return [thing(1, "网络打印机离线"), thing(2, "发票税号错了"), thing(3, "连上以后打不开内网")]
