"""Builders: a folder of texts, a source over it, runs, and a web site on this machine."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.gathering import services
from zhichi.gathering.models import Item, Run, Source
from zhichi.knowledge.tests.conftest import Library, library
from zhichi.tickets.tests.browsing import visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.conf import LazySettings

    from zhichi.knowledge.models import Article

__all__ = ["library", "visit"]

TEXT = "# 导出报表\n\n打开“报表”，点“导出”。\n\n## 步骤\n\n1. 选择日期。\n2. 点“导出”。\n"


@dataclass
class Gatherer:
    """A folder that sources may read, and the deeds of those who look after them."""

    library: Library
    folder: Path

    def write(self, name: str, text: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def source(self, kind: str = "folder", by: str = "knowledge_editor", **given: Any) -> Source:
        """A source; a folder unless told."""
        options = given.pop("options", {"folder": str(self.folder)})
        values: dict[str, Any] = {
            "name": f"来源 {Source.objects.count() + 1}", "language": "zh-hans", "article_type": "page",
            "visibility": "public", "owner_id": self.library.people.knowledge_editor.pk, "is_active": False,
        }  # fmt: skip
        data = services.SourceData(kind=kind, options=options, **values | given)
        return services.save_source(data=data, by=self.library.people.actor(by), at=self.library.tick())

    def run(self, source: Source, *, is_trial: bool = False) -> Run:
        """Read the source as the worker does."""
        by = self.library.people.actor("knowledge_editor")
        asked = services.ask(source_id=source.pk, is_trial=is_trial, by=by, at=self.library.tick())
        claimed = services.claim(at=self.library.tick())
        assert claimed is not None
        services.run(run=claimed)
        return Run.objects.get(pk=asked.pk)

    def item(self, name: str = "") -> Item:
        """The only item, or the one whose identity ends so."""
        return Item.objects.select_related("article", "source").get(external_id__endswith=name)

    def decide(self, item: Item, choice: str, by: str = "knowledge_editor") -> Item:
        """What somebody decides about it."""
        return services.decide(item_id=item.pk, choice=choice, by=self.library.people.actor(by), at=self.library.tick())

    def publish(self, item: Item) -> Article:
        """Take a new draft all the way to its readers."""
        assert item.article is not None
        if item.article.state == "draft":
            self.decide(item, "submit")
        return self.library.publish(self.library.approve(self.library.now(item.article)))


@pytest.fixture
def gatherer(library: Library, settings: LazySettings, tmp_path: Path) -> Gatherer:
    """The builder; its folder may be read."""
    folder = tmp_path / "texts"
    folder.mkdir()
    settings.GATHER_FOLDERS = [tmp_path]
    return Gatherer(library, folder)


@dataclass
class Site:
    """A web site on this machine: path → (status, headers, body). Counts what was asked for."""

    url: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    heard: list[dict[str, str]] = field(default_factory=list)

    def page(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        """Put a page there; its address."""
        sent = {"Content-Type": "text/html; charset=utf-8"} | {n.replace("_", "-"): v for n, v in headers.items()}
        self.pages[path] = (status, sent, body if isinstance(body, bytes) else body.encode())
        return self.url + path


@pytest.fixture
def site(settings: LazySettings) -> Iterator[Site]:
    """The site, which may be reached although it is private."""
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked[self.path] += 1
            made.heard.append({name.lower(): value for name, value in self.headers.items()})
            status, headers, body = made.pages.get(self.path, (404, {}, b"nothing"))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    settings.FETCH_PRIVATE = ["127.0.0.1"]
    settings.FETCH_PORTS = [server.server_port]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
