"""Who hears of a virus, and what the handbook's page says of scans (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.channels.email.tests.kit import receive
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.desk import file_safety
from zhichi.files import services as files
from zhichi.files.choices import Scan
from zhichi.files.models import Attachment, Blob
from zhichi.files.tests.conftest import clamd
from zhichi.files.tests.daemon import EICAR, SIGNATURE
from zhichi.handbook.periods import Period
from zhichi.notices.models import Notice
from zhichi.records.selectors import history
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.people import People
    from zhichi.files.tests.daemon import Daemon

__all__ = ["clamd"]  # a fixture
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def put(content: bytes, name: str) -> Attachment:
    by = Actor.system("t")
    return files.store(content=content, filename=name, claimed_type="", by=by, at=clock.now())


def test_the_owner_and_those_with_the_right_hear_of_a_virus_once(people: People, settings: Any, clamd: Daemon) -> None:
    owner = people.actor("senior")
    wanted = {people.manager.pk, people.administrator.pk, people.senior.pk}
    assert people.junior.pk not in wanted
    ticket = receive().ticket
    assert ticket is not None
    tickets.take(ticket_id=ticket.pk, by=owner, at=clock.now())
    settings.CLAMAV = clamd.address
    stored = put(EICAR, "发票.pdf")
    tickets.note(ticket_id=ticket.pk, text="见附件", by=owner, at=clock.now(), attachments=[stored])
    while files.scan_due(at=clock.now()):
        pass
    events = [
        item
        for stream in (ticket.stream, f"file:{stored.blob_id}")
        for item in history(stream)
        if item.code == "files.found"
    ]
    for _time in range(2):  # a tail may see an event twice
        file_safety.tell_of_viruses(events)
    told = Notice.objects.filter(kind=file_safety.FOUND)
    assert sorted(told.values_list("person_id", flat=True)) == sorted(wanted)
    assert {row.data["signature"] for row in told} == {SIGNATURE}


def period() -> Period:
    now = clock.now()
    start, end = now.replace(hour=0, minute=0, second=0), now.replace(hour=23, minute=59, second=59)
    return Period(start, end, "x", "days", now.date(), now.date())


def test_the_handbook_says_how_many_files_were_scanned_and_what_was_found() -> None:
    assert file_safety.scans(period()).state == "no_data"
    for number in range(4):
        put(b"content %d" % number, "a.txt")
    assert file_safety.scans(period()).state == "at_risk"  # nothing is scanned
    keys = list(Blob.objects.order_by("pk").values_list("pk", flat=True))
    Blob.objects.filter(pk__in=keys[:2]).update(scan=Scan.CLEAN)
    Blob.objects.filter(pk=keys[2]).update(scan=Scan.INFECTED)
    found = file_safety.scans(period())
    assert [figure.value for figure in found.figures] == [4, 3, 75.0, 1]
    assert found.state == "broken"
    Blob.objects.filter(pk=keys[3]).update(scan=Scan.CLEAN)
    assert file_safety.scans(period()).state == "kept"


def test_the_clauses_page_shows_scans_beside_backups(client: Client, people: People) -> None:
    put(b"words", "a.txt")
    client.force_login(people.manager)
    page = client.get(reverse("handbook:clause", args=["6.4.1"])).text
    assert "已做病毒扫描的文件" in page
