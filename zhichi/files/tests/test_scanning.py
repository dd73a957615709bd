"""Scans of stored files: one for each content, never lost, and what is found is opened by nobody (6.4.1)."""

from __future__ import annotations

import socket
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.files import checks, definitions, registry, scanner, selectors, services
from zhichi.files.choices import Scan
from zhichi.files.clamd import Away, Clamd, Unclear
from zhichi.files.models import Attachment, Blob
from zhichi.files.services import scanning
from zhichi.files.services.scanning import MINE, MOST_TRIES
from zhichi.files.standing import FileLocked
from zhichi.files.tests.daemon import EICAR, FIRST_VERSION, SIGNATURE, STREAM_LIMIT
from zhichi.records import selectors as records
from zhichi.records import services as record_services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

    from tests.people import People
    from zhichi.files.tests.daemon import Daemon

pytestmark = pytest.mark.django_db
KIND = "test-place"
STREAM = "test:1"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    registry.gate(KIND, lambda request, _attachment: request.user.is_authenticated)
    registry.locate(KIND, lambda files: {item.pk: registry.Place(stream=STREAM) for item in files})
    yield
    del registry.gates._items[KIND]
    del registry.places._items[KIND]


@pytest.fixture
def scanned(settings: Any, clamd: Daemon) -> str:
    settings.CLAMAV = clamd.address
    return clamd.address


def put(content: bytes = b"hello", name: str = "a.txt") -> Attachment:
    return services.store(
        content=content, filename=name, claimed_type="", by=Actor.system("t"), at=clock.now(), holder=(KIND, 1)
    )


def scan(later: timedelta = timedelta(0)) -> int:
    return services.scan_due(at=clock.now() + later)


def again(stored: Attachment) -> Attachment:
    return Attachment.objects.select_related("blob").get(pk=stored.pk)


def get(client: Client, stored: Attachment) -> int:
    return client.get(f"/files/{stored.public_id}/{stored.filename}").status_code


def told() -> list[dict[str, Any]]:
    return [item.data for item in records.history(STREAM) if item.code == "files.found"]


def policy(people: People, key: str, value: Any) -> None:
    record_services.set_policy(key=key, value=value, reason="test", by=people.actor("manager"), at=clock.now())


def test_opens_every_file_where_no_scanner_is_set_up(client: Client, people: People) -> None:
    client.force_login(people.junior)
    stored = put(EICAR)
    assert stored.blob.scan == Scan.OFF
    assert scan() == 0
    assert get(client, stored) == 200


def test_locks_a_file_until_it_is_found_clean(client: Client, people: People, scanned: str) -> None:
    client.force_login(people.junior)
    stored = put()
    assert stored.standing.waits
    assert get(client, stored) == 423
    assert scan() == 1
    blob = Blob.objects.get()
    assert (blob.scan, blob.scan_due) == (Scan.CLEAN, None)
    assert blob.scan_version.endswith(f"/{FIRST_VERSION}")
    assert blob.scanned_at is not None
    assert get(client, stored) == 200
    assert scan() == 0
    assert not told()


def test_an_infected_file_is_opened_by_nobody_and_the_object_is_told(
    client: Client, people: People, scanned: str
) -> None:
    stored = put(EICAR, "发票.pdf")
    link = services.share(attachment=stored, stream=STREAM, at=clock.now())
    scan()
    stored = again(stored)
    assert (stored.blob.scan, stored.blob.scan_said) == (Scan.INFECTED, SIGNATURE)
    for person in (people.manager, people.junior, people.administrator):
        client.force_login(person)
        assert get(client, stored) == 423
        # Not even with what a browser kept from before.
        kept = client.get(f"/files/{stored.public_id}/x", headers={"If-None-Match": f'"{stored.blob.sha256}"'})
        assert kept.status_code == 423
    token = selectors.link_token(link)
    assert client.get(f"/files/shared/{token}/x").status_code == 302
    with pytest.raises(FileLocked):
        selectors.read(stored)
    with pytest.raises(FileLocked):
        services.refuse_locked(attachments=[stored])
    with selectors.read_for_machine(stored) as content:
        assert content.read() == EICAR  # the message that holds it is still whole
    [event] = told()
    assert (event["name"], event["signature"]) == ("发票.pdf", SIGNATURE)


def test_shows_the_file_with_a_notice_instead_of_a_way_to_it(client: Client, people: People, scanned: str) -> None:
    client.force_login(people.junior)
    stored = put(EICAR, "发票.pdf")
    address = f"/files/{stored.public_id}/chip/"
    waits = client.get(address).content.decode()
    assert "正在检查病毒" in waits
    assert "every 4s" in waits
    assert "href" not in waits
    scan()
    found = client.get(address).content.decode()
    assert f"发现病毒：{SIGNATURE}" in found
    assert "hx-get" not in found
    assert "href" not in found
    with translation.override("en"):
        assert again(stored).standing.words == f"Virus found: {SIGNATURE}"
    client.logout()
    assert client.get(address).status_code == 404


def test_scans_a_content_once_however_many_files_have_it(scanned: str) -> None:
    first, second = put(name="a.txt"), put(name="b.txt")
    assert scan() == 1
    third = put(name="c.txt")
    assert third.standing.is_open
    assert scan() == 0
    assert {again(item).blob_id for item in (first, second, third)} == {first.blob_id}


