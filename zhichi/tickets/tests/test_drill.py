"""Every number of tickets equals the records listed behind it, whatever happened; each reader sees only their own."""

from __future__ import annotations

import csv
import io
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.figures import check
from zhichi.core.errors import DomainError
from zhichi.handbook import selectors as handbook
from zhichi.handbook.periods import Period
from zhichi.sla.models import Clock
from zhichi.tickets import clauses, metrics, services
from zhichi.tickets.choices import ClockCode, FollowUpOutcome, Urgency
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db
ROOT = "/desk/handbook/rows/"


def period_of(start: datetime, end: datetime) -> Period:
    return Period(start, end, "2026-11", "custom", start.date(), end.date())


def play(desk: Desk, people: People, chance: random.Random) -> Period:
    """Twenty requests that go as far as chance has it, minutes or hours apart; the period cuts off both ends."""
    start = end = desk.at
    for number in range(20):
        desk.tick(minutes=chance.choice((1, 50, 300)))
        start, end = (desk.at if number == 3 else start), (desk.at if number == 18 else end)
        step = chance.choice((desk.ticket, desk.worked, desk.solved, desk.closed, desk.closed))
        ticket = step()
        for _deed in range(chance.randrange(4)):
            desk.tick(minutes=chance.choice((5, 200)))
            try:
                happen(desk, people, ticket, chance)
            except DomainError:
                continue  # what the state does not allow did not happen
            ticket.refresh_from_db()
    services_of_the_sweep(desk)
    return period_of(start, end)


def happen(desk: Desk, people: People, ticket: Ticket, chance: random.Random) -> None:
    by, at = people.actor("senior"), desk.at
    deed = chance.randrange(5)
    if deed == 0:
        changes = services.Changes(urgency=chance.choice(Urgency.values))
        services.change(ticket_id=ticket.pk, changes=changes, by=by, at=at)
    elif deed == 1:
        services.step(ticket_id=ticket.pk, name="wait_customer", by=by, at=at)
    elif deed == 2 and ticket.follow_ups.filter(done_at=None).exists():
        desk.outcome(ticket, chance.choice((FollowUpOutcome.UNSOLVED, FollowUpOutcome.SOLVED)))
    elif deed == 3:
        desk.says(ticket)
    else:
        services.reply(ticket_id=ticket.pk, answer=services.Reply(text="您好，还在查。"), by=by, at=at)


def services_of_the_sweep(desk: Desk) -> None:
    """Note which promises ran out, as the worker does."""
    from zhichi.sla.services import sweep

    sweep(at=desk.at)


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_equals_the_rows_behind_it(desk: Desk, people: People, seed: int) -> None:
    period = play(desk, people, random.Random(seed))
    checked = 0
    for provider in (*clauses.PROVIDERS.values(), clauses.service_levels):
        figures = provider(period).figures
        assert len({str(figure.label) for figure in figures}) == len(figures)
        for figure in figures:
            check(figure, period, people.manager)
            checked += 1
    for metric in metrics.METRICS:
        figure, _state = handbook.headline_figure(metric, period)
        check(figure, period, people.manager)
    assert checked > 35
    assert Clock.objects.exclude(breached_at=None).exists()


def test_what_a_reader_may_not_see_is_counted_but_not_listed(desk: Desk, people: People, client: Client) -> None:
    for _round in range(3):
        desk.closed()
    period = period_of(desk.at - timedelta(days=1), desk.at + timedelta(days=1))
    asked = {"kind": ClockCode.RESPONSE.value}
    found = handbook.listing("tickets.promises", asked, period, people.rival)
    assert found is not None
    assert (found.count, found.hidden) == (3, 3)
    assert [row for view in found.parts for row in found.every(view.part.code)] == []
    own = handbook.listing("tickets.promises", asked, period, people.senior)
    assert own is not None
    assert (own.count, own.hidden) == (3, 0)
    client.force_login(people.rival)
    code = f"{desk.at - timedelta(days=1):%Y-%m-%d}..{desk.at + timedelta(days=1):%Y-%m-%d}"
    for source, what in (("tickets.registered", "assign"), ("tickets.closed", "complete"), ("tickets.closed", "all")):
        page = client.get(f"{ROOT}{source}/", {"period": code, "what": what})
        assert "其中 3 条你无权查看" in page.text
        assert "导出乱码" not in page.text


