"""Uploads into a form that is still being written: whose they are, how many, how long, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.limits import Limit
from zhichi.files import definitions, selectors, services
from zhichi.files.models import Attachment, Blob
from zhichi.files.storage import path_of
from zhichi.records import services as records

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db
PROGRAM = b"MZ" + bytes(200)
BY = Actor.system("t")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    cache.clear()


def send(
    client: Client, content: bytes = b"hello", name: str = "日志.txt", kind: str = "text/plain", **data: str
) -> Any:
    return client.post("/files/upload/", {"file": SimpleUploadedFile(name, content, kind), **data})


def policy(people: People, key: str, value: Any) -> None:
    records.set_policy(key=key, value=value, reason="test", by=people.actor("manager"), at=clock.now())


def test_refuses_a_guest_who_has_no_form(client: Client) -> None:
    assert send(client).json()["code"] == "form-expired"
    assert send(client, upload_token="forged").json()["code"] == "form-expired"
    assert not Attachment.objects.exists()


def test_refuses_a_form_that_was_open_for_more_than_a_day(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    token = selectors.new_upload_token()
    monkeypatch.setattr("zhichi.files.selectors.TOKEN_SECONDS", -1)
    answer = send(client, upload_token=token)
    assert (answer.status_code, answer.json()["code"]) == (422, "form-expired")


def test_refuses_a_request_without_a_file(client: Client) -> None:
    answer = client.post("/files/upload/", {"upload_token": selectors.new_upload_token()})
    assert answer.json()["code"] == "no-file"


def test_refuses_a_program_by_its_bytes_whatever_its_name_says(client: Client, settings: Any) -> None:
    token = selectors.new_upload_token()
    answer = send(client, PROGRAM, "截图.png", "image/png", upload_token=token)
    assert (answer.status_code, answer.json()["code"]) == (422, "refused-type")
    assert "截图.png" in answer.json()["error"]
    assert not Attachment.objects.exists()
    assert not [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()]  # nothing stays on the disk


def test_takes_programs_from_staff_and_where_the_policy_says_so(client: Client, people: People) -> None:
    token = selectors.new_upload_token()
    policy(people, definitions.PROGRAMS, True)
    assert send(client, PROGRAM, "setup.exe", upload_token=token).status_code == 201
    policy(people, definitions.PROGRAMS, False)
    client.force_login(people.junior)
    assert send(client, PROGRAM, "setup.exe").status_code == 201


def test_keeps_a_picture_that_is_no_picture_and_marks_it(client: Client) -> None:
    answer = send(client, b"<html><script>1</script>", "图.png", "image/png", upload_token=selectors.new_upload_token())
    stored = Attachment.objects.get(public_id=answer.json()["id"])
    assert stored.content_type == "text/html"
    assert stored.is_suspicious
    assert not stored.is_picture


def test_refuses_more_files_than_may_wait(client: Client, people: People) -> None:
    policy(people, definitions.WAITING, 2)
    token = selectors.new_upload_token()
    answers = [send(client, upload_token=token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[2].json()["code"] == "too-many"
    assert send(client, upload_token=selectors.new_upload_token()).status_code == 201  # another form is another visitor
    client.force_login(people.junior)
    assert [send(client).status_code for _ in range(3)] == [201, 201, 422]


def test_refuses_more_bytes_than_may_wait(client: Client, people: People) -> None:
    policy(people, definitions.WAITING_MB, 1)
    token = selectors.new_upload_token()
    half = b"x" * (600 * 1024)
    assert [send(client, half, upload_token=token).status_code for _ in range(2)] == [201, 422]


def test_refuses_a_guest_who_sends_too_often_with_ever_new_forms(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhichi.files.services.uploads.GUEST_UPLOADS", Limit("files.test", 2, 3600))
    answers = [send(client, upload_token=selectors.new_upload_token()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    monkeypatch.setattr("zhichi.files.services.uploads.GUEST_UPLOADS", Limit("files.test2", 99, 3600))
    monkeypatch.setattr("zhichi.files.services.uploads.GUEST_MEGABYTES", Limit("files.test3", 2, 3600))
    answers = [send(client, upload_token=selectors.new_upload_token()) for _ in range(3)]
    assert answers[2].json()["code"] == "too-many"


def test_deletes_an_upload_that_its_sender_takes_back(client: Client) -> None:
    token = selectors.new_upload_token()
    sent = send(client, upload_token=token).json()["id"]
    place = path_of(Blob.objects.get().sha256)
    assert place.exists()
    address = f"/files/upload/{sent}/discard/"
    assert client.post(address, {"upload_token": selectors.new_upload_token()}).status_code == 404
    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 405
    assert client.post(address, {"upload_token": token}).status_code == 204
    assert not Attachment.objects.exists()
    assert not place.exists()
    assert client.post(address, {"upload_token": token}).status_code == 404


def test_deletes_no_upload_of_another_account_and_none_that_was_sent(client: Client, people: People) -> None:
    client.force_login(people.junior)
    sent = send(client).json()["id"]
    client.force_login(people.senior)
    assert client.post(f"/files/upload/{sent}/discard/").status_code == 404
    client.force_login(people.junior)
    row = Attachment.objects.get()
    services.attach(attachments=[row], holder=("message", 1), by=BY, at=clock.now())
    assert client.post(f"/files/upload/{sent}/discard/").status_code == 404
    assert services.discard(attachment=row, by=BY, at=clock.now()) is False
    assert Attachment.objects.exists()


def test_sweeps_what_nobody_sent_after_the_hours_of_the_policy(client: Client, people: People) -> None:
    policy(people, definitions.KEPT, 3)
    send(client, upload_token=selectors.new_upload_token())
    at = Attachment.objects.get().created_at
    assert services.sweep(at=at + timedelta(hours=2, minutes=59)) == 0
    assert services.sweep(at=at + timedelta(hours=3, seconds=1)) == 1
    assert not Blob.objects.exists()


def test_keeps_what_was_sent_from_the_sweep(client: Client) -> None:
    send(client, upload_token=selectors.new_upload_token())
    row = Attachment.objects.get()
    services.attach(attachments=[row], holder=("message", 1), by=BY, at=clock.now())
    assert services.sweep(at=row.created_at + timedelta(days=30)) == 0


def test_ids_cannot_be_guessed(client: Client) -> None:
    token = selectors.new_upload_token()
    ids = {send(client, upload_token=token).json()["id"] for _ in range(5)}
    assert len(ids) == 5
    assert all(len(one) >= 22 and not one.isdigit() for one in ids)


@pytest.mark.parametrize("bad", ["a\x00b", "", "x" * 5000, "编号", "1 OR 1=1", "../../etc/passwd"])
def test_an_id_that_is_none_finds_nothing(client: Client, people: People, bad: str) -> None:
    client.force_login(people.junior)
    good = send(client).json()["id"]
    assert [row.public_id for row in selectors.uploads([bad, good], user=people.junior)] == [good]
    assert selectors.find(bad) is None
