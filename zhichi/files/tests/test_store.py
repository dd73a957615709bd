"""Contents are stored once, limits hold, and nothing that was claimed is swept."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.core.errors import DomainError
from zhichi.files import selectors, services, storage
from zhichi.files.models import Attachment, Blob
from zhichi.files.services import contents

GUEST = Actor.guest("何青")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def put(content: Any = b"hello", **given: Any) -> Attachment:
    values = {"filename": "a.txt", "claimed_type": "text/plain", "by": GUEST, "at": now(), **given}
    return services.store(content=content, **values)


def files_on_disk() -> list[Path]:
    return [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()]


def test_keeps_equal_contents_once() -> None:
    first, second = put(), put(filename="b.txt")
    assert first.blob_id == second.blob_id
    assert [path.name for path in files_on_disk()] == [hashlib.sha256(b"hello").hexdigest()]
    with selectors.read(second) as content:
        assert content.read() == b"hello"


@pytest.mark.parametrize("make", [io.BytesIO, lambda data: iter([data[:3], data[3:]])], ids=["file", "pieces"])
def test_keeps_streams_whole(make: Any) -> None:
    data = bytes(range(256)) * 5000
    stored = put(make(data), filename="a.bin")
    assert (stored.blob.size, stored.blob.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert storage.path_of(stored.blob.sha256).read_bytes() == data


def test_refuses_too_large_and_leaves_nothing(settings: Any) -> None:
    settings.MAX_ATTACHMENT_BYTES = 10
    with pytest.raises(DomainError) as refused:
        put(iter([b"12345", b"67890", b"1"]), filename="大.bin")
    assert refused.value.code == "too-large"
    assert "大.bin" in str(refused.value)
    assert (files_on_disk(), Blob.objects.count()) == ([], 0)


def test_keeps_content_that_the_disk_lost() -> None:
    path = storage.path_of(put().blob.sha256)
    path.unlink()
    put()
    assert path.read_bytes() == b"hello"


def test_keeps_the_claim_beside_what_it_is() -> None:
    stored = put(b"<svg onload=alert(1)>", filename="photo.png", claimed_type="image/png; name=x")
    assert (stored.claimed_type, stored.content_type, stored.is_suspicious) == ("image/png", "image/svg+xml", True)
    assert not stored.is_picture


def test_keeps_uploads_apart_by_form() -> None:
    mine, other = selectors.new_upload_token(), selectors.new_upload_token()
    one, two = (put(upload_token=selectors.upload_key(token)) for token in (mine, other))
    ids = [two.public_id, one.public_id]
    assert selectors.uploads(ids, upload_token=mine) == [one]
    assert selectors.uploads(ids, upload_token=mine + "x") == []
    assert selectors.uploads(ids) == []


def test_keeps_an_attachment_with_its_first_holder() -> None:
    stored = put()
    assert services.attach(attachments=[stored], holder=("message", 1), by=GUEST, at=now()) == 1
    assert services.attach(attachments=[stored], holder=("message", 2), by=GUEST, at=now()) == 0
    assert selectors.of("message", [1, 2]) == {1: [stored]}


def test_keeps_what_is_claimed_and_sweeps_the_rest() -> None:
    old = now() - timedelta(days=2)
    held = put(b"held", at=old, holder=("message", 1))
    fresh = put(b"fresh")
    put(b"abandoned", at=old)
    put(b"held", at=old)  # abandoned, but its content is still named by the held one
    assert services.sweep(at=now()) == 2
    assert set(Attachment.objects.all()) == {held, fresh}
    assert sorted(path.read_bytes() for path in files_on_disk()) == [b"fresh", b"held"]


@pytest.mark.django_db(transaction=True)
def test_keeps_a_rolled_back_content_storable() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put(b"again")
        raise RuntimeError
    assert Blob.objects.count() == 0
    with selectors.read(put(b"again")) as content:
        assert content.read() == b"again"


def test_keeps_a_content_whose_row_was_swept_between_two_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL a sweep may commit after our insert met its row and before we hold it."""
    first = put(b"twice")
    hold = contents._hold
    asked: list[str] = []

    def swept_before(sha256: str) -> contents.Held | None:
        if not asked:
            asked.append(sha256)
            Attachment.objects.filter(pk=first.pk).delete()
            contents.drop_if_unused(first.blob_id)
        return hold(sha256)

    monkeypatch.setattr(contents, "_hold", swept_before)
    second = put(b"twice")
    assert asked
    with selectors.read(second) as content:
        assert content.read() == b"twice"
    assert Blob.objects.count() == 1


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which contents reached the disk, by hash, in order."""
    found: list[str] = []
    sync = storage._sync

    def noted(address: str) -> None:
        sync(address)
        found.append(Path(address).name)

    monkeypatch.setattr(storage, "_sync", noted)
    return found


def test_brings_files_to_the_disk_together_before_the_commit(synced: list[str]) -> None:
    with transaction.atomic(), services.durable_together():
        hashes = {put(content).blob.sha256 for content in (b"one", b"two", b"three")}
        with services.durable_together():
            hashes.add(put(b"four").blob.sha256)
        assert synced == []
    assert sorted(synced) == sorted(hashes)
    assert [put(b"five").blob.sha256] == synced[4:]


def test_brings_nothing_to_the_disk_for_what_is_undone(synced: list[str]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), services.durable_together():
        put(b"one")
        _ = 1 / 0
    assert (synced, Blob.objects.count()) == ([], 0)
    put(b"one")
    assert len(synced) == 1


def test_commits_nothing_that_the_disk_does_not_take(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(address: str) -> None:
        raise OSError(28, "No space left on device", address)

    monkeypatch.setattr(storage, "_sync", full)
    with pytest.raises(OSError, match="No space"), transaction.atomic(), services.durable_together():
        put(b"one")
        put(b"two")
    assert Blob.objects.count() == 0
