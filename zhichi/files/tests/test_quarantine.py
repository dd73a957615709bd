"""The quarantine: who may do what, what stays, and scans with new signatures (6.4.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.core import clock
from zhichi.core.errors import Conflict, Refused
from zhichi.files import definitions, selectors, services
from zhichi.files.choices import Scan, Shelf
from zhichi.files.models import Attachment, Blob
from zhichi.files.storage import path_of
from zhichi.files.tasks import scan_again
from zhichi.files.tests.daemon import EICAR, FIRST_VERSION, SIGNATURE, Daemon
from zhichi.files.tests.test_scanning import STREAM, _own_folder, again, get, policy, put, scan
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.people import People

__all__ = ["_own_folder"]  # a fixture
pytestmark = pytest.mark.django_db
LATE = b"a macro that nobody knows yet"


@pytest.fixture
def scanned(settings: Any, clamd: Daemon) -> None:
    settings.CLAMAV = clamd.address


@pytest.fixture
def own_daemon(settings: Any, clamd: Daemon) -> Iterator[Daemon]:
    """A daemon whose signatures the test may change."""
    daemon = Daemon()
    settings.CLAMAV = daemon.address
    yield daemon
    daemon.stop()


def infected(name: str = "发票.pdf") -> Attachment:
    stored = put(EICAR, name)
    scan()
    return again(stored)


def codes(stream: str) -> list[str]:
    return [item.code for item in records.history(stream)]


def act(people: People, deed: str, stored: Attachment, reason: str = "试验") -> None:
    deeds = {"release": services.release, "lock": services.lock_again, "delete": services.delete_content}
    deeds[deed](blob_id=stored.blob_id, reason=reason, by=people.actor("manager"), at=clock.now())


@pytest.mark.parametrize("post", ["junior", "senior", "supervisor", "auditor", "customer_service"])
def test_only_those_with_the_right_enter(client: Client, people: People, scanned: None, post: str) -> None:
    stored = infected()
    client.force_login(getattr(people, post))
    key = stored.blob_id
    assert client.get(reverse("files:quarantine")).status_code == 403
    assert client.get(reverse("files:content", args=[key])).status_code == 403
    for address in ("take", "scan_again"):
        assert client.post(reverse(f"files:{address}", args=[key]), {"reason": "x"}).status_code == 403
    for deed in ("release", "delete"):
        assert client.post(reverse("files:act", args=[key, deed]), {"reason": "x"}).status_code == 403
    with pytest.raises(Refused):
        services.release(blob_id=key, reason="x", by=people.actor(post), at=clock.now())
    assert not again(stored).standing.is_open


def test_the_page_says_what_is_locked_from_whom_and_where(client: Client, people: People, scanned: None) -> None:
    client.force_login(people.manager)
    assert "没有锁定的文件" in client.get(reverse("files:quarantine")).text
    stored = infected()
    infected("again.pdf")
    page = client.get(reverse("files:quarantine")).text
    assert "发票.pdf" in page
    assert SIGNATURE in page
    assert str(FIRST_VERSION) in page  # what the scanner says of itself
    inside = client.get(reverse("files:content", args=[stored.blob_id])).text
    assert "again.pdf" in inside
    assert stored.blob.sha256 in inside
    assert client.get(reverse("files:content", args=[10**9])).status_code == 404
    assert client.get(reverse("files:shelf", args=["nothing"])).status_code == 404


def test_the_page_says_that_nothing_is_scanned(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    assert "未设置病毒扫描程序：文件不做病毒扫描。" in client.get(reverse("files:quarantine")).text


def test_a_false_alarm_is_released_with_its_reason(client: Client, people: People, scanned: None) -> None:
    stored = infected()
    client.force_login(people.manager)
    address = reverse("files:act", args=[stored.blob_id, "release"])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert get(client, stored) == 423
    assert client.post(address, {"reason": "自己的测试文件"}).status_code == 303
    assert get(client, stored) == 200
    for stream in (STREAM, f"file:{stored.blob_id}"):
        [event] = [item for item in records.history(stream) if item.code == "files.released"]
        assert (event.data["reason"], event.data["said"]) == ("自己的测试文件", SIGNATURE)
    assert list(selectors.on_shelf(Shelf.RELEASED)) == [stored.blob]
    assert not selectors.on_shelf(Shelf.LOCKED).exists()
    with pytest.raises(Conflict):
        act(people, "release", stored)
    with pytest.raises(Conflict):
        act(people, "delete", stored)  # what may be opened is no matter of the quarantine
    put(EICAR, "later.pdf")
    scan()
    assert Blob.objects.get().scan == Scan.INFECTED
    assert get(client, stored) == 200  # the same finding changes nothing, also for the next who brings it
    assert codes(STREAM).count("files.found") == 1
    act(people, "lock", stored)
    assert get(client, stored) == 423
    with pytest.raises(Conflict):
        act(people, "lock", stored)


def test_a_deleted_content_is_gone_and_its_row_stays(client: Client, people: People, scanned: None) -> None:
    stored = infected()
    place = path_of(stored.blob.sha256)
    client.force_login(people.manager)
    assert client.post(reverse("files:act", args=[stored.blob_id, "delete"]), {"reason": "不需要"}).status_code == 303
    assert not place.exists()
    stored = again(stored)
    assert (stored.filename, stored.blob.deleted_at is not None) == ("发票.pdf", True)
    assert get(client, stored) == 423
    assert SIGNATURE in client.get(reverse("files:content", args=[stored.blob_id])).text
    assert "files.content_deleted" in codes(STREAM)
    comes_again = put(EICAR, "again.pdf")
    assert comes_again.standing.code == "deleted"  # at once
    assert not place.exists()
    assert scan() == 0
    for deed in ("release", "delete", "lock"):
        with pytest.raises(Conflict):
            act(people, deed, stored)
    assert client.post(reverse("files:take", args=[stored.blob_id]), {"reason": "x"}).status_code == 409


def test_who_examines_a_content_takes_it_out_and_the_record_says_so(
    client: Client, people: People, scanned: None
) -> None:
    stored = infected("run.exe")
    client.force_login(people.administrator)
    address = reverse("files:take", args=[stored.blob_id])
    assert client.get(address).status_code == 405
    assert client.post(address, {"reason": ""}).status_code == 422
    answer: Any = client.post(address, {"reason": "送检"})
    assert b"".join(answer) == EICAR
    assert answer["Content-Disposition"].endswith('.quarantined"')
    assert "files.taken_out" in codes(STREAM)


def test_new_signatures_find_what_was_open_and_everybody_is_told(
    client: Client, people: People, own_daemon: Daemon
) -> None:
    client.force_login(people.junior)
    stored, other = put(LATE, "late.doc"), put(b"harmless")
    scan()
    assert get(client, stored) == 200
    scan_again()
    assert not Blob.objects.filter(scan_due__isnull=False).exists()  # nothing changed
    own_daemon.learn(FIRST_VERSION + 1, {"Zhichi.Late-Test": LATE})
    scan_again()
    assert get(client, stored) == 200  # stays as it is until the scanner has looked
    assert scan() == 2
    assert get(client, stored) == 423
    assert get(client, other) == 200
    assert codes(STREAM) == ["files.found_later"]
    [turn] = records.history("scanner:1")
    assert turn.data["count"] == 2
    assert turn.data["version"].endswith(f"/{FIRST_VERSION + 1}")


def test_a_release_holds_until_something_else_is_found(people: People, own_daemon: Daemon) -> None:
    own_daemon.learn(FIRST_VERSION + 1, {"Zhichi.First": LATE})
    stored = put(LATE)
    scan()
    act(people, "release", stored)
    own_daemon.learn(FIRST_VERSION + 2, {"Zhichi.First": LATE, "Zhichi.Other": b"other content"})
    scan_again()
    scan()
    assert again(stored).standing.is_open
    own_daemon.learn(FIRST_VERSION + 3, {"Zhichi.Worse": LATE})
    scan_again()
    scan()
    assert not again(stored).standing.is_open


def test_rescans_are_bounded_newest_first_and_go_as_far_back_as_the_handbook_says(
    people: People, own_daemon: Daemon
) -> None:
    policy(people, definitions.RESCAN_MOST, 10)
    stored = [put(b"content %d" % number) for number in range(14)]
    for number, item in enumerate(stored):  # the first is the oldest
        Blob.objects.filter(pk=item.blob_id).update(stored_at=clock.now() - timedelta(days=20 - number))
    policy(people, definitions.RESCAN_DAYS, 18)
    scan(timedelta(0))
    scan()
    assert not Blob.objects.filter(scan_due__isnull=False).exists()
    own_daemon.learn(FIRST_VERSION + 1, {})
    assert services.rescan(at=clock.now()) == 10
    waiting = set(Blob.objects.filter(scan_due__isnull=False).values_list("pk", flat=True))
    assert waiting == {item.blob_id for item in stored[4:]}
    scan()
    assert services.rescan(at=clock.now()) == 1  # three are older than the handbook asks for
    scan()
    assert services.rescan(at=clock.now()) == 0


def test_new_files_are_scanned_before_those_of_a_rescan(scanned: None) -> None:
    old = put(b"old")
    scan()
    Blob.objects.filter(pk=old.blob_id).update(scan_due=clock.now() - timedelta(hours=1))
    new = put(b"new")
    assert services.scan_due(at=clock.now(), limit=1) == 1
    assert again(new).blob.scan == Scan.CLEAN
    assert again(old).blob.scan_due is not None


def test_somebody_has_a_content_scanned_again(client: Client, people: People, own_daemon: Daemon) -> None:
    stored = infected()
    client.force_login(people.manager)
    own_daemon.learn(FIRST_VERSION + 1, {})
    assert client.post(reverse("files:scan_again", args=[stored.blob_id])).status_code == 303
    assert scan() == 1
    assert "files.scan_asked" in codes(f"file:{stored.blob_id}")


def test_asking_for_a_scan_without_a_scanner_says_so(client: Client, people: People) -> None:
    stored = put()
    client.force_login(people.manager)
    assert client.post(reverse("files:scan_again", args=[stored.blob_id])).status_code == 409


def test_the_list_costs_the_same_for_few_and_many(
    client: Client, people: People, scanned: None, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people.manager)
    for number in range(12):
        put(EICAR + b"\n" * number, f"{number}.pdf")
    scan()
    client.get(reverse("files:quarantine"))
    with django_assert_max_num_queries(14):
        assert client.get(reverse("files:quarantine")).text.count("files/quarantine/") >= 12
