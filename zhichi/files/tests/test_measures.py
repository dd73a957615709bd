"""What the handbook does about kinds of files: allow, warn, hold, refuse (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.files import definitions, selectors, services
from zhichi.files.choices import Shelf
from zhichi.files.models import Attachment, Blob
from zhichi.files.tests.daemon import EICAR, SIGNATURE
from zhichi.files.tests.test_looking import PROGRAM, VBA, zipped
from zhichi.files.tests.test_scanning import STREAM, _own_folder, again, get, policy, put, scan
from zhichi.records import selectors as records
from zhichi.records import services as record_services

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.files.tests.daemon import Daemon

__all__ = ["_own_folder"]  # a fixture
pytestmark = pytest.mark.django_db
MACROS = "6.4.1.macros"
DOCUMENT = zipped({"word/document.xml": b"x", "word/vbaProject.bin": VBA})


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def send(client: Client, content: bytes, name: str) -> Any:
    return client.post("/files/upload/", {"file": SimpleUploadedFile(name, content, "application/octet-stream")})


def test_every_trait_has_a_measure_that_people_may_change() -> None:
    from zhichi.files.choices import Measure, Trait

    assert set(definitions.TRAITS) == set(Trait.values)
    assert tuple(Measure.values) == definitions.MEASURES


def test_warns_as_shipped_and_lets_everybody_open_it(client: Client, people: People) -> None:
    client.force_login(people.junior)
    stored = put(DOCUMENT, "报表.docx")
    assert stored.standing.is_open
    chip = client.get(f"/files/{stored.public_id}/chip/").text
    assert "含宏的文档：word/vbaProject.bin" in chip
    assert get(client, stored) == 200


def test_allows_without_a_word_where_the_handbook_says_so(people: People) -> None:
    policy(people, MACROS, "allow")
    assert put(DOCUMENT, "a.docx").standing.warning == ""


def test_holds_back_what_the_handbook_holds_back_and_says_so(client: Client, people: People) -> None:
    stored = put(DOCUMENT, "a.docx")
    assert stored.standing.is_open
    policy(people, MACROS, "hold")  # counts at once, for what is there too
    client.force_login(people.manager)
    assert get(client, stored) == 423
    assert "含宏的文档" in client.get(f"/files/{stored.public_id}/chip/").text
    other = put(DOCUMENT + b"\0" * 3, "b.docx")
    [event] = records.history(f"file:{other.blob_id}")
    assert (event.code, event.data["traits"]) == ("files.held", "macros")
    page = client.get(reverse("files:quarantine")).text
    assert "a.docx" in page
    assert "b.docx" in page
    address = reverse("files:act", args=[stored.blob_id, "release"])
    assert client.post(address, {"reason": "客户的报表模板"}).status_code == 303
    assert get(client, stored) == 200
    assert [item.data["said"] for item in records.history(STREAM)] == ["macros"]
    assert list(selectors.on_shelf(Shelf.RELEASED)) == [stored.blob]
    assert list(selectors.on_shelf(Shelf.LOCKED)) == [other.blob]
    services.lock_again(blob_id=stored.blob_id, reason="x", by=people.actor("manager"), at=clock.now())
    assert get(client, stored) == 423


def test_refuses_an_upload_and_holds_back_a_letter(client: Client, people: People) -> None:
    policy(people, MACROS, "refuse")
    client.force_login(people.junior)
    answer = send(client, DOCUMENT, "a.docx")
    assert (answer.status_code, answer.json()["code"]) == (422, "refused-type")
    assert "含宏的文档" in answer.json()["error"]
    assert not Attachment.objects.exists()
    assert not put(DOCUMENT, "by-mail.docx").standing.is_open  # a letter is kept whole


def test_the_strictest_measure_counts(people: People) -> None:
    policy(people, "6.4.1.programs", "hold")
    stored = put(zipped({"a.exe": PROGRAM}), "a.zip")  # an archive is allowed, a program in it is not
    assert stored.standing.code == "held"
    assert "a.exe" in stored.standing.words


def test_the_same_bytes_under_a_worse_name_are_locked_too(people: People) -> None:
    policy(people, "6.4.1.scripts", "hold")
    first = put(b"del *.*", "notes.txt")
    assert first.standing.is_open
    assert not put(b"del *.*", "run.bat").standing.is_open
    assert not again(first).standing.is_open


def test_a_release_does_not_hold_for_a_virus(people: People, settings: Any, clamd: Daemon) -> None:
    policy(people, MACROS, "hold")
    settings.CLAMAV = clamd.address
    stored = put(zipped({"word/document.xml": EICAR, "word/vbaProject.bin": VBA}), "a.docx")
    assert stored.standing.code == "held"
    services.release(blob_id=stored.blob_id, reason="x", by=people.actor("manager"), at=clock.now())
    assert again(stored).standing.waits
    scan()
    assert again(stored).standing.detail == SIGNATURE
    assert Blob.objects.get().released_look == "macros"


def test_a_measure_is_one_of_four(people: People) -> None:
    with pytest.raises(DomainError):
        record_services.set_policy(key=MACROS, value="perhaps", reason="x", by=people.actor("manager"), at=clock.now())


def test_the_handbooks_page_offers_the_four(client: Client, people: People) -> None:
    client.force_login(people.manager)
    page = client.get(reverse("handbook:value", args=["6.4.1", MACROS])).text
    for words in ("允许", "提醒", "隔离", "拒收"):
        assert words in page
