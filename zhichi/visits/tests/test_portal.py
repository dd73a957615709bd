"""What customers see of visits and remote sessions: plain words, the report, their own consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

from zhichi.tickets.choices import State
from zhichi.tickets.models import Ticket
from zhichi.visits import services
from zhichi.visits.choices import SessionState
from zhichi.visits.models import RemoteSession
from zhichi.visits.services import Asked

if TYPE_CHECKING:
    from zhichi.visits.tests.conftest import Field

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest() -> Client:
    cache.clear()
    return Client(headers={"accept-language": "zh-CN"})


def page_of(site: Field, guest: Client) -> str:
    return guest.get(f"/r/{site.ticket.public_id}/").content.decode()


def test_says_in_plain_words_where_a_visit_stands(site: Field, guest: Client) -> None:
    visit = site.ask()
    assert "正在为您安排上门时间" in page_of(site, guest)
    site.plan(visit)
    planned = page_of(site, guest)
    assert "将上门：" in planned
    assert "09:00–11:00" in planned
    services.check_in(visit_id=visit.pk, by=site.by(), at=site.monday)
    assert "已到达现场" in page_of(site, guest)


def test_no_longer_promises_a_time_once_the_request_is_closed(site: Field, guest: Client) -> None:
    site.ask()
    Ticket.objects.filter(pk=site.ticket.pk).update(state=State.CLOSED, is_open=False)
    assert "正在为您安排上门时间" not in page_of(site, guest)


def test_shows_the_report_with_its_signature_to_who_holds_the_link(site: Field, guest: Client) -> None:
    visit = site.reported()
    assert visit.signature is not None
    picture = f"/files/{visit.signature.public_id}/{visit.signature.filename}"
    assert guest.get(picture).status_code in {302, 403, 404}
    report = guest.get(f"/r/{site.ticket.public_id}/visits/{visit.public_id}/")
    for words in ("打印服务没有启动", "重装驱动", "45 分钟", visit.signature.blob.sha256):
        assert words in report.content.decode()
    assert report["X-Robots-Tag"] == "noindex, nofollow"
    assert guest.get(picture).status_code == 200


def test_hides_reports_that_are_not_written_or_of_others(site: Field, guest: Client) -> None:
    unwritten = site.left()
    assert guest.get(f"/r/{site.ticket.public_id}/visits/{unwritten.public_id}/").status_code == 404
    assert guest.get(f"/r/{site.ticket.public_id}/visits/x/").status_code == 404
    other = site.desk.ticket()
    assert guest.get(f"/r/{other.public_id}/visits/{unwritten.public_id}/").status_code == 404


def test_lets_the_customer_agree_and_take_it_back(site: Field, guest: Client) -> None:
    row = services.ask_consent(ticket_id=site.ticket.pk, asked=Asked(tool="ToDesk"), by=site.by(), at=site.desk.tick())
    assert "ToDesk" in page_of(site, guest)
    url = f"/r/{site.ticket.public_id}/remote/{row.pk}/"
    guest.post(url, {"answer": "agree", "name": " "})
    assert RemoteSession.objects.get().state == SessionState.ASKED
    assert guest.post(url, {"answer": "perhaps", "name": "何青"}).status_code == 422
    guest.post(url, {"answer": "agree", "name": "何青"})
    row.refresh_from_db()
    assert (row.state, row.consent_by, row.consent_how) == (SessionState.AGREED, "何青", "portal")
    assert "撤回授权" in page_of(site, guest)
    guest.post(url, {"answer": "refuse", "name": "何青"})
    row.refresh_from_db()
    assert row.state == SessionState.REFUSED


def test_refuses_staff_and_other_requests(site: Field, guest: Client) -> None:
    row = services.ask_consent(ticket_id=site.ticket.pk, asked=Asked(tool="ToDesk"), by=site.by(), at=site.desk.tick())
    staff = Client()
    staff.force_login(site.desk.people.senior)
    agree = {"answer": "agree", "name": "何青"}
    assert staff.post(f"/r/{site.ticket.public_id}/remote/{row.pk}/", agree).status_code == 403
    other = site.desk.ticket()
    assert guest.post(f"/r/{other.public_id}/remote/{row.pk}/", agree).status_code == 404
    row.refresh_from_db()
    assert row.state == SessionState.ASKED
