"""What mail costs the database: no new rule may make it dearer unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from zhichi.channels.email.choices import Done
from zhichi.channels.email.services import _arrival, together
from zhichi.channels.email.tests.kit import CUSTOMER, raw, receive
from zhichi.core.clock import now
from zhichi.outbound.models import OutboundMail
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import People

pytestmark = pytest.mark.django_db
SHARING = together.SHARING["sqlite"]

# Tests run in a transaction: a savepoint stands for the transaction of each mail. On PostgreSQL a stream, its events
# and their payloads are one statement instead of three.
STRANGER = {"sqlite": 23, "postgresql": 19}
KNOWN = {"sqlite": 17, "postgresql": 15}
REPLY = {"sqlite": 20, "postgresql": 18}
ANEW = {"sqlite": 25, "postgresql": 23}


@pytest.fixture(autouse=True)
def _warm(people: People) -> None:
    receive(subject="先热身", sender="warm@client.example")


def test_the_first_mail_of_a_stranger(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(STRANGER[connection.vendor]):
        receipt = receive(subject="第一封", sender=f"new{CUSTOMER}")
    assert receipt.log.done == Done.NEW


def test_a_request_of_somebody_whom_we_know(django_assert_max_num_queries: Any) -> None:
    receive(subject="第一封", sender=CUSTOMER)
    with django_assert_max_num_queries(KNOWN[connection.vendor]):
        receipt = receive(subject="另一件事", text="打印机也坏了", sender=CUSTOMER)
    assert receipt.log.done == Done.NEW


def test_an_answer_of_the_customer(django_assert_max_num_queries: Any) -> None:
    receive(subject="第一封", sender=CUSTOMER)
    ours = OutboundMail.objects.latest("pk").message_id
    with django_assert_max_num_queries(REPLY[connection.vendor]):
        receipt = receive(subject="Re: 第一封", text="补充一句", sender=CUSTOMER, in_reply_to=ours)
    assert receipt.log.done == Done.ADDED


def test_an_answer_to_what_was_closed_long_ago(django_assert_max_num_queries: Any) -> None:
    ticket = receive(subject="第一封", sender=CUSTOMER).ticket
    ours = OutboundMail.objects.latest("pk").message_id
    assert ticket is not None
    long_ago = ticket.received_at.replace(2020)
    Ticket.objects.filter(pk=ticket.pk).update(state="closed", is_open=False, closed_at=long_ago)
    with django_assert_max_num_queries(ANEW[connection.vendor]):
        receipt = receive(subject="Re: 第一封", text="又坏了", sender=CUSTOMER, in_reply_to=ours)
    assert receipt.log.done == Done.FOLLOWS


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="on PostgreSQL portions go in threads of their own")
def test_waiting_mails_share_a_transaction(django_assert_max_num_queries: Any) -> None:
    def waiting() -> Iterator[together.Waiting]:
        at = now()
        for number in range(SHARING):
            mail = raw(subject=f"第 {number} 件", text=f"坏了 {number}", sender="warm@client.example")
            yield _arrival.read(mail, mailbox=None, arrived_at=at, at=at), None

    # All of them have one savepoint, which alone each has for itself.
    with django_assert_max_num_queries(2 + SHARING * (KNOWN["sqlite"] - 2)):
        done = [receipt.log.done for receipt in together.receive_together(waiting())]
    assert done == [Done.NEW] * SHARING
