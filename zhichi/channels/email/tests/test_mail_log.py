"""5.2.1: the log of mail in both directions finds a mail by whom, id, request, words, days and outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from zhichi.channels.email import mail_log
from zhichi.channels.email.choices import Way
from zhichi.channels.email.mail_log import LogFilter
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, SETUP, add_mailbox, receive
from zhichi.core.clock import now
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Sender

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.outbound.models import OutboundMail

pytestmark = pytest.mark.django_db
BOSS = "boss@client.example"


def put(to: str = BOSS, subject: str = "月报", **given: Any) -> OutboundMail:
    values: dict[str, Any] = {"purpose": "notice", "text": "t", "language": "zh-hans", "by": SETUP, "at": now()}
    return queue.queue(to=[to], subject=subject, **values | given)


def found(query: str = "", **given: Any) -> list[str]:
    return [line.subject for line in mail_log.page(LogFilter(query=query, **given)).rows]


@pytest.fixture(autouse=True)
def _intake(people: People) -> None:
    assert people.duty.is_intake


@pytest.mark.parametrize(
    "query",
    [CUSTOMER, CUSTOMER.upper(), "he.qing", "client.example", "@client.example", "打印", "印机", "a.1@client.example",
     "<a.1@client.example>", "chef@client.example", "copied@elsewhere.example", OURS],
)  # fmt: skip
def test_finds_what_came_in(query: str) -> None:
    receive(
        subject="打印机坏了",
        message_id="<a.1@client.example>",
        to=f"{OURS}, chef@client.example",
        cc="Copied <copied@elsewhere.example>",
    )
    receive(subject="Other", sender="b@third.example", message_id="<b@third.example>", to="x@third.example")
    assert found(query, way="in") == ["打印机坏了"]


@pytest.mark.parametrize("query", [BOSS, "boss@", "Report", "monthly rep", "copy@client.example"])
def test_finds_what_went_out(query: str) -> None:
    put(subject="Monthly report", cc=["copy@client.example"])
    put("somebody@third.example", subject="weekly")
    assert found(query) == ["Monthly report"]


def test_finds_an_outgoing_mail_by_its_message_id() -> None:
    mail = put()
    put(subject="another")
    assert found(mail.message_id) == found(mail.message_id.strip("<>")) == ["月报"]


def test_finds_both_directions_of_a_request() -> None:
    receipt = receive(subject="打印机坏了")
    receive(subject="Other", sender="b@third.example")
    assert receipt.ticket is not None
    ways = [line.way for line in mail_log.page(LogFilter(query=f"#{receipt.ticket.number}")).rows]
    assert sorted(ways) == [Way.IN, Way.OUT], "the letter, and the acknowledgement"


@pytest.mark.parametrize("query", ["***", "OR", '"', "a AND", "印打", "\x00", "'; --", "<>", "@", "%"])
def test_takes_signs_as_text(query: str) -> None:
    receive(subject="打印机坏了")
    assert found(query) == []


def test_narrows_by_direction_outcome_mailbox_and_days() -> None:
    box = add_mailbox()
    long_ago = datetime(2026, 1, 5, 12, tzinfo=UTC)
    receive(subject="alt", at=long_ago, message_id="<old@client.example>")
    receive(subject="neu")
    put(sender=Sender(OURS), subject="out of the box")
    put(subject="by default")
    put(sender=Sender("else@zhichi.example"), subject="another box")
    assert set(found(way="in")) == {"alt", "neu"}
    assert "neu" not in found(way="out")
    assert found(state="in:new", way="out") == [], "an outcome of the other direction"
    assert set(found(state="in:new")) == {"alt", "neu"}
    assert "月报" not in found(state="out:sent")
    assert set(found(mailbox=box, state="out:queued", query="box")) == {"out of the box"}
    assert "by default" in found(mailbox=box)
    assert found(until=long_ago + timedelta(days=1), way="in") == ["alt"]
    assert found(since=long_ago + timedelta(days=1), way="in") == ["neu"]


def test_pages_show_each_line_once_in_one_order() -> None:
    at = now()
    for number in range(7):
        receive(subject=f"in {number}", sender=f"c{number}@client.example", at=at)
        put(subject=f"out {number}", at=at)
        MailLog.objects.filter(subject=f"in {number}").update(at=at - timedelta(seconds=number // 3))
    wanted, seen, cursor = LogFilter(), [], ""
    while True:
        page = mail_log.page(wanted, cursor=cursor, size=4)
        seen += page.rows
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    assert len(seen) == len({(line.way, line.key) for line in seen})
    assert [line.at for line in seen] == sorted((line.at for line in seen), reverse=True)
    assert {f"in {number}" for number in range(7)} <= {line.subject for line in seen}
    assert {f"out {number}" for number in range(7)} <= {line.subject for line in seen}


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "~~",
        "2026-01-01T00:00:00~in~1",
        "2026-01-01T00:00:00Z~in~9999999999999999999",
        "2026-01-01T00:00:00Z~sideways~1",
        "2026-01-01T00:00:00Z~in~-1",
        "²~in~²",
    ],
)
def test_a_cursor_that_is_none_gives_the_first_page(cursor: str) -> None:
    receive(subject="neu")
    assert mail_log.page(LogFilter(way="in"), cursor=cursor).is_first


def test_one_page_costs_the_same_however_long_the_log_is(
    client: Client, people: People, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people.manager)
    for number in range(12):
        receive(subject=f"打印 {number}", sender=f"c{number}@client.example")
    for query in ({}, {"q": "打印"}, {"q": CUSTOMER, "first": "2026-01-01", "last": "2027-01-01"}):
        with django_assert_max_num_queries(20):
            client.get(reverse("channels_email:log"), query)


def test_a_day_is_the_readers_and_days_in_the_wrong_order_are_said(client: Client, people: People) -> None:
    client.force_login(people.manager)
    receive(subject="heute")
    today = timezone.localtime(now()).date().isoformat()
    listed = client.get(reverse("channels_email:log"), {"first": today, "last": today}).content.decode()
    assert "heute" in listed
    wrong = client.get(reverse("channels_email:log"), {"first": "2026-02-02", "last": "2026-01-01"}).content.decode()
    assert "最后一天早于第一天" in wrong


def test_leads_from_a_message_of_a_request_to_its_line(client: Client, people: People) -> None:
    receipt = receive(subject="打印机坏了")
    assert receipt.message is not None
    assert receipt.ticket is not None
    trace = reverse("channels_email:of_message", args=[receipt.message.pk])
    client.force_login(people.junior)
    detail = reverse("tickets:detail", args=[receipt.ticket.number])
    assert trace not in client.get(detail).content.decode()
    assert client.get(trace).status_code == 403
    client.force_login(people.manager)
    assert trace in client.get(detail).content.decode()
    assert client.get(trace).headers["Location"] == reverse("channels_email:mail", args=[receipt.log.pk])
    reply = receipt.ticket.messages.exclude(outbound=None).first()
    assert reply is not None
    sent = client.get(reverse("channels_email:of_message", args=[reply.pk])).headers["Location"]
    assert sent == reverse("channels_email:sent_mail", args=[reply.outbound_id])
    assert client.get(reverse("channels_email:of_message", args=[10**6])).status_code == 404


def test_mail_of_before_the_log_could_be_searched_is_found() -> None:
    from importlib import import_module

    from django.apps import apps
    from django.db import connection

    receive(subject="打印机坏了")
    put(subject="月报")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM channels_email_received_index")
        cursor.execute("DELETE FROM channels_email_sent_index")
    assert found("打印机") == []
    with connection.schema_editor() if connection.vendor != "sqlite" else _Editor() as editor:
        import_module("zhichi.channels.email.migrations.0009_log").fill(apps, editor)
    assert found("打印机", way="in") == ["打印机坏了"]
    assert found(BOSS) == ["月报"]


class _Editor:
    """`fill` asks nothing of it."""

    def __enter__(self) -> None:
        """Nothing to open."""

    def __exit__(self, *_given: object) -> None:
        """Nothing to close."""
