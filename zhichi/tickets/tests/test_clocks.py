"""The three promises about a ticket (3.1.1–3.1.3): what starts, stops and keeps them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.sla.models import Clock, Pause
from zhichi.tickets import clauses, selectors, services
from zhichi.tickets.choices import FAR, FollowUpOutcome

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}


def clock(ticket: Ticket, kind: str) -> Clock:
    """The newest clock of a kind."""
    return Clock.objects.filter(stream=ticket.stream, kind=kind).order_by("-started_at")[0]


def fresh(ticket: Ticket) -> Ticket:
    ticket.refresh_from_db()
    return ticket


def reply(desk: Desk, ticket: Ticket, who: str = "senior", **given: Any) -> Any:
    answer = services.Reply(text="您好，正在查。", **given)
    return services.reply(ticket_id=ticket.pk, answer=answer, by=desk.people.actor(who), at=desk.tick())


def test_starts_three_clocks_with_the_request_and_shows_the_nearest(desk: Desk) -> None:
    ticket = fresh(desk.ticket(urgency="urgent"))
    due = {row.kind: row.due_at - ticket.received_at for row in Clock.objects.all() if row.due_at}
    hour = timedelta(hours=1)
    assert due == {"response": hour / 2, "progress": hour, "solution": 2 * hour}
    assert ticket.clock is not None
    assert (ticket.clock["kind"], ticket.due_at) == ("response", ticket.received_at + hour / 2)


def test_counts_from_the_arrival_of_a_mail_and_not_from_its_registration(desk: Desk) -> None:
    earlier = desk.at - timedelta(minutes=20)
    ticket = desk.ticket(received_at=earlier)
    assert clock(ticket, "response").started_at == earlier


@pytest.mark.parametrize("said", [datetime(1969, 12, 31, tzinfo=UTC), datetime(1970, 1, 1, 8, tzinfo=UTC)])
def test_a_server_without_a_clock_does_not_say_when_a_mail_came(desk: Desk, said: datetime) -> None:
    ticket = desk.ticket(received_at=said)
    assert ticket.received_at == clock(ticket, "response").started_at == ticket.registered_at


def test_no_automatic_message_satisfies_the_response(desk: Desk) -> None:
    ticket = desk.ticket(answer_to="he.qing@client.example.com")
    desk.says(ticket, "自动回复：我不在办公室", is_automatic=True)
    assert clock(ticket, "response").ended_at is None


def test_a_colleague_s_answer_is_a_response_and_a_customer_s_own_word_starts_nothing_anew(desk: Desk) -> None:
    ticket = desk.ticket()
    services.take(ticket_id=ticket.pk, by=desk.people.actor("senior"), at=desk.tick())
    started = clock(ticket, "response").started_at
    desk.says(ticket, "有人在吗")
    assert clock(ticket, "response").started_at == started
    reply(desk, ticket, who="junior")
    assert clock(ticket, "response").state == "met"
    desk.says(ticket, "还是不行")
    assert Clock.objects.filter(stream=ticket.stream, kind="response").count() == 1


def test_no_reply_satisfies_the_solution(desk: Desk) -> None:
    ticket = desk.ticket()
    reply(desk, ticket)
    assert clock(ticket, "solution").ended_at is None
    assert clock(fresh(desk.solved()), "solution").state == "met"


def test_each_report_starts_the_next(desk: Desk) -> None:
    ticket = desk.ticket()
    reply(desk, ticket)
    told = desk.at
    assert clock(ticket, "progress").started_at == told
    first = Clock.objects.filter(stream=ticket.stream, kind="progress").order_by("started_at")[0]
    assert first.state == "met"


def test_a_reply_taken_back_was_none(desk: Desk) -> None:
    ticket = desk.ticket()
    message = reply(desk, ticket)
    services.withdraw(message_id=message.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=3))
    assert clock(ticket, "response").ended_at is None
    progress = Clock.objects.filter(stream=ticket.stream, kind="progress").order_by("started_at")
    assert [row.state for row in progress] == ["running", "void"]


def test_waiting_for_the_customer_stops_what_it_should_and_says_why(desk: Desk) -> None:
    ticket = desk.ticket()
    reply(desk, ticket, then="wait_customer")
    assert [clock(ticket, kind).state for kind in ("solution", "progress")] == ["paused", "paused"]
    assert set(Pause.objects.values_list("reason", flat=True)) == {"customer"}
    services.step(ticket_id=ticket.pk, name="wait_vendor", by=desk.people.actor("senior"), at=desk.tick())
    assert [clock(ticket, kind).state for kind in ("solution", "progress")] == ["paused", "running"]
    services.step(ticket_id=ticket.pk, name="start", by=desk.people.actor("senior"), at=desk.tick())
    assert Pause.objects.filter(until=None).count() == 0


def test_the_pause_ledger_names_each_reason_of_a_clock(desk: Desk) -> None:
    ticket = desk.ticket()
    reply(desk, ticket, then="wait_customer")
    services.step(ticket_id=ticket.pk, name="wait_vendor", by=desk.people.actor("senior"), at=desk.tick())
    reasons = Pause.objects.filter(clock=clock(ticket, "solution")).order_by("since").values_list("reason", flat=True)
    assert list(reasons) == ["customer", "vendor"]


def test_another_urgency_keeps_what_was_used(desk: Desk) -> None:
    ticket = desk.ticket()
    desk.tick(hours=1)
    changes = services.Changes(urgency="urgent")
    services.change(ticket_id=ticket.pk, changes=changes, by=desk.people.actor("senior"), at=desk.at)
    row = clock(ticket, "solution")
    assert row.due_at == row.started_at + timedelta(hours=2)
    assert row.group == "urgent"


def test_a_new_round_gets_a_new_solution_clock_and_closing_ends_all(desk: Desk) -> None:
    ticket = desk.outcome(desk.solved(), FollowUpOutcome.UNSOLVED)
    rounds = Clock.objects.filter(stream=ticket.stream, kind="solution").order_by("started_at")
    assert [row.state for row in rounds] == ["met", "running"]
    closed = fresh(desk.closed())
    assert (closed.clock, closed.due_at) == (None, FAR)
    assert not Clock.objects.filter(stream=closed.stream, ended_at=None).exists()


def test_the_queue_stands_by_the_nearest_promise_or_by_change(desk: Desk, people: People) -> None:
    normal, urgent = desk.ticket(), desk.ticket(urgency="urgent")
    waits = desk.ticket()
    reply(desk, waits, then="wait_customer")

    def order(**given: Any) -> list[int]:
        page = selectors.queue(people.senior, selectors.Filters(**given), at=desk.at)
        return [row.id for row in page.rows]

    assert order() == [urgent.pk, normal.pk, waits.pk]
    assert order(by_change=True) == [waits.pk, urgent.pk, normal.pk]


def test_the_handbook_counts_what_was_kept_and_missed(desk: Desk) -> None:
    from zhichi.handbook.periods import this_month

    ticket = desk.ticket()
    desk.tick(hours=3)
    reply(desk, ticket)
    period = this_month(at=desk.at)
    evidence = clauses.response(period)
    assert [figure.value for figure in evidence.figures[:2]] == [1, 0.0]
    assert evidence.state == "broken"
    assert clauses.handling(period).state == "no_data"


def test_a_list_says_in_words_how_long_a_ticket_without_a_promise_is_open(
    desk: Desk, client: Client, people: People
) -> None:
    """A bare time would read as what is left."""
    desk.solved()
    client.force_login(people.senior)
    page = client.get("/desk/tickets/?view=solved", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert re.search(r'<span class="sla quiet">已开 [^<]+</span>', page)


def test_pages_show_the_clocks(desk: Desk, client: Client, people: People) -> None:
    ticket, stranger = desk.ticket(urgency="urgent"), people.rival
    client.force_login(people.senior)
    page = client.get("/desk/tickets/?view=open").content.decode()
    assert f'id="clock-{ticket.pk}"' in page
    chips = client.get(f"/desk/tickets/clocks/?shown={ticket.pk},99999,x").content.decode()
    assert chips.count("hx-swap-oob") == 1
    panel = client.get(f"/desk/tickets/{ticket.number}/panel/clocks/", headers=FRAGMENT).content.decode()
    assert panel.count("clock-line") == 3
    strip = client.get(f"/desk/tickets/{ticket.number}/panel/clocks/?strip=1", headers=FRAGMENT).content.decode()
    assert (strip.count("<li"), "clock-strip" in strip) == (3, True)
    client.force_login(stranger)
    assert client.get(f"/desk/tickets/clocks/?shown={ticket.pk}").content == b""
    assert client.get(f"/desk/tickets/{ticket.number}/panel/clocks/").status_code == 404


def test_two_requests_do_not_share_their_clocks(desk: Desk) -> None:
    first, second = desk.ticket(), desk.ticket()
    reply(desk, first)
    assert clock(second, "response").ended_at is None
