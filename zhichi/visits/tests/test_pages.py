"""The staff pages of visits: panel, request, plan, calendar, phone, report, print; refused forms lose nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.core import clock
from zhichi.tickets.tests.conftest import GUEST
from zhichi.visits import services
from zhichi.visits.choices import SessionState, VisitState
from zhichi.visits.models import RemoteSession, Visit
from zhichi.visits.tests.conftest import drawn, png

if TYPE_CHECKING:
    from zhichi.visits.tests.conftest import Field

pytestmark = pytest.mark.django_db
QUERIES = 15
ASKED = {
    "reason": "远程连不上",
    "address": "深圳市示例路 1 号",
    "zone": "Asia/Shanghai",
    "contact_name": "何青",
    "contact_phone": "",
    "key": "form-1",
}
REPORTED = {
    "found": "打印服务没有启动",
    "work_done": "重装驱动",
    "minutes_worked": "45",
    "result": "solved",
    "signed": "drawn",
    "signer_name": "何青",
    "key": "form-2",
}


@pytest.fixture
def senior(site: Field, client: Client) -> Client:
    client.force_login(site.desk.people.senior)
    return client


def test_asks_once_for_a_form_sent_twice(site: Field, senior: Client) -> None:
    url = f"/desk/visits/of/{site.ticket.number}/new/"
    window = {"wanted_from": f"{site.monday:%Y-%m-%dT%H:%M}", "wanted_until": ""}
    for _time in range(2):
        assert senior.post(url, ASKED | window).status_code == 303
    visit = Visit.objects.get()
    assert visit.wanted_from == site.monday


def test_keeps_what_was_typed_when_the_window_is_no_time(site: Field, senior: Client) -> None:
    url = f"/desk/visits/of/{site.ticket.number}/new/"
    answer = senior.post(url, ASKED | {"wanted_from": "tomorrow", "reason": "机房停电"})
    assert answer.status_code == 422
    assert "机房停电" in answer.content.decode()
    assert "wanted_from" in answer.context["form"].errors


@pytest.mark.parametrize("gap", ["2027-03-28T02:30", "2026-03-29T02:30"])
def test_refuses_a_time_that_the_clocks_there_skip(site: Field, senior: Client, gap: str) -> None:
    url = f"/desk/visits/of/{site.ticket.number}/new/"
    answer = senior.post(url, ASKED | {"zone": "Europe/Berlin", "wanted_from": gap})
    assert "wanted_from" in answer.context["form"].errors


def test_plans_a_proposal_with_one_click_and_one_form(site: Field, senior: Client) -> None:
    visit = site.ask()
    page = senior.get(f"/desk/visits/{visit.pk}/schedule/?minutes=90")
    chosen = page.context["proposals"][0]
    link = next(line for line in page.content.decode().split('href="') if line.startswith("?minutes=90"))
    address = link.split('"')[0].replace("&amp;", "&")
    form = senior.get(f"/desk/visits/{visit.pk}/schedule/{address}").context["form"]
    sent = {name: form[name].value() for name in ("engineer", "travel_before", "travel_after")}
    sent |= {name: f"{form[name].value():%Y-%m-%dT%H:%M}" for name in ("starts_at", "ends_at")}
    assert senior.post(f"/desk/visits/{visit.pk}/schedule/", sent).status_code == 303
    visit.refresh_from_db()
    assert (visit.engineer, visit.starts_at, visit.state) == (chosen.engineer, chosen.start, VisitState.SCHEDULED)


def test_refuses_an_overlap_with_words_and_keeps_the_form(site: Field, senior: Client) -> None:
    site.planned()
    visit = site.ask()
    sent = {
        "engineer": str(site.desk.people.senior.pk),
        "starts_at": f"{site.monday:%Y-%m-%dT%H:%M}",
        "ends_at": f"{site.monday + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "travel_before": "10",
        "travel_after": "10",
        "equipment": "备用交换机",
    }
    answer = senior.post(f"/desk/visits/{visit.pk}/schedule/", sent)
    assert answer.status_code == 422
    assert "starts_at" in answer.context["form"].errors
    assert "备用交换机" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["?span=day", "?span=year&day=x", "?day=9999-12-31", "?engineer=x", "?day=2026-13-01"]
)
def test_shows_the_calendar_whatever_is_asked(site: Field, senior: Client, query: str) -> None:
    site.planned()
    assert senior.get(f"/desk/visits/{query}").status_code == 200


def test_draws_lanes_with_the_way(site: Field, senior: Client) -> None:
    site.planned()
    page = senior.get(f"/desk/visits/?span=day&day={site.monday:%Y-%m-%d}")
    line = next(line for line in page.context["sheet"].lines if line.engineer.post == "senior")
    assert [bar.kind for bar in line.cells[0].bars] == ["travel", "visit", "travel"]
    assert "09:00" in page.content.decode()


def test_keeps_pages_under_their_number_of_queries(
    site: Field, senior: Client, django_assert_max_num_queries: Any
) -> None:
    visit = site.reported()
    for hour in range(4, 10, 3):
        site.planned(after=hour, companion_ids=[site.desk.people.junior.pk])
    waiting = site.ask()
    services.ask_consent(
        ticket_id=site.ticket.pk, asked=services.Asked(tool="ToDesk"), by=site.by(), at=site.desk.tick()
    )
    pages = [
        f"/desk/visits/?day={site.monday:%Y-%m-%d}",
        f"/desk/visits/of/{site.ticket.number}/panel/",
        f"/desk/visits/{visit.pk}/",
        f"/desk/visits/{visit.pk}/print/",
    ]
    for page in pages:
        senior.get(page)
        with django_assert_max_num_queries(QUERIES):
            assert senior.get(page).status_code == 200, page
    senior.get(f"/desk/visits/{waiting.pk}/schedule/")
    with django_assert_max_num_queries(QUERIES + 3):  # searches the free time of everybody
        assert senior.get(f"/desk/visits/{waiting.pk}/schedule/").status_code == 200


def test_takes_a_tap_of_the_script_and_of_a_plain_form(site: Field, senior: Client) -> None:
    visit = site.planned()
    early = (clock.now() - timedelta(minutes=30)).isoformat()
    said = {"device_at": early, "share_place": "on", "lat": "22.5431", "lon": "114.0579", "accuracy": "12.5"}
    answer = senior.post(f"/desk/visits/{visit.pk}/step/check-in/", said, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 204
    visit.refresh_from_db()
    assert visit.device_in_at is not None
    assert visit.place_in == {"lat": 22.5431, "lon": 114.0579, "accuracy": 12.5}
    assert senior.post(f"/desk/visits/{visit.pk}/step/check-out/").status_code == 303
    visit.refresh_from_db()
    assert (visit.state, visit.place_out, visit.device_out_at) == (VisitState.CHECKED_OUT, None, None)


@pytest.mark.parametrize(
    "said",
    [
        {"device_at": "half past nine", "share_place": "on", "lat": "here", "lon": "there"},
        {"device_at": "2026-11-30T09:00:00", "share_place": "on", "lat": "91", "lon": "0"},
        {"device_at": "9999-12-31T23:59:59-12:00", "share_place": "on", "lat": "nan", "lon": "inf"},
        {"lat": "22.5", "lon": "114.0"},  # not shared
    ],
)
def test_checks_in_whatever_the_phone_tells(site: Field, senior: Client, said: dict[str, str]) -> None:
    visit = site.planned()
    senior.post(f"/desk/visits/{visit.pk}/step/check-in/", said)
    visit.refresh_from_db()
    assert (visit.state, visit.place_in, visit.device_in_at) == (VisitState.CHECKED_IN, None, None)


def test_keeps_words_and_drawing_of_a_refused_report(site: Field, senior: Client) -> None:
    visit = site.left()
    url = f"/desk/visits/{visit.pk}/report/"
    refused = senior.post(url, REPORTED | {"signature": drawn(), "work_done": " "})
    assert refused.status_code == 422
    assert "打印服务没有启动" in refused.content.decode()
    assert drawn() in refused.content.decode()
    for _time in range(2):
        assert senior.post(url, REPORTED | {"signature": drawn()}).status_code in {303, 422}
    visit.refresh_from_db()
    assert (visit.state, visit.minutes_worked) == (VisitState.REPORTED, 45)
    page = senior.get(f"/desk/visits/{visit.pk}/print/").content.decode()
    assert f'href="/desk/visits/{visit.pk}/"' in page, "and a way back"
    asked = page.split("<dt>申请人</dt>")[1].split("</dd>")[0]
    assert re.search(r">\d{4} 年 \d+ 月 \d+ 日 \d\d:\d\d<", asked), "paper tells no time from now"
    assert visit.signature is not None
    assert visit.signature.blob.sha256 in page
    picture = senior.get(f"/files/{visit.signature.public_id}/{visit.signature.filename}")
    assert b"".join(picture) == png()


def test_hides_visits_and_signatures_from_those_who_may_not_see_them(site: Field, client: Client) -> None:
    visit = site.reported()
    assert visit.signature is not None
    stranger = Client()
    for address in (f"/desk/visits/{visit.pk}/", f"/files/{visit.signature.public_id}/{visit.signature.filename}"):
        assert stranger.get(address).status_code in {302, 403, 404}
    client.force_login(site.desk.people.auditor)
    assert client.get(f"/desk/visits/{visit.pk}/").status_code == 200
    assert client.post(f"/desk/visits/{visit.pk}/amend/", {"text": "x"}).status_code == 403
    assert client.get("/desk/visits/999999/").status_code == 404


def test_amends_with_a_form(site: Field, senior: Client) -> None:
    visit = site.reported()
    assert senior.post(f"/desk/visits/{visit.pk}/amend/", {"text": " "}).status_code == 422
    for _time in range(2):
        senior.post(f"/desk/visits/{visit.pk}/amend/", {"text": "还换了一根网线", "key": "a"})
    assert [row.text for row in visit.amendments.all()] == ["还换了一根网线"]
    assert "还换了一根网线" in senior.get(f"/desk/visits/{visit.pk}/print/").content.decode()


def test_begins_a_remote_session_only_with_consent(site: Field, senior: Client) -> None:
    url = f"/desk/visits/of/{site.ticket.number}/remote/"
    given = {"tool": "ToDesk", "way": "given", "consent_by": "何青", "consent_how": "phone"}
    answer = senior.post(url, given)
    assert answer.status_code == 422
    assert "agrees" in answer.context["form"].errors
    assert "ToDesk" in answer.content.decode()
    assert senior.post(url, given | {"agrees": "on"}).status_code == 303
    row = RemoteSession.objects.get()
    assert row.state == SessionState.RUNNING
    end = f"/desk/visits/of/{site.ticket.number}/remote/{row.pk}/end/"
    assert senior.post(end, {"work_done": ""}).status_code == 422
    assert senior.post(end, {"work_done": "清空了队列"}).status_code == 303


def test_begins_what_the_customer_agreed_to(site: Field, senior: Client) -> None:
    senior.post(f"/desk/visits/of/{site.ticket.number}/remote/", {"tool": "ToDesk", "way": "ask"})
    row = RemoteSession.objects.get()
    start = f"/desk/visits/of/{site.ticket.number}/remote/{row.pk}/start/"
    senior.post(start)
    row.refresh_from_db()
    assert row.state == SessionState.ASKED
    services.answer_consent(session_id=row.pk, agrees=True, name="何青", by=GUEST, at=clock.now())
    senior.post(start)
    row.refresh_from_db()
    assert row.state == SessionState.RUNNING


def test_gives_the_engineer_a_calendar_file(site: Field, senior: Client) -> None:
    visit = site.planned()
    answer = senior.get(f"/desk/visits/{visit.pk}/visit.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "METHOD:PUBLISH" in answer.content.decode()
    assert senior.get(f"/desk/visits/{site.ask().pk}/visit.ics").status_code == 404


def wrong_fields(answer: Any) -> set[str]:
    return set(answer.context["form"].errors)


def test_names_everything_wrong_in_a_request_in_one_round(site: Field, senior: Client) -> None:
    window = {"wanted_from": "2026-12-03T10:00", "wanted_until": "2026-12-03T09:00"}
    empty_and_turned_round = ASKED | {"reason": "", "address": " "} | window
    answer = senior.post(f"/desk/visits/of/{site.ticket.number}/new/", empty_and_turned_round)
    assert answer.status_code == 422
    assert wrong_fields(answer) == {"reason", "address", "wanted_until"}
    unreached = {"wanted_from": "0003-12-03T10:00", "wanted_until": "9000-12-03T09:00"}
    answer = senior.post(f"/desk/visits/of/{site.ticket.number}/new/", ASKED | unreached)
    assert wrong_fields(answer) == {"wanted_from", "wanted_until"}


def test_names_everything_wrong_in_a_report_in_one_round(site: Field, senior: Client) -> None:
    visit = site.left()
    nothing_found_no_result_no_ink_no_name = REPORTED | {"found": "", "result": "", "signer_name": "", "signature": ""}
    answer = senior.post(f"/desk/visits/{visit.pk}/report/", nothing_found_no_result_no_ink_no_name)
    assert answer.status_code == 422
    assert wrong_fields(answer) == {"found", "result", "signer_name", "signature"}
    typed_without_consent_or_reason = REPORTED | {"work_done": "", "signed": "typed"}
    answer = senior.post(f"/desk/visits/{visit.pk}/report/", typed_without_consent_or_reason)
    assert wrong_fields(answer) == {"work_done", "consents", "unsigned_reason"}


def test_names_everything_wrong_in_a_remote_session_in_one_round(site: Field, senior: Client) -> None:
    no_tool_bad_link_no_consent = {"tool": "", "link": "ftp://x", "way": "given", "consent_by": "", "consent_how": ""}
    answer = senior.post(f"/desk/visits/of/{site.ticket.number}/remote/", no_tool_bad_link_no_consent)
    assert answer.status_code == 422
    assert wrong_fields(answer) == {"tool", "link", "agrees", "consent_by", "consent_how"}


def test_names_a_missing_reason_with_what_speaks_against_the_new_time(site: Field, senior: Client) -> None:
    site.planned()
    visit = site.plan(site.ask(), after=5)
    no_reason_and_taken = {
        "engineer": str(site.desk.people.senior.pk),
        "starts_at": f"{site.monday:%Y-%m-%dT%H:%M}",
        "ends_at": f"{site.monday + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "travel_before": "10",
        "travel_after": "10",
    }
    answer = senior.post(f"/desk/visits/{visit.pk}/schedule/", no_reason_and_taken)
    assert answer.status_code == 422
    assert {"reason", "starts_at"} <= wrong_fields(answer)


def test_empty_fields_are_told_what_to_write(site: Field, senior: Client) -> None:
    """Bad input: a request, a plan, a report and a reason without any word."""
    waiting, left = site.ask(), site.left(after=8)
    forms = {
        f"/desk/visits/of/{site.ticket.number}/new/": {"zone": "Asia/Shanghai"},
        f"/desk/visits/of/{site.ticket.number}/remote/": {"way": "ask"},
        f"/desk/visits/{waiting.pk}/schedule/": {"engineer": ""},
        f"/desk/visits/{waiting.pk}/cancel/": {"reason": ""},
        f"/desk/visits/{left.pk}/report/": {"signed": "none"},
    }
    for address, given in forms.items():
        errors = senior.post(address, given).context["form"].errors
        found = {name: words for name, words in errors.get_json_data().items() if not name.startswith("travel_")}
        assert found, address
        assert "这个字段是必填项。" not in {one["message"] for words in found.values() for one in words}, (
            address,
            found,
        )


def test_proposals_tell_the_day_and_keep_chinese_punctuation(site: Field, senior: Client) -> None:
    skills, people = [site.skill("报表"), site.skill("数据库")], site.desk.people
    levels = {skills[0].pk: 3, skills[1].pk: 2}
    accounts.set_skills(person_id=people.senior.pk, levels=levels, by=SETUP, at=site.desk.at)
    assert people.junior.pk  # masters neither
    visit = site.ask(skill_ids=[row.pk for row in skills], wanted_from=site.monday, wanted_until=None)
    page = senior.get(f"/desk/visits/{visit.pk}/schedule/").content.decode()
    chosen = senior.get(f"/desk/visits/{visit.pk}/schedule/").context["proposals"][0]
    start, end = (moment.astimezone(visit.site_zone) for moment in (chosen.start, chosen.end))
    assert f" 周{'一二三四五六日'[start.weekday()]} {start:%H:%M}–{end:%H:%M}<" in page
    assert f"{site.monday:%Y} 年 {site.monday.month} 月 {site.monday.day} 日 周一 09:00 – …" in page
    assert re.search("（(报表 3、数据库 2|数据库 2、报表 3)）", page)  # what she has
    assert re.search("缺少技能：(报表、数据库|数据库、报表)<", page)  # what the other lacks


def test_whoever_checks_in_on_another_day_is_told_before_and_may_all_the_same(
    site: Field, senior: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, words = site.planned(), "确实已经到场再签到"
    address = f"/desk/visits/{visit.pk}/"
    page = senior.get(address).content.decode()  # days before
    assert words in page and "仍然现在签到" in page
    monkeypatch.setattr(clock, "now", lambda: site.monday - timedelta(hours=8))  # one in the morning of that day
    page = senior.get(address).content.decode()
    assert words not in page and "仍然现在签到" not in page
    monkeypatch.setattr(clock, "now", lambda: site.monday + timedelta(days=1))
    assert words in senior.get(address).content.decode()
    assert senior.post(f"{address}step/check-in/").status_code == 303
    visit.refresh_from_db()
    assert visit.state == VisitState.CHECKED_IN
