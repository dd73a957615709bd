"""2.1: mail servers of one's own hand mail over by LMTP or SMTP; 250 only for what is in the database."""

from __future__ import annotations

import smtplib
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connections
from django.urls import reverse

from zhichi.channels.email import selectors, services
from zhichi.channels.email.checks import check_mail
from zhichi.channels.email.models import Door, MailLog
from zhichi.channels.email.tasks import receiving
from zhichi.channels.email.tasks._gate import Gate
from zhichi.channels.email.tests.dovecot import free_port
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, add_mailbox, raw, wait_until
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.fixtures import Settings

    from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def door(settings: Settings, kind: str) -> Iterator[smtplib.SMTP]:
    """A mail server that has connected to the receiver."""
    port, stop = free_port(), threading.Event()
    settings.MAIL_RECEIVER = f"{kind}://127.0.0.1:{port}"

    def work() -> None:
        try:
            receiving.receive_mail(stop)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        found: list[smtplib.SMTP] = []

        def opens() -> bool:
            try:
                found.append((smtplib.LMTP if kind == "lmtp" else smtplib.SMTP)("127.0.0.1", port))
            except OSError:
                return False
            return True

        wait_until(opens)
        yield found[0]
        found[0].close()
    finally:
        stop.set()
        worker.join(15)
    assert not worker.is_alive()


@pytest.mark.parametrize("kind", ["smtp", "lmtp"])
def test_takes_mail_for_our_addresses_only(settings: Settings, people: People, kind: str) -> None:
    assert people.duty.is_intake
    box = add_mailbox(aliases="info@zhichi.example")
    with door(settings, kind) as server:
        refused = server.sendmail(CUSTOMER, ["info@zhichi.example", "nobody@zhichi.example"], raw(subject="一"))
        assert refused["nobody@zhichi.example"][0] == 550
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            server.sendmail(CUSTOMER, ["relay@elsewhere.example"], raw(subject="二"))
    assert MailLog.objects.get().mailbox == box
    assert Ticket.objects.get().subject == "一"


def test_one_message_for_two_of_our_addresses_is_one(settings: Settings, people: People) -> None:
    assert people.duty.is_intake
    add_mailbox(aliases="info@zhichi.example")
    with door(settings, "lmtp") as server:
        assert server.sendmail(CUSTOMER, [OURS, "info@zhichi.example"], raw(subject="一")) == {}
        assert server.getreply()[0] == 250, "LMTP answers for each recipient"
        server.sendmail(CUSTOMER, [OURS], raw(subject="一"))
    assert Ticket.objects.count() == 1


