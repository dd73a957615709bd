"""Bytes that are no mail wait where people look, and become a request only when a person says so (2.1)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.channels.email import selectors, services
from zhichi.channels.email.choices import Done, Reason
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.tests.kit import SETUP, receive
from zhichi.core.clock import now
from zhichi.files import selectors as files
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db

NOISE = random.Random(7).randbytes(3000)  # the same noise each time


@pytest.mark.parametrize(
    "raw",
    [NOISE, b"\x7fELF" + bytes(range(256)) * 4, b"\0\0\0", b"X-Mailer: something\r\n\r\n"],
    ids=["noise", "a program", "nothing but NUL", "a header alone"],
)
def test_bytes_without_sender_and_words_wait_for_a_look(people: People, raw: bytes) -> None:
    receipt = receive(raw)
    row = receipt.log
    assert (row.done, row.reason, row.look_since is not None) == (Done.FAILED, Reason.UNREADABLE, True)
    assert not Ticket.objects.exists(), "no promise runs to somebody who cannot be answered"
    assert row.original is not None
    with files.read_for_machine(row.original) as content:
        assert content.read() == raw


@pytest.mark.parametrize(
    "raw",
    [
        "打印机坏了，请尽快联系仓库".encode("gb18030"),
        b"no header at all, only words",
        b"Subject: help\r\n\r\n",
        b"From: who@client.example.com\r\n\r\n" + NOISE,
    ],
    ids=["words without a header", "English words", "a subject alone", "a sender who can be asked"],
)
def test_whatever_somebody_can_read_or_answer_is_a_request(people: People, raw: bytes) -> None:
    assert receive(raw).log.done == Done.NEW


def test_the_same_bytes_again_wait_once(people: People) -> None:
    first, second = receive(NOISE).log, receive(NOISE).log
    assert (first.pk, MailLog.objects.count()) == (second.pk, 1)


def test_trying_all_again_leaves_it_to_a_person(people: People) -> None:
    receive(NOISE)
    assert services.retry_all(by=SETUP, at=now()) == (0, 0)
    assert selectors.needs_a_look().count() == 1


def test_a_person_makes_it_a_request_that_says_it_could_not_be_read(client: Client, people: People) -> None:
    row = receive(NOISE).log
    client.force_login(people.manager)
    look = client.get(reverse("channels_email:look")).content.decode()
    assert "没有写明发件人" in look
    assert "建立工单" in look
    assert "全部重试" not in look
    client.post(reverse("channels_email:retry", args=[row.pk]))
    ticket = Ticket.objects.get()
    assert selectors.needs_a_look().count() == 0
    page = client.get(reverse("tickets:detail", args=[ticket.number])).content.decode()
    assert "没有可以当作文字读出的内容" in page
    assert "\x9f" not in page
    assert receive(NOISE).log.done == Done.DUPLICATE