def test_tells_everybody_to_whom_an_infected_content_comes_and_each_once(scanned: str) -> None:
    put(EICAR, "first.pdf")
    scan()
    second = put(EICAR, "second.pdf")
    assert not second.standing.is_open  # at once, before the scan that tells it
    scan()
    assert [item["name"] for item in told()] == ["first.pdf", "second.pdf"]


def test_files_wait_while_the_daemon_is_away_and_are_scanned_when_it_is_back(
    settings: Any, clamd: Daemon, client: Client, people: People
) -> None:
    client.force_login(people.junior)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMAV = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    stored = put()
    for _ in range(MOST_TRIES + 2):
        with pytest.raises(Away):
            scan(timedelta(days=1))
    assert get(client, stored) == 423
    settings.CLAMAV = clamd.address
    assert scan() == 1
    assert get(client, stored) == 200


def test_gives_up_after_some_tries_without_a_verdict_and_says_why(
    scanned: str, monkeypatch: pytest.MonkeyPatch, people: People
) -> None:
    stored, at = put(), clock.now()

    def breaks(_self: Clamd, _content: Any) -> None:
        raise Unclear("Can't allocate memory ERROR")

    monkeypatch.setattr(Clamd, "scan", breaks)
    pauses = []
    for tries in range(1, MOST_TRIES):
        assert services.scan_due(at=at) == 1
        blob = Blob.objects.get()
        assert (blob.scan, blob.scan_tries) == (Scan.WAITING, tries)
        assert blob.scan_due is not None
        pauses.append(blob.scan_due - at)
        assert services.scan_due(at=blob.scan_due - timedelta(seconds=1)) == 0
        at = blob.scan_due
    assert pauses == sorted(set(pauses))
    services.scan_due(at=at)
    stored = again(stored)
    assert stored.blob.scan == Scan.FAILED
    assert "allocate memory" in stored.standing.words
    policy(people, definitions.OPEN_UNSCANNABLE, True)
    assert stored.standing.is_open


def test_a_worker_that_dies_in_a_scan_leaves_the_file_to_another(scanned: str) -> None:
    put()
    due = Blob.objects.get().scan_due
    assert due is not None
    Blob.objects.update(scan_due=clock.now() + MINE)  # taken by the dead one
    assert scan() == 0
    assert scan(MINE + timedelta(seconds=1)) == 1


def test_two_workers_never_scan_the_same_content(scanned: str) -> None:
    put()
    row = Blob.objects.get()
    Blob.objects.update(scan_due=clock.now() + MINE)  # the other was faster, after we had read the list
    daemon = scanner.current()
    assert daemon is not None
    assert scanning._scan(row, daemon, daemon.about(), clock.now()) is False


def test_says_that_a_file_is_larger_than_the_scanner_takes(scanned: str, client: Client, people: People) -> None:
    client.force_login(people.junior)
    stored = put(bytes(STREAM_LIMIT + 1), "large.bin")
    scan()
    assert again(stored).blob.scan_said == "too-large"
    assert get(client, stored) == 423
    assert "超过病毒扫描程序的大小上限" in client.get(f"/files/{stored.public_id}/chip/").content.decode()


def test_says_that_the_disk_has_lost_the_content(scanned: str, settings: Any) -> None:
    stored = put()
    (settings.DATA_DIR / "files" / stored.blob.sha256[:2] / stored.blob.sha256[2:4] / stored.blob.sha256).unlink()
    scan()
    assert again(stored).blob.scan_said == "lost"


def test_files_that_wait_may_be_opened_where_the_handbook_says_so(scanned: str, people: People) -> None:
    stored = put()
    policy(people, definitions.OPEN_WAITING, True)
    assert stored.standing.is_open
    policy(people, definitions.OPEN_WAITING, False)
    assert not stored.standing.is_open


def test_nothing_stays_locked_when_the_scanner_is_taken_away_but_what_was_found(scanned: str, settings: Any) -> None:
    bad = put(EICAR, "bad.pdf")
    scan()
    waits = put(b"other")
    settings.CLAMAV = ""
    assert waits.standing.is_open
    assert not again(bad).standing.is_open


def test_a_content_from_before_the_scanner_is_scanned_when_it_comes_again(settings: Any, clamd: Daemon) -> None:
    before = put(EICAR)
    assert before.standing.is_open
    settings.CLAMAV = clamd.address
    put(EICAR)
    assert again(before).standing.waits
    scan()
    assert again(before).blob.scan == Scan.INFECTED


def test_finds_it_in_a_zip_that_calls_itself_a_picture(scanned: str) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", EICAR)
    stored = put(packed.getvalue(), "图.png")
    scan()
    assert again(stored).blob.scan == Scan.INFECTED


def test_doctor_says_what_is_and_what_to_do(settings: Any, clamd: Daemon) -> None:
    [none] = checks.check_scanner()
    assert none.level == "warn"
    settings.CLAMAV = "clamd"
    [bad] = checks.check_scanner()
    assert bad.level == "bad"
    settings.CLAMAV = clamd.address
    put()
    answers = checks.check_scanner()
    assert str(FIRST_VERSION) in answers[0].what
    assert len(answers) == 1
    Blob.objects.update(stored_at=clock.now() - timedelta(hours=1))
    assert [item.level for item in checks.check_scanner()][1:] == ["bad"]
    settings.CLAMAV = "unix:///nowhere/clamd.sock"
    assert [item.level for item in checks.check_scanner()] == ["bad", "bad"]
