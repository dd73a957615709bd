"""Files go to those who may see their holder, and never as a page of ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.files import registry, selectors, services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from tests.people import People
    from zhichi.files.models import Attachment

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
KIND = "test-holder"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    cache.clear()
    registry.gate(KIND, lambda request, attachment: attachment.holder_id == 1 and request.user.is_authenticated)
    yield
    del registry.gates._items[KIND]


def put(content: bytes, name: str, *, holder: int = 1) -> Attachment:
    return services.store(
        content=content, filename=name, claimed_type="", by=Actor.system("t"), at=now(), holder=(KIND, holder)
    )


def address(stored: Attachment) -> str:
    return f"/files/{stored.public_id}/{stored.filename}"


def test_keeps_pictures_in_place_and_the_rest_for_saving(client: Client, people: People) -> None:
    client.force_login(people.junior)
    picture = client.get(address(put(PNG, "图.png")))
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Disposition"].startswith("inline")
    for content, name in ((b"<svg></svg>", "图.svg"), (b"<html></html>", "a.html"), (b"%PDF-1.4", "报告.pdf")):
        answer = client.get(address(put(content, name)))
        assert answer["Content-Disposition"].startswith("attachment"), name
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"".join(answer) == content


def test_keeps_chinese_names(client: Client, people: People) -> None:
    client.force_login(people.junior)
    answer = client.get(address(put(b"%PDF-1.4", '报"告.pdf')))
    assert "filename*=UTF-8''%E6%8A%A5%22%E5%91%8A.pdf" in answer["Content-Disposition"]


def test_keeps_large_files_streamed(client: Client, people: People) -> None:
    client.force_login(people.junior)
    content = bytes(range(256)) * 8000
    answer: Any = client.get(address(put(content, "a.bin")))
    assert answer.streaming
    assert b"".join(answer) == content
    assert not answer.is_async  # a server without an event loop would read it wholly into memory first


def test_refuses_whoever_the_gate_refuses(client: Client, people: People) -> None:
    seen, hidden = put(PNG, "a.png"), put(PNG, "a.png", holder=2)
    assert client.get(address(seen)).status_code == 404
    client.force_login(people.manager)
    assert client.get(address(hidden)).status_code == 404
    assert client.get("/files/nothing/x").status_code == 404


def test_refuses_files_that_no_gate_knows(client: Client, people: People) -> None:
    client.force_login(people.manager)
    stored = services.store(
        content=PNG, filename="a.png", claimed_type="", by=Actor.system("t"), at=now(), holder=("unknown", 1)
    )
    assert client.get(address(stored)).status_code == 404


def test_keeps_browsers_from_asking_twice(client: Client, people: People) -> None:
    client.force_login(people.junior)
    stored = put(PNG, "a.png")
    first = client.get(address(stored))
    again = client.get(address(stored), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "private" in again["Cache-Control"]
    client.logout()
    assert client.get(address(stored), headers={"If-None-Match": first["ETag"]}).status_code == 404


def send(client: Client, content: bytes = b"hello", **data: str) -> Any:
    upload = SimpleUploadedFile("日志.txt", content, content_type="text/plain")
    return client.post("/files/upload/", {"file": upload, **data})


def test_keeps_a_guests_upload_for_their_form(client: Client, db: None) -> None:
    token = selectors.new_upload_token()
    answer = send(client, upload_token=token)
    assert answer.status_code == 201
    data = json.loads(answer.content)
    assert (data["name"], data["size"]) == ("日志.txt", 5)
    assert [item.public_id for item in selectors.uploads([data["id"]], upload_token=token)] == [data["id"]]
    assert client.get(f"/files/{data['id']}/x").status_code == 404


def test_refuses_uploads_without_a_form(client: Client, db: None) -> None:
    assert send(client).status_code == 422
    assert send(client, upload_token="forged").json()["code"] == "form-expired"


def test_keeps_own_uploads_readable(client: Client, people: People) -> None:
    client.force_login(people.junior)
    data = send(client).json()
    assert client.get(f"/files/{data['id']}/x").status_code == 200
    client.force_login(people.senior)
    assert client.get(f"/files/{data['id']}/x").status_code == 404


def test_refuses_too_large_uploads_in_words(client: Client, people: People, settings: Any) -> None:
    settings.MAX_ATTACHMENT_BYTES = 3
    client.force_login(people.junior)
    assert send(client).json()["code"] == "too-large"
    assert "日志.txt" in send(client).json()["error"]