def test_says_later_while_the_database_is_away(
    settings: Settings, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people.duty.is_intake
    add_mailbox()

    def defect(**_named: object) -> None:
        raise KeyError("a defect")

    def away(*_given: object, **_named: object) -> None:
        raise OperationalError("the connection is gone")

    with door(settings, "smtp") as server:
        monkeypatch.setattr(services, "receive", away)
        with pytest.raises(smtplib.SMTPDataError) as later:
            server.sendmail(CUSTOMER, [OURS], raw(subject="一"))
        assert later.value.smtp_code == 451
        monkeypatch.setattr(selectors, "mailbox_for", away)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as unknown:
            server.sendmail(CUSTOMER, [OURS], raw(subject="一"))
        assert unknown.value.recipients[OURS][0] == 451, "not known is not the same as not here"
        monkeypatch.undo()
        monkeypatch.setattr(services, "receive", defect)
        with pytest.raises(smtplib.SMTPDataError) as defective:
            server.sendmail(CUSTOMER, [OURS], raw(subject="一"))
        assert defective.value.smtp_code == 451, "a defect of ours must bounce no mail"
        monkeypatch.undo()
        server.sendmail(CUSTOMER, [OURS], raw(subject="一"))
    assert Ticket.objects.count() == 1


def test_keeps_long_lines_and_refuses_what_is_too_large(
    settings: Settings, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people.duty.is_intake
    monkeypatch.setattr(receiving, "MAX_MAIL_BYTES", 100_000)
    add_mailbox()
    letter = b"From: wang@client.example\r\nSubject: long\r\nMessage-ID: <a@b>\r\n\r\n" + b"y" * 50_000 + b"\r\n"
    with door(settings, "smtp") as server:
        server.sendmail(CUSTOMER, [OURS], letter)
        with pytest.raises(smtplib.SMTPResponseException) as large:
            server.sendmail(CUSTOMER, [OURS], letter + b"z" * 100_000)
        assert large.value.smtp_code == 552
    assert MailLog.objects.get().size == len(letter)


def test_answer_addresses_and_mailboxes_out_of_use() -> None:
    box = add_mailbox(plus_addresses=True)
    token = OURS.replace("@", "+t.abcdefghabcdefgh1@")
    assert selectors.mailbox_for(OURS.upper()) == box
    assert selectors.mailbox_for(token) == box
    type(box).objects.filter(pk=box.pk).update(is_active=False)
    assert selectors.mailbox_for(OURS) is None


@pytest.mark.parametrize("kind", ["smtp", "lmtp"])
def test_takes_bounces_and_refuses_an_announced_size_before_the_data(
    settings: Settings, people: People, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    assert people.duty.is_intake
    monkeypatch.setattr(receiving, "MAX_MAIL_BYTES", 100_000)
    add_mailbox()
    with door(settings, kind) as server:
        server.ehlo_or_helo_if_needed()
        assert server.mail(CUSTOMER, ["size=100001"])[0] == 552
        assert server.mail(CUSTOMER, ["size=100000"])[0] == 250
        server.rset()
        server.sendmail("<>", [OURS], raw(subject="退信"))
    assert MailLog.objects.get().subject == "退信"


def test_one_client_may_not_hold_all_connections(settings: Settings) -> None:
    settings.MAIL_RECEIVER_CONNECTIONS = 4
    with door(settings, "smtp") as first:
        second = smtplib.SMTP("127.0.0.1", place(settings))
        with pytest.raises(smtplib.SMTPConnectError) as third:
            smtplib.SMTP("127.0.0.1", place(settings))
        assert third.value.smtp_code == 421
        assert first.noop()[0] == 250, "who was let in is not disturbed"
        second.quit()
        found: list[smtplib.SMTP] = []

        def let_in() -> bool:
            try:
                found.append(smtplib.SMTP("127.0.0.1", place(settings)))
            except smtplib.SMTPConnectError:
                return False
            return True

        wait_until(let_in)
        found[0].close()


def test_a_client_that_sends_too_fast_comes_again_later(settings: Settings, people: People) -> None:
    assert people.duty.is_intake
    settings.MAIL_RECEIVER_PER_MINUTE = 2
    add_mailbox()
    with door(settings, "lmtp") as server:
        for number in range(2):
            server.sendmail(CUSTOMER, [OURS], raw(subject=f"第 {number} 封"))
        with pytest.raises(smtplib.SMTPSenderRefused) as fast:
            server.sendmail(CUSTOMER, [OURS], raw(subject="太快"))
        assert fast.value.smtp_code == 451, "for now only: the server keeps the mail"
    assert MailLog.objects.count() == 2


def test_no_limits_where_none_are_set() -> None:
    gate = Gate(0, 0, 0)
    assert all(gate.enter("a") and gate.message("a") for _number in range(1000))
    gate.leave("a")
    assert (gate.open, gate.refused) == (999, 0)


def test_counts_each_client_alone_and_all_together() -> None:
    gate = Gate(3, 2, 1)
    assert [gate.enter(client) for client in "aaabb"] == [True, True, False, True, False]
    gate.leave("a")
    assert gate.enter("b")
    assert [gate.message(client) for client in "aab"] == [True, False, True]
    assert (gate.open, gate.refused) == (3, 3)


def test_pages_and_doctor_say_whether_it_listens_and_takes_mail(
    settings: Settings, people: People, client: Client
) -> None:
    client.force_login(people.manager)
    box = add_mailbox()
    settings.MAIL_RECEIVER = f"lmtp://127.0.0.1:{free_port()}"
    assert "没有后台进程在此接收" in client.get(reverse("channels_email:health")).content.decode()
    shut = next(each for each in check_mail() if settings.MAIL_RECEIVER in each.what)
    assert (shut.level, "没有应答" in shut.what) == ("bad", True)
    with door(settings, "lmtp") as server:
        server.sendmail(CUSTOMER, [OURS], raw(subject="一"))
        wait_until(lambda: Door.objects.exists())
        opened = next(each for each in check_mail() if settings.MAIL_RECEIVER in each.what)
        assert (opened.level, MailLog.objects.count()) == ("ok", 1), "the doctor hands nothing over"
        shown = client.get(reverse("channels_email:health")).content.decode()
        assert receiving.HOLDER in shown
        type(box).objects.update(is_active=False, address="else@zhichi.example")
        nobody = next(each for each in check_mail() if settings.MAIL_RECEIVER in each.what)
        assert nobody.level == "bad"
    assert not Door.objects.exists(), "a worker that stops says so"


def test_says_why_it_cannot_listen(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.MAIL_RECEIVER = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(OSError, match="in use"):
            receiving.receive_mail(threading.Event())
    told = Door.objects.get()
    assert (told.opened_at, "in use" in told.error) == (None, True)


def place(settings: Settings) -> int:
    return int(settings.MAIL_RECEIVER.rpartition(":")[2])


@pytest.mark.parametrize("place", ["127.0.0.1:25", "http://127.0.0.1:25", "lmtp://127.0.0.1"])
def test_says_what_is_wrong_with_the_setting(settings: Settings, place: str) -> None:
    settings.MAIL_RECEIVER = place
    with pytest.raises(ValueError, match="ZHICHI_MAIL_RECEIVER"):
        receiving.receive_mail(threading.Event())
