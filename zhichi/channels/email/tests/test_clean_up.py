"""2.1, 3.1: requests that spam opened are closed together, count nowhere, and can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from zhichi.channels.email import cleaning, services
from zhichi.channels.email.cleaning import Wanted
from zhichi.channels.email.models import CleanUp
from zhichi.channels.email.tests.kit import receive
from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records import services as records
from zhichi.sla.models import Clock
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Tally, Ticket
from zhichi.tickets.selectors import behind

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(people: People) -> Actor:
    assert people.duty.is_intake
    return Actor.of(people.supervisor)


def flood(count: int, **given: Any) -> list[Ticket]:
    found = []
    for number in range(count):
        values = {
            "subject": f"代开发票 {number}",
            "text": f"优惠 {number}",
            "sender": f"a{number}@spam.example",
        } | given
        ticket = receive(**values).ticket
        assert ticket is not None
        found.append(ticket)
    return found


def wanted(**given: Any) -> Wanted:
    values: dict[str, Any] = {"sender": "", "subject": "", "text": ""} | given
    return Wanted(since=now() - timedelta(days=1), until=now() + timedelta(days=1), **values)


def open_clocks(ticket: Ticket) -> set[str]:
    return set(Clock.objects.filter(stream=ticket.stream, ended_at=None).values_list("kind", flat=True))


def tally() -> int:
    return sum(Tally.objects.values_list("count", flat=True))


def counted() -> tuple[int, int]:
    """How many requests the figures of these days hold: registered, and closed."""
    start, end = now() - timedelta(days=1), now() + timedelta(days=1)
    return behind.registered_in(start, end).count(), Ticket.objects.filter(behind.closed_in(start, end)).count()


def work() -> None:
    while services.clean_up_some(at=now()):
        pass


def test_closes_one_ticket_out_of_all_figures_and_takes_it_back(by: Actor) -> None:
    (ticket,) = flood(1)
    clocks, before = open_clocks(ticket), tally()
    assert clocks
    assert counted() == (1, 0)
    closed = tickets.mark_spam(ticket_id=ticket.pk, reason="广告", by=by, at=now())
    assert (closed.state, closed.closed_as, closed.is_open) == ("closed", "spam", False)
    assert (open_clocks(ticket), tally(), counted()) == (set(), before - 1, (0, 0))
    with pytest.raises(Conflict):
        tickets.mark_spam(ticket_id=ticket.pk, reason="", by=by, at=now())
    opened = tickets.unmark_spam(ticket_id=ticket.pk, by=by, at=now())
    assert (opened.state, opened.closed_as, opened.closed_at, opened.needs_reply) == ("new", "", None, True)
    assert (open_clocks(ticket), tally(), counted()) == (clocks, before, (1, 0))
    assert not records.verify(by=by, at=now())[1]


def test_takes_nothing_for_spam_that_somebody_answered(by: Actor, people: People) -> None:
    (ticket,) = flood(1)
    tickets.reply(ticket_id=ticket.pk, answer=tickets.Reply(text="您好，请说明"), by=Actor.of(people.senior), at=now())
    with pytest.raises(Conflict):
        tickets.mark_spam(ticket_id=ticket.pk, reason="", by=by, at=now())
    assert not cleaning.found(wanted(sender="@spam.example"))
    (other,) = flood(1, subject="另一", text="另一")
    with pytest.raises(Refused):
        tickets.mark_spam(ticket_id=other.pk, reason="", by=Actor.of(people.senior), at=now())


def test_whoever_writes_on_opens_the_request_again(by: Actor) -> None:
    (ticket,) = flood(1)
    tickets.mark_spam(ticket_id=ticket.pk, reason="", by=by, at=now())
    again = receive(subject=f"Re: [#{ticket.number}]", text="我是真的客户", sender="a0@spam.example")
    assert again.ticket == ticket
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_as) == ("reopened", "")
    assert open_clocks(ticket)


@pytest.mark.parametrize(
    ("search", "count"),
    [
        ({"sender": "@spam.example"}, 3),
        ({"sender": "SPAM.example"}, 3),
        ({"sender": "a1@spam.example"}, 1),
        ({"subject": "发票 代开"}, 3),
        ({"subject": "发票 2"}, 1),
        ({"text": "优惠"}, 3),
        ({"text": "没有"}, 0),
        ({}, 0),  # nothing asked for finds nothing, not everything
    ],
)
def test_finds_by_sender_subject_and_text(by: Actor, search: dict[str, str], count: int) -> None:
    flood(3)
    receive(subject="打印机坏了")
    assert cleaning.found(wanted(**search)).count() == count


def test_closes_many_bit_by_bit_and_takes_all_back(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhichi.channels.email.services.cleanup.AT_ONCE", 2)
    found = flood(5)
    run = services.ask_clean_up(wanted=wanted(sender="@spam.example"), why="广告", by=by, at=now())
    tickets.reply(
        ticket_id=found[0].pk, answer=tickets.Reply(text="您好"), by=by, at=now()
    )  # somebody answers meanwhile
    services.clean_up_some(at=now())
    run.refresh_from_db()
    assert (run.so_far, run.total, run.is_at_work) == (2, 5, True)
    with pytest.raises(Conflict):
        services.undo_clean_up(run_id=run.pk, by=by, at=now())
    work()
    run.refresh_from_db()
    assert (len(run.marked_ids), run.skipped, run.is_at_work) == (4, 1, False)
    assert Ticket.objects.filter(closed_as="spam").count() == 4
    services.undo_clean_up(run_id=run.pk, by=by, at=now())
    work()
    assert not Ticket.objects.filter(closed_as="spam").exists()
    assert not records.verify(by=by, at=now())[1]


def test_refuses_a_run_without_reason_or_hit(by: Actor) -> None:
    flood(1)
    with pytest.raises(DomainError) as refused:
        services.ask_clean_up(wanted=wanted(sender="@spam.example"), why=" ", by=by, at=now())
    assert "why" in refused.value.fields
    with pytest.raises(DomainError):
        services.ask_clean_up(wanted=wanted(sender="@else.example"), why="x", by=by, at=now())
    assert not CleanUp.objects.exists()


def test_the_page_shows_closes_and_takes_back(client: Client, by: Actor, people: People) -> None:
    flood(2)
    client.force_login(people.supervisor)
    today = timezone.localdate()
    query = {"sender": "@spam.example", "first": str(today - timedelta(days=1)), "last": str(today)}
    address = reverse("channels_email:clean_up")
    assert "请填写发件人" in client.get(address, query | {"sender": " "}).content.decode()
    assert "将关闭 2 张工单" in client.get(address, query).content.decode()
    asked = f"{address}?sender=%40spam.example&first={query['first']}&last={query['last']}"
    assert client.post(asked, {"why": ""}).status_code == 422
    shown = client.post(asked, {"why": "广告"}, follow=True).content.decode()
    assert "0 / 2" in shown
    work()
    run = CleanUp.objects.get()
    page = reverse("channels_email:clean_up_run", args=[run.pk])
    assert "2 张工单已按垃圾邮件关闭" in client.get(page, headers={"HX-Request": "true"}).content.decode()
    ticket = Ticket.objects.filter(closed_as="spam").first()
    assert ticket is not None
    detail = reverse("tickets:detail", args=[ticket.number])
    assert "已按垃圾邮件关闭" in client.get(detail).content.decode()
    client.post(reverse("tickets:unmark_spam", args=[ticket.number]))
    client.post(reverse("channels_email:clean_up_undo", args=[run.pk]))
    work()
    assert not Ticket.objects.filter(closed_as="spam").exists()
    client.post(reverse("tickets:mark_spam", args=[ticket.number]))
    assert Ticket.objects.filter(closed_as="spam").count() == 1
    client.force_login(people.senior)
    assert client.get(address).status_code == 403
    assert client.post(reverse("tickets:unmark_spam", args=[ticket.number])).status_code == 403


def test_what_was_answered_is_closed_too_when_somebody_says_so(by: Actor, people: People, client: Client) -> None:
    answered, fresh = flood(2)
    tickets.reply(ticket_id=answered.pk, answer=tickets.Reply(text="您好"), by=Actor.of(people.senior), at=now())
    client.force_login(people.supervisor)
    days = {"first": (now() - timedelta(days=1)).date().isoformat(), "last": timezone.localdate().isoformat()}
    search = {"sender": "@spam.example", **days}
    url = reverse("channels_email:clean_up")
    assert f"#{answered.number}" not in client.get(url, search).content.decode()
    page = client.get(url, search | {"answered": "on"}).content.decode()
    assert f"#{answered.number}" in page
    assert "其中 1 张已答复" in page
    run = services.ask_clean_up(wanted=wanted(sender="@spam.example", answered=True), why="广告", by=by, at=now())
    work()
    run.refresh_from_db()
    assert set(run.marked_ids) == {answered.pk, fresh.pk}
    services.undo_clean_up(run_id=run.pk, by=by, at=now())
    work()
    answered.refresh_from_db()
    assert (answered.closed_as, answered.is_open) == ("", True)
    assert not records.verify(by=by, at=now())[1]