def test_a_promise_shows_time_pauses_calendar_and_leads_to_its_ticket(
    desk: Desk, people: People, client: Client
) -> None:
    ticket = desk.worked()
    by = people.actor("senior")
    services.step(ticket_id=ticket.pk, name="wait_customer", by=by, at=desk.tick(hours=1))
    services.step(ticket_id=ticket.pk, name="start", by=by, at=desk.tick(hours=3))
    proposal = services.Proposal(kind="upgrade", parts={"version": "8.2.1"}, explanation="请升级")
    services.propose(ticket_id=ticket.pk, proposal=proposal, by=by, at=desk.tick())
    client.force_login(people.manager)
    page = client.get(f"{ROOT}tickets.promises/", {"period": f"{desk.at:%Y}", "kind": "solution", "clause": "3.1.2"})
    assert page.status_code == 200
    assert f'href="/desk/tickets/{ticket.number}/"' in page.text
    assert "等待客户" in page.text
    assert "3 小时" in page.text
    assert "全天候" in page.text
    assert "员工 senior" in page.text


def test_the_table_for_spreadsheets_is_whole_and_harmless(desk: Desk, people: People, client: Client) -> None:
    for _round in range(2):
        desk.closed()
    evil = desk.closed()
    Ticket.objects.filter(pk=evil.pk).update(subject="=HYPERLINK(1)")
    client.force_login(people.manager)
    answer = client.get(f"{ROOT}tickets.promises/csv/", {"period": f"{desk.at:%Y}", "kind": "response"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert rows[0][:3] == ["计为", "工单", "主题"]
    assert {row[2] for row in rows[1:]} == {"导出乱码", "'=HYPERLINK(1)"}


@pytest.mark.parametrize(
    ("source", "query"),
    [
        ("tickets.nothing", {}),
        ("tickets.promises", {}),
        ("tickets.promises", {"kind": "lunch"}),
        ("tickets.promises", {"kind": "response", "group": "very"}),
        ("tickets.registered", {"what": "secrets"}),
        ("tickets.closed", {"post": "king"}),
        ("tickets.solutions", {"ticket__owner__password": "x"}),
        ("tickets.follow_ups", {"what": "due_at"}),
    ],
)
def test_refuses_lists_that_do_not_exist(people: People, client: Client, source: str, query: dict[str, str]) -> None:
    client.force_login(people.manager)
    assert client.get(f"{ROOT}{source}/", query).status_code == 404
    assert client.get(f"{ROOT}{source}/csv/", query).status_code == 404


def test_pages_go_on_to_the_last_row_and_cost_few_queries(
    desk: Desk, people: People, client: Client, django_assert_max_num_queries: Any
) -> None:
    for _round in range(30):
        desk.ticket()
    Clock.objects.update(breached_at=desk.at, due_at=desk.at)
    client.force_login(people.senior)
    query = {"period": f"{desk.at:%Y}", "kind": "response", "group": "normal"}
    client.get(f"{ROOT}tickets.promises/", query)
    with django_assert_max_num_queries(12):
        first = client.get(f"{ROOT}tickets.promises/", query)
    second = client.get(f"{ROOT}tickets.promises/", {**query, "cursor": first.context["page"].next_cursor})
    urls = [row.url for page in (first, second) for row in page.context["page"].rows]
    assert len(urls) == len(set(urls)) == 30
    assert second.context["page"].next_cursor == ""
    bad = client.get(f"{ROOT}tickets.promises/", {**query, "cursor": "nonsense", "period": "yesterday"})
    assert bad.status_code == 422
    assert "2026-Q4" in bad.text
