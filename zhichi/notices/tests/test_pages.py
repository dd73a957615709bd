"""The page of notices, the bell, the card of preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.notices.models import Inbox, Notice
from zhichi.records.registry import live_gates

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.notices.tests.conftest import Bench

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def junior(client: Client, bench: Bench) -> Client:
    client.force_login(bench.people.junior)
    return client


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_shows_what_waits_first_and_everything_on_request(junior: Client, bench: Bench) -> None:
    bench.tell(bench.people.junior)
    bench.tell(bench.people.junior, kind="tests.word", data={"what": "顺带一提"})
    shown = words(junior.get("/desk/notices/"))
    assert "Solution is late" in shown
    assert "顺带一提" not in shown
    assert "顺带一提" in words(junior.get("/desk/notices/?show=all"))


def test_says_so_when_nothing_waits(junior: Client, bench: Bench) -> None:
    assert "还没有通知" in words(junior.get("/desk/notices/"))
    assert "没有等你确认的通知" in words(junior.get("/desk/notices/?show=waiting"))


def test_acknowledges_one_and_all(junior: Client, bench: Bench) -> None:
    rows = [bench.tell(bench.people.junior, stream=f"thing:{number}")[0] for number in range(3)]
    answer = junior.post(f"/desk/notices/{rows[0].pk}/acknowledge/", headers=FRAGMENT)
    assert "data-badge" in words(answer)
    assert Notice.objects.filter(acknowledged_at=None).count() == 2
    assert junior.post("/desk/notices/acknowledge/").status_code == 302
    assert Notice.objects.filter(acknowledged_at=None).count() == 0


def test_nobody_opens_the_notices_of_others(junior: Client, bench: Bench) -> None:
    (row,) = bench.tell(bench.people.senior)
    assert junior.get(f"/desk/notices/{row.pk}/open/").status_code == 404
    junior.post(f"/desk/notices/{row.pk}/acknowledge/")
    row.refresh_from_db()
    assert row.acknowledged_at is None
    assert "Solution is late" not in words(junior.get("/desk/notices/?show=all"))


def test_opening_reads_and_leads_there(junior: Client, bench: Bench) -> None:
    (row,) = bench.tell(bench.people.junior, stream=f"user:{bench.people.senior.pk}")
    answer = junior.get(f"/desk/notices/{row.pk}/open/")
    assert answer["Location"] == f"/desk/staff/{bench.people.senior.pk}/"
    row.refresh_from_db()
    assert row.read_at is not None
    (row,) = bench.tell(bench.people.junior)  # nothing is known about things
    assert junior.get(f"/desk/notices/{row.pk}/open/")["Location"] == "/desk/notices/"


def test_the_bell_counts_what_is_unread(junior: Client, bench: Bench) -> None:
    assert 'data-badge="notices" hidden' in words(junior.get("/desk/notices/"))
    bench.tell(bench.people.junior)
    assert ">1</span>" in words(junior.get("/desk/notices/bell/", headers=FRAGMENT))


def test_customers_have_no_notices(client: Client, bench: Bench) -> None:
    assert client.get("/desk/notices/").status_code == 302


def test_keeps_the_preferences(junior: Client, bench: Bench) -> None:
    assert 'name="quiet"' in words(junior.get("/desk/notices/preferences/", headers=FRAGMENT))
    assert "/desk/notices/preferences/" in words(junior.get("/desk/me/"))
    junior.post("/desk/notices/preferences/", {"mails": "on"}, headers=FRAGMENT)
    row = Inbox.objects.get(person=bench.people.junior)
    assert (row.mails, row.quiet) == (True, False)


@pytest.mark.parametrize("bad", ["cursor=%00", "cursor=xyz", "show=nonsense", "cursor=W10"])
def test_bad_addresses_show_the_first_page(junior: Client, bench: Bench, bad: str) -> None:
    bench.tell(bench.people.junior)
    assert "Solution is late" in words(junior.get(f"/desk/notices/?{bad}"))


def test_asks_the_same_few_questions_however_many_there_are(junior: Client, bench: Bench) -> None:
    def count() -> int:
        junior.get("/desk/notices/?show=all")
        with CaptureQueriesContext(connection) as asked:
            assert junior.get("/desk/notices/?show=all").status_code == 200
        return len(asked)

    bench.tell(bench.people.junior)
    few = count()
    for number in range(40):
        bench.tell(bench.people.junior, stream=f"thing:{number}")
    assert count() == few
    assert few <= 8


def test_nobody_hears_the_inbox_of_others_change(junior: Client, bench: Bench) -> None:
    allows = live_gates.get("inbox").allows
    request = junior.get("/desk/notices/").wsgi_request
    assert allows(request, str(bench.people.junior.pk))
    assert not allows(request, str(bench.people.senior.pk))
    assert f"s=inbox:{bench.people.junior.pk}" in words(junior.get("/desk/notices/"))
