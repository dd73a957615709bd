"""Programs ask for visits, plan them, carry them out; remote sessions only with the customer's consent (2.2)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.tickets import policies
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.conftest import GUEST, desk
from zhichi.visits import services
from zhichi.visits.models import RemoteSession, Visit
from zhichi.visits.services import Asked
from zhichi.visits.tests.conftest import drawn, site

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office
    from zhichi.visits.tests.conftest import Field

__all__ = ["desk", "site"]
WANTED = {
    "reason": "远程连不上",
    "address": "深圳市示例路 1 号",
    "zone": "Asia/Shanghai",
    "contact_name": "何青",
}
REPORT = {
    "found": "打印服务没有启动",
    "work_done": "重装驱动，打印正常",
    "minutes_worked": 45,
    "result": "solved",
    "signed": "drawn",
    "signer_name": "何青",
    "signature": drawn(),
}
CONSENT = {"agrees": True, "by": "何青", "how": "phone"}


def plan(site: Field, who: str = "senior", *, after: float = 0, **given: Any) -> dict[str, Any]:
    start = site.monday + timedelta(hours=after)
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    return {"engineer_id": getattr(site.desk.people, who).pk, **times, **given}


def test_lists_visits_and_sessions(office: Office, site: Field, django_assert_max_num_queries: Any) -> None:
    reported = site.reported()
    site.planned(after=4, companion_ids=[site.desk.people.junior.pk])
    row = services.ask_consent(ticket_id=site.ticket.pk, asked=Asked(tool="ToDesk"), by=site.by(), at=site.desk.tick())
    services.answer_consent(session_id=row.pk, agrees=True, name="何青", by=GUEST, at=site.desk.tick())
    program = office.program("senior")
    with django_assert_max_num_queries(12):
        first, second = program.get(f"/tickets/{site.ticket.number}/visits").json()["items"]
    assert (first["id"], first["state"], first["result"], first["signed"]) == (
        reported.pk, "reported", "solved", "drawn",
    )  # fmt: skip
    assert [one["id"] for one in second["companions"]] == [site.desk.people.junior.pk]
    (session,) = program.get(f"/tickets/{site.ticket.number}/remote-sessions").json()["items"]
    assert (session["state"], session["consent_by"], session["consent_how"]) == ("agreed", "何青", "portal")


def test_hides_them_with_their_request(office: Office, site: Field) -> None:
    site.planned()
    for what in ("visits", "remote-sessions"):
        sees = policies.VIEW.allows(site.desk.people.rival, site.ticket)
        assert (office.program("rival").get(f"/tickets/{site.ticket.number}/{what}").status_code == 200) == sees
        assert office.program("senior").get(f"/tickets/99999/{what}").status_code == 404
        assert (
            office.program("senior", scopes=("customers:read",))
            .get(f"/tickets/{site.ticket.number}/{what}")
            .status_code
            == 403
        )


def test_a_visit_goes_from_the_wish_to_the_signed_report(office: Office, site: Field) -> None:
    program = office.program("senior")
    with time_machine.travel(site.desk.tick(), tick=False) as travel:
        asked = program.post(f"/tickets/{site.ticket.number}/visits", WANTED, idempotency_key="v")
        again = program.post(f"/tickets/{site.ticket.number}/visits", WANTED, idempotency_key="v")
        assert (asked.status_code, again.json()) == (201, asked.json()), asked.content
        visit = asked.json()
        assert (visit["state"], visit["ticket"], visit["engineer"]) == ("requested", site.ticket.number, None)
        path = f"/visits/{visit['id']}"
        planned = program.post(f"{path}/plan", plan(site, travel_before=30))
        assert (planned.status_code, planned.json()["state"]) == (200, "scheduled"), planned.content
        assert planned.json()["engineer"]["id"] == site.desk.people.senior.pk
        travel.move_to(site.monday)
        assert program.post(f"{path}/depart").json()["state"] == "on_the_way"
        assert program.post(f"{path}/check-out", {}).status_code == 409
        there = program.post(f"{path}/check-in", {"place": {"lat": 22.5430961, "lon": 114.0578651}})
        assert (there.json()["state"], program.post(f"{path}/check-in", {}).json()) == ("checked_in", there.json())
        assert Visit.objects.get().place_in == {"lat": 22.5431, "lon": 114.05787, "accuracy": 0.0}
        assert program.post(f"{path}/report", REPORT).status_code == 409
        travel.move_to(site.monday + timedelta(hours=1))
        assert program.post(f"{path}/check-out", {}).json()["state"] == "checked_out"
        done = program.post(f"{path}/report", REPORT, idempotency_key="r")
        assert (done.status_code, done.json()["signed"], done.json()["minutes_worked"]) == (200, "drawn", 45)
        assert program.post(f"{path}/report", REPORT, idempotency_key="r").json() == done.json()
        assert program.post(f"{path}/report", REPORT).status_code == 409
        added = program.post(f"{path}/amendments", {"text": "硒鼓 CF217A"})
        assert (added.status_code, added.json()["amendments"][0]["text"]) == (201, "硒鼓 CF217A")


@pytest.mark.parametrize("after", [13, -27])  # ten at night; Sunday at six in the morning
def test_outside_working_hours_it_says_so_and_wants_a_reason(office: Office, site: Field, after: float) -> None:
    week = [accounts.Interval(day, time(9), time(18)) for day in range(5)]
    accounts.set_working_hours(person_id=site.desk.people.senior.pk, intervals=week, by=SETUP, at=site.desk.at)
    visit, program = site.ask(), office.program("supervisor")
    path = f"/visits/{visit.pk}/plan"
    with time_machine.travel(site.desk.tick(), tick=False):
        refused = program.post(path, plan(site, after=after))
        problem = refused.json()
        assert (refused.status_code, problem["code"], list(problem["fields"])) == (422, "doubtful", ["overruled"])
        assert problem["title"] == "This is outside the engineer's working hours."
        assert problem["detail"] == "Choose another time or person, or say why it is right all the same."
        visit.refresh_from_db()
        assert (visit.state, visit.engineer) == ("requested", None)
        assert program.post(path, plan(site, after=after, overruled="  ")).status_code == 422
        planned = program.post(path, plan(site, after=after, overruled="客户夜里停机，只能这时")).json()
        assert (planned["state"], planned["overruled"]) == ("scheduled", "客户夜里停机，只能这时")
        inside = program.post(f"/visits/{site.ask().pk}/plan", plan(site, after=3))
        assert (inside.status_code, inside.json()["overruled"]) == (200, "")


def test_a_plan_is_moved_postponed_and_called_off(office: Office, site: Field) -> None:
    visit = site.planned()
    supervisor = office.program("supervisor")
    with time_machine.travel(site.desk.tick(), tick=False):
        unsaid = supervisor.post(f"/visits/{visit.pk}/plan", plan(site, after=3))
        assert (unsaid.status_code, list(unsaid.json()["fields"])) == (422, ["reason"])
        moved = supervisor.post(f"/visits/{visit.pk}/plan", plan(site, after=3, reason="客户改期"))
        assert moved.json()["starts_at"] == (site.monday + timedelta(hours=3)).strftime("%Y-%m-%dT") + "04:00:00Z"
        put_off = supervisor.post(f"/visits/{visit.pk}/postpone", {"reason": "停电"}).json()
        assert (put_off["state"], put_off["starts_at"], put_off["engineer"]) == ("requested", None, None)
        gone = supervisor.post(f"/visits/{visit.pk}/cancel", {"reason": "已远程解决"}).json()
        assert (gone["state"], gone["cancel_reason"]) == ("cancelled", "已远程解决")
        assert supervisor.post(f"/visits/{visit.pk}/plan", plan(site, reason="x")).status_code == 409


def test_a_plan_on_taken_or_doubtful_time_is_refused(office: Office, site: Field) -> None:
    site.planned()
    second = site.ask()
    supervisor = office.program("supervisor")
    with time_machine.travel(site.desk.tick(), tick=False):
        taken = supervisor.post(f"/visits/{second.pk}/plan", plan(site, after=1))
        assert (taken.status_code, list(taken.json()["fields"])) == (409, ["starts_at"])
        past = supervisor.post(f"/visits/{second.pk}/plan", plan(site, after=-14 * 24))
        assert (past.status_code, list(past.json()["fields"])) == (422, ["overruled"])
        meant = supervisor.post(f"/visits/{second.pk}/plan", plan(site, after=-14 * 24, overruled="补记上次的上门"))
        assert (meant.status_code, meant.json()["overruled"]) == (200, "补记上次的上门")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"reason": "  "}, "reason"),
        ({"skill_ids": [99999]}, "skill_ids"),
        ({"wanted_from": "2026-12-01T12:00:00Z", "wanted_until": "2026-12-01T09:00:00Z"}, "wanted_until"),
        ({"wanted_from": "2026-12-01T12:00:00"}, "wanted_from"),
        ({"adress": "x"}, "adress"),
    ],
)
def test_names_what_is_wrong_with_a_wish(office: Office, site: Field, change: dict[str, Any], field: str) -> None:
    answer = office.program().post(f"/tickets/{site.ticket.number}/visits", {**WANTED, **change})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"engineer_id": 99999}, "engineer_id"),
        ({"companion_ids": [99999]}, "companion_ids"),
        ({"ends_at": "2026-01-01T09:00:00Z"}, "ends_at"),
        ({"travel_before": 1441}, "travel_before"),
    ],
)
def test_names_what_is_wrong_with_a_plan(office: Office, site: Field, change: dict[str, Any], field: str) -> None:
    visit = site.ask()
    answer = office.program("supervisor").post(f"/visits/{visit.pk}/plan", {**plan(site), **change})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signature": ""}, "signature"),
        ({"signature": "data:image/png;base64,AAAA"}, "signature"),
        ({"signed": "typed", "unsigned_reason": "x"}, "consents"),
        ({"signed": "none"}, "unsigned_reason"),
        ({"result": "fine"}, "result"),
        ({"minutes_worked": "45"}, "minutes_worked"),
    ],
)
def test_names_what_is_wrong_with_a_report(office: Office, site: Field, change: dict[str, Any], field: str) -> None:
    visit = site.left()
    answer = office.program().post(f"/visits/{visit.pk}/report", {**REPORT, **change})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert Visit.objects.get().reported_at is None


def test_only_who_goes_carries_it_out(office: Office, site: Field) -> None:
    visit = site.planned()
    for name in ("manager", "supervisor", "junior"):
        answer = office.program(name).post(f"/visits/{visit.pk}/check-in", {})
        assert answer.status_code in {403, 404}, name
    assert office.program("auditor").post(f"/visits/{visit.pk}/cancel", {"reason": "x"}).status_code == 403
    assert office.program("senior", ("tickets:read",)).post(f"/visits/{visit.pk}/depart").status_code == 403
    assert office.program("senior").get("/visits/99999").status_code == 404
    assert office.program("senior").post("/visits/99999/depart").status_code == 404
    assert Visit.objects.get().state == "scheduled"


def test_finds_visits_by_state_time_and_person(office: Office, site: Field) -> None:
    mine, waiting = site.planned(), site.ask()
    senior = office.program("senior")

    def ids(**query: Any) -> list[int]:
        return [item["id"] for item in senior.get("/visits", **query).json()["items"]]

    assert ids() == [mine.pk, waiting.pk]
    assert ids(mine=True) == [mine.pk]
    assert ids(state="requested") == [waiting.pk]
    assert ids(engineer_id=site.desk.people.senior.pk) == [mine.pk]
    assert ids(starts_from=site.monday.isoformat(), starts_before=(site.monday + timedelta(days=1)).isoformat()) == [
        mine.pk
    ]
    assert ids(starts_from=(site.monday + timedelta(days=1)).isoformat()) == []
    assert senior.get("/visits", stat="requested").status_code == 422
    sees = policies.VIEW.allows(site.desk.people.rival, site.ticket)
    assert bool(office.program("rival").get("/visits").json()["items"]) == sees


def test_pages_in_as_many_statements(office: Office, site: Field) -> None:
    manager = office.program("manager")

    def count(path: str) -> int:
        manager.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert manager.get(path).status_code == 200
        return len(asked)

    visit = site.planned(companion_ids=[site.desk.people.junior.pk])
    few = count("/visits")
    for after in (4, 28, 32):
        site.planned(after=after, companion_ids=[site.desk.people.junior.pk])
    assert count("/visits") == few
    assert count(f"/visits/{visit.pk}") <= few + 3
    first = manager.get("/visits", size=3).json()
    rest = manager.get("/visits", size=3, cursor=first["next"]).json()
    assert len({item["id"] for item in first["items"] + rest["items"]}) == 4


def test_a_session_begins_with_consent_and_ends_with_what_was_done(office: Office, site: Field) -> None:
    program, path = office.program("senior"), f"/tickets/{site.ticket.number}/remote-sessions"
    begun = program.post(path, {"tool": "ToDesk", "consent": CONSENT}, idempotency_key="s")
    assert program.post(path, {"tool": "ToDesk", "consent": CONSENT}, idempotency_key="s").json() == begun.json()
    assert (begun.status_code, begun.json()["state"], begun.json()["consent_how"]) == (201, "running", "phone")
    one = f"{path}/{begun.json()['id']}"
    assert program.post(f"{one}/end", {"work_done": " "}).status_code == 422
    ended = program.post(f"{one}/end", {"work_done": "重装驱动"}).json()
    assert (ended["state"], ended["work_done"]) == ("ended", "重装驱动")
    assert program.post(f"{one}/end", {"work_done": "x"}).status_code == 409
    assert RemoteSession.objects.count() == 1


def test_a_session_waits_for_the_customers_own_word(office: Office, site: Field) -> None:
    program, path = office.program("senior"), f"/tickets/{site.ticket.number}/remote-sessions"
    asked = program.post(path, {"tool": "ToDesk", "purpose": "查看打印服务"}).json()
    one = f"{path}/{asked['id']}"
    assert (asked["state"], program.post(f"{one}/start").status_code) == ("asked", 409)
    services.answer_consent(session_id=asked["id"], agrees=True, name="何青", by=GUEST, at=site.desk.tick())
    assert program.post(f"{one}/start").json()["state"] == "running"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consent": {**CONSENT, "agrees": False}}, "consent.agrees"),
        ({"consent": {**CONSENT, "how": "portal"}}, "consent.how"),
        ({"consent": {**CONSENT, "by": " "}}, "consent.by"),
        ({"tool": ""}, "tool"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_no_session_without_consent(office: Office, site: Field, change: dict[str, Any], field: str) -> None:
    body = {"tool": "ToDesk", "consent": CONSENT, **change}
    answer = office.program().post(f"/tickets/{site.ticket.number}/remote-sessions", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert not RemoteSession.objects.exists()


def test_a_session_belongs_to_its_request(office: Office, site: Field) -> None:
    row = services.ask_consent(ticket_id=site.ticket.pk, asked=Asked(tool="ToDesk"), by=site.by(), at=site.desk.tick())
    other = site.desk.ticket()
    tickets.take(ticket_id=other.pk, by=site.by(), at=site.desk.tick())
    other.refresh_from_db()
    program = office.program("senior")
    assert program.post(f"/tickets/{other.number}/remote-sessions/{row.pk}/start").status_code == 404
    mine = f"/tickets/{site.ticket.number}/remote-sessions"
    assert office.program("auditor").post(mine, {"tool": "ToDesk", "consent": CONSENT}).status_code == 403
