"""A mail goes out once, or says why not; until it goes it can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.core.errors import DomainError
from zhichi.outbound import selectors, services
from zhichi.outbound.choices import Purpose, Sender, State
from zhichi.outbound.models import OutboundMail
from zhichi.records.selectors import history

BY = Actor.system("tests")
pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return now()


def put(at: datetime, **given: Any) -> OutboundMail:
    values: dict[str, Any] = {
        "purpose": Purpose.REPLY,
        "to": ["he@client.example.com"],
        "subject": "回复",
        "text": "您好",
        "language": "zh-hans",
        "stream": "ticket:12",
    }
    return services.queue(**{**values, **given}, by=BY, at=at)


def codes(stream: str = "ticket:12") -> list[str]:
    return [event.code for event in history(stream)]


def take(at: datetime, limit: int = 10) -> list[int]:
    return [item.pk for item in services.claim(limit=limit, at=at)]


def test_keeps_one_mail_for_one_cause(at: datetime) -> None:
    first = put(at, key="event:7:he")
    assert put(at, key="event:7:he", subject="anders") == first
    assert put(at).pk != put(at).pk
    assert OutboundMail.objects.count() == 3


def test_keeps_message_ids_unguessable_and_in_the_house(at: datetime, settings: Any) -> None:
    settings.BASE_URL = "https://help.example.com:8443"
    one, two = put(at), put(at, sender=Sender("support@example.org"))
    assert one.message_id.startswith("<zc.")
    assert one.message_id.endswith(".ticket-12@help.example.com>")
    assert two.message_id.endswith("@example.org>")
    assert one.message_id.split(".")[1] != two.message_id.split(".")[1]
    assert selectors.streams_of([one.message_id, "<x@y>"]) == {one.message_id: "ticket:12"}


@pytest.mark.parametrize("to", ["", "nobody", "a@b\r\nBcc: c@d", "a b@example.com", "a@example.com, c@example.com"])
def test_refuses_addresses_that_are_none(at: datetime, to: str) -> None:
    with pytest.raises(DomainError) as refused:
        put(at, to=[to])
    assert refused.value.code == "bad-address"


def test_refuses_a_mail_to_nobody(at: datetime) -> None:
    with pytest.raises(DomainError):
        put(at, to=[])


def test_keeps_headers_on_one_line(at: datetime) -> None:
    row = put(at, subject="你好\r\nBcc: x@example.com", in_reply_to="<a@b>\n", references=["<a@b>\r\n X: y"])
    assert row.subject == "你好 Bcc: x@example.com"
    assert "\n" not in row.in_reply_to + row.references[0]


def test_keeps_a_mail_back_until_its_time(at: datetime) -> None:
    later = put(at, not_before=at + timedelta(seconds=10))
    assert take(at) == []
    assert take(at + timedelta(seconds=10)) == [later.pk]


def test_keeps_claims_exclusive_and_ordered(at: datetime) -> None:
    rows = [put(at + timedelta(seconds=place)) for place in range(3)]
    later = at + timedelta(minutes=1)
    assert take(later, limit=2) == [rows[0].pk, rows[1].pk]
    assert take(later) == [rows[2].pk]
    assert take(later) == []


def test_keeps_mails_of_a_dead_worker(at: datetime) -> None:
    row = put(at)
    assert take(at) == [row.pk]
    assert take(at + timedelta(minutes=9)) == []
    assert selectors.health(at=at + timedelta(minutes=11)).stuck == 1
    assert take(at + timedelta(minutes=11)) == [row.pk]
    row.refresh_from_db()
    assert row.attempts == 2


def test_knows_why_it_failed_when_the_return_overtakes_the_acceptance(at: datetime) -> None:
    row = put(at)
    take(at)
    returned = {"address": row.to[0], "status": "4.2.2", "answer": "452 4.2.2 mailbox full", "is_permanent": False}
    assert services.note_bounce(mail_id=row.pk, **returned, by=BY, at=at)
    assert services.delivered(mail_id=row.pk, at=at)
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.FAILED, "452 4.2.2 mailbox full")


def test_keeps_the_outcome_on_the_stream(at: datetime) -> None:
    row = put(at)
    take(at)
    assert services.delivered(mail_id=row.pk, at=at)
    assert not services.delivered(mail_id=row.pk, at=at)
    assert codes() == ["outbound.sent"]
    row.refresh_from_db()
    assert (row.state, row.sent_at) == (State.SENT, at)


def test_keeps_replies_before_notices_however_old(at: datetime) -> None:
    notices = [put(at, purpose=Purpose.NOTICE) for _ in range(3)]
    later = at + timedelta(minutes=1)
    reply = put(later, purpose=Purpose.REPLY)
    code = put(later, purpose=Purpose.SIGN_IN)
    assert take(later, limit=3) == [code.pk, reply.pk, notices[0].pk]


def test_keeps_mails_from_returning_all_at_once(at: datetime) -> None:
    rows = [put(at) for _ in range(20)]
    take(at, limit=20)
    for row in rows:
        services.postponed(mail_id=row.pk, error="421 closing", at=at)
        row.refresh_from_db()
    assert len({row.not_before for row in rows}) > 10


def test_keeps_trying_with_growing_pauses_and_one_notice(at: datetime) -> None:
    row, moment, waits = put(at), at, []
    for _ in range(9):
        assert take(moment) == [row.pk]
        assert services.postponed(mail_id=row.pk, error="451 try later", at=moment)
        row.refresh_from_db()
        waits.append((row.not_before - moment).total_seconds() / 60)
        moment = row.not_before
    bases = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert all(base <= wait <= base * 1.25 for base, wait in zip(bases, waits, strict=True))
    assert codes() == ["outbound.delayed"]
    assert selectors.health(at=moment).retrying == 1


def test_refuses_to_try_for_ever(at: datetime) -> None:
    row = put(at)
    late = at + timedelta(hours=72)
    take(late)
    services.postponed(mail_id=row.pk, error="451 try later", at=late)
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert codes() == ["outbound.failed"]


def test_keeps_a_refused_mail_for_a_second_chance(at: datetime) -> None:
    row = put(at)
    take(at)
    assert services.refused(mail_id=row.pk, error="550 no such user", at=at)
    assert list(selectors.failed()) == [row]
    assert take(at + timedelta(hours=1)) == []
    assert services.requeue(mail_id=row.pk, by=BY, at=at)
    assert take(at) == [row.pk]
    assert codes() == ["outbound.failed", "outbound.requeued"]


def test_keeps_undo_possible_only_while_it_waits(at: datetime) -> None:
    early, gone = put(at), put(at)
    assert services.withdraw(mail_id=early.pk, by=BY, at=at)
    assert take(at) == [gone.pk]
    assert not services.withdraw(mail_id=gone.pk, by=BY, at=at)
    assert codes() == ["outbound.withdrawn"]


def test_keeps_health_in_three_queries(at: datetime, django_assert_num_queries: Any) -> None:
    put(at)
    put(at, not_before=at + timedelta(hours=1))
    with django_assert_num_queries(3):
        health = selectors.health(at=at)
    assert (health.waiting, health.due, health.stuck, health.failed, health.oldest_due) == (2, 1, 0, 0, at)


def test_keeps_djangos_own_mails_in_the_queue(settings: Any) -> None:
    settings.EMAIL_BACKEND = "zhichi.outbound.django_backend.QueueBackend"
    message = EmailMultiAlternatives("Code", "123456", to=["a@example.com"], bcc=["b@example.com"])
    message.attach_alternative("<b>123456</b>", "text/html")
    with mail.get_connection() as connection:
        assert connection.send_messages([message]) == 1
    rows = OutboundMail.objects.order_by("pk")
    assert [(row.to, row.purpose, row.html) for row in rows] == [
        (["a@example.com"], Purpose.SIGN_IN, "<b>123456</b>"),
        (["b@example.com"], Purpose.SIGN_IN, "<b>123456</b>"),
    ]


def test_keeps_the_index_in_use(at: datetime) -> None:
    from django.db import connection

    plan = selectors.due(at=at).order_by(selectors.BY_URGENCY, "not_before", "pk").explain()
    assert connection.vendor != "sqlite" or "outbound_due" in plan
