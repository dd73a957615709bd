"""The board: late first, by an index, within one's sight, in few questions; its filters and its buttons."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhichi.core import clock
from zhichi.escalation.selectors import board, figures_of, happened
from zhichi.escalation.tests.conftest import MINUTE, Tower
from zhichi.handbook import selectors as handbook
from zhichi.notices import services as notices
from zhichi.records import selectors as records
from zhichi.sla import office
from zhichi.tickets import services as tickets
from zhichi.tickets.selectors import RiskFilter

if TYPE_CHECKING:
    from django.test import Client

FRAGMENT = {"HX-Request": "true"}
PAGE = "/desk/board/"


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def supervisor(client: Client, tower: Tower) -> Client:
    client.force_login(tower.people.supervisor)
    return client


def test_late_ones_stand_first_with_how_far_they_went_up(tower: Tower) -> None:
    at = tower.due + 31 * MINUTE
    tower.pass_(at)
    urgent = tower.desk.ticket(urgency="urgent")
    page = board(tower.people.supervisor, RiskFilter(), at=tower.desk.at)
    assert [row.ticket.id for row in page.rows] == [tower.ticket.pk, urgent.pk]
    late, fresh = page.rows
    assert (late.ticket.reading.look, late.ticket.used > 100, str(late.step)) == ("late", True, "主管")
    assert (fresh.step, fresh.escalation) == (None, None)
    assert late.waits


def test_pages_by_key_and_shows_each_ticket_once(tower: Tower) -> None:
    for _ in range(119):
        tower.desk.ticket()
    at, cursor, seen = tower.desk.at, "", []
    while True:
        page = board(tower.people.supervisor, RiskFilter(), at=at, cursor=cursor)
        seen += [row.ticket.id for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 120


def test_narrows_by_team_promise_urgency_and_time(tower: Tower) -> None:
    person, at = tower.people.supervisor, tower.desk.at
    urgent = tower.desk.ticket(urgency="urgent")

    def found(**wanted: Any) -> list[int]:
        return [row.ticket.id for row in board(person, RiskFilter(**wanted), at=at).rows]

    assert found(urgency="urgent") == [urgent.pk]
    assert found(team=tower.people.other_team.pk) == []
    assert found(kind="solution") == []
    assert set(found(kind="response")) == {urgent.pk, tower.ticket.pk}
    assert found(when="late") == []
    assert len(found(when="hour")) + len(found(when="day")) == 2


def test_everybody_sees_only_what_they_may(tower: Tower) -> None:
    assert board(tower.people.rival, RiskFilter(), at=tower.desk.at).rows == []
    assert len(board(tower.people.junior, RiskFilter(), at=tower.desk.at).rows) == 1


def test_paused_and_closed_tickets_are_not_at_risk(tower: Tower) -> None:
    by = tower.people.actor("junior")
    tickets.reply(ticket_id=tower.ticket.pk, answer=tickets.Reply(text="正在查。"), by=by, at=tower.desk.tick())
    tickets.step(ticket_id=tower.ticket.pk, name="wait_customer", by=by, at=tower.desk.tick())
    assert board(tower.people.supervisor, RiskFilter(), at=tower.desk.at).rows == []


def test_the_page_asks_at_most_ten_questions_however_much_there_is(supervisor: Client, tower: Tower) -> None:
    def count() -> int:
        supervisor.get(PAGE)
        records.forget_policies()
        handbook.forget_version()
        office.forget()
        with CaptureQueriesContext(connection) as asked:
            assert supervisor.get(PAGE).status_code == 200
        return len(asked)

    few = count()
    for _ in range(40):
        tower.desk.ticket()
    tower.pass_(clock.now() + timedelta(days=2))
    assert count() <= few + 1  # whether the reader is to acknowledge is asked only where something is late
    assert count() <= 10


def test_acknowledges_beside_the_row(supervisor: Client, tower: Tower) -> None:
    tower.pass_(tower.due + 31 * MINUTE)
    url = f"{PAGE}{tower.ticket.number}/acknowledge/"
    assert url in words(supervisor.get(PAGE, headers=FRAGMENT))
    assert supervisor.post(url, headers=FRAGMENT).status_code == 204
    tower.pass_(tower.due + 32 * MINUTE)
    shown = words(supervisor.get(PAGE, headers=FRAGMENT))
    assert url not in shown
    assert "员工 supervisor" in shown


def test_acknowledging_without_script_leads_back(supervisor: Client, tower: Tower) -> None:
    answer = supervisor.post(f"{PAGE}{tower.ticket.number}/acknowledge/")
    assert answer["Location"] == PAGE
    assert supervisor.post(f"{PAGE}99999999/acknowledge/").status_code == 404


@pytest.mark.parametrize(
    "bad", ["team=abc", "team=999999999999999999999", "kind=nonsense", "urgency=%00", "when=never", "cursor=xyz"]
)
def test_filters_that_no_list_offers_are_left_out(supervisor: Client, tower: Tower, bad: str) -> None:
    assert f"risk-{tower.ticket.pk}" in words(supervisor.get(f"{PAGE}?{bad}"))


def test_says_so_when_nothing_is_at_risk(supervisor: Client, tower: Tower) -> None:
    by = tower.people.actor("junior")
    tickets.reply(ticket_id=tower.ticket.pk, answer=tickets.Reply(text="正在查。"), by=by, at=tower.desk.tick())
    tickets.step(ticket_id=tower.ticket.pk, name="wait_customer", by=by, at=tower.desk.tick())
    assert "没有超时风险" in words(supervisor.get(PAGE))
    assert "没有符合的工单" in words(supervisor.get(f"{PAGE}?urgency=urgent"))


def test_is_reached_from_the_list_and_from_home(supervisor: Client) -> None:
    assert PAGE in words(supervisor.get("/desk/tickets/"))
    assert PAGE in words(supervisor.get("/desk/"))


def test_customers_do_not_see_the_board(client: Client, tower: Tower) -> None:
    client.force_login(tower.people.knowledge_editor)
    assert client.get(PAGE).status_code == 403


def test_figures_count_what_happened(tower: Tower) -> None:
    due = tower.due
    tower.pass_(due + 31 * MINUTE)
    notices.acknowledge_all(by=tower.people.actor("senior"), at=due + 32 * MINUTE)
    tower.pass_(due + 33 * MINUTE)
    found = figures_of(happened(due - timedelta(days=1), due + timedelta(days=1)))
    assert (found.breaches, found.escalated, found.told, found.answered) == (1, 1, 2, 1)


def test_the_handbook_shows_the_figures(client: Client, tower: Tower) -> None:
    tower.people.actor("manager")
    client.force_login(tower.people.manager)
    assert "按时确认收到" in words(client.get("/desk/handbook/clauses/3.1.2/"))


def test_a_promise_missed_yesterday_is_told_with_its_time(supervisor: Client, tower: Tower, time_machine: Any) -> None:
    time_machine.move_to(tower.due + timedelta(days=1), tick=False)
    tower.ticket.refresh_from_db()
    due = timezone.localtime(tower.ticket.due_at)
    assert f">昨天 {due:%H:%M}</time>" in words(supervisor.get(PAGE, headers=FRAGMENT))
