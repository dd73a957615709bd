"""The pages below /desk/mail/: who sees them, setting a mailbox up, the log, what needs a look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.channels.email import services
from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, SETUP, add_mailbox, raw, read_from, receive
from zhichi.core.clock import now
from zhichi.outbound import services as queue
from zhichi.outbound.models import OutboundMail
from zhichi.records.models import Heartbeat
from zhichi.tickets.choices import MessageKind

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.tests.dovecot import Dovecot
    from zhichi.channels.email.tests.kit import PostOffice

pytestmark = pytest.mark.django_db

PAGES = ("health", "choose", "log", "look")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager(client: Client, people: People) -> Client:
    client.force_login(people.manager)
    return client


def page(client: Client, name: str, *args: object, **query: Any) -> str:
    response = client.get(reverse(f"channels_email:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def form(**given: Any) -> dict[str, Any]:
    """What a browser sends for a mailbox."""
    values = {
        "address": OURS,
        "name": "示例支持",
        "imap_host": "imap.zhichi.example",
        "imap_port": 993,
        "imap_security": "tls",
        "imap_password": "code-1234",
        "smtp_host": "smtp.zhichi.example",
        "smtp_port": 465,
        "smtp_security": "tls",
        "is_active": "on",
    }
    return {name: value for name, value in (values | given).items() if value is not None}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("post", "status"), [("manager", 200), ("administrator", 200), ("senior", 403), ("auditor", 403)]
)
def test_keeps_pages_to_those_who_look_after_the_product(
    client: Client, people: People, name: str, post: str, status: int
) -> None:
    client.force_login(getattr(people, post))
    assert client.get(reverse(f"channels_email:{name}")).status_code == status


def test_shows_how_mail_fares(manager: Client) -> None:
    box = add_mailbox()
    Mailbox.objects.filter(pk=box.pk).update(fetch_error="login failed", fetch_fails_since=now(), send_error="no route")
    receive(subject="打印机坏了")
    queue.queue(purpose="notice", to=["x@client.example"], subject="s", text="t", language="en", by=SETUP, at=now())
    (mail,) = queue.claim(limit=10, at=now() + timedelta(days=1))[-1:]
    queue.refused(mail_id=mail.pk, error="550 gone", at=now())
    shown = page(manager, "health")
    assert all(text in shown for text in ("login failed", "no route", "550 gone", "打印机坏了", OURS))
    assert "zhichi serve" in shown
    Heartbeat.objects.create(holder="test", started_at=now(), beat_at=now())
    assert "zhichi serve" not in page(manager, "health")


def test_says_errors_in_the_readers_language_and_what_waits(manager: Client) -> None:
    box = add_mailbox()
    moment = now()
    Mailbox.objects.filter(pk=box.pk).update(
        fetched_at=moment - timedelta(hours=2),
        fetch_error="[Errno 111] Connection refused",
        fetch_fails_since=moment - timedelta(hours=1),
        waiting_since=moment - timedelta(minutes=42),
    )
    shown = page(manager, "health")
    told = ("服务器没有接受连接", "请检查服务器和端口", "[Errno 111] Connection refused", "42 分钟前", "最早到达于")
    assert all(words in shown for words in told)
    Mailbox.objects.filter(pk=box.pk).update(fetch_error="", waiting_since=None)
    assert "很久没有收取" in page(manager, "health"), "no error, and not read for two hours"
    Mailbox.objects.filter(pk=box.pk).update(fetched_at=moment)
    assert "没有未收取的邮件" in page(manager, "health")


def test_counts_the_queue_by_state(manager: Client) -> None:
    for number in range(3):
        queue.queue(
            purpose="notice", to=["x@client.example"], subject=f"{number}", text="t", language="en", by=SETUP, at=now()
        )
    (mail,) = queue.claim(limit=1, at=now())
    queue.refused(mail_id=mail.pk, error="550 5.1.1 user unknown", at=now())
    shown = page(manager, "health")
    assert "<b>2</b>等待发送" in shown
    assert "<b>1</b>被拒收" in shown
    assert "<b>1</b>停发地址" in shown
    assert "没有这个地址" in shown


def test_sends_refused_mail_again(manager: Client) -> None:
    receive()
    (mail,) = queue.claim(limit=1, at=now())
    queue.refused(mail_id=mail.pk, error="550", at=now())
    assert manager.post(reverse("channels_email:send_again", args=[mail.pk])).status_code == 303
    assert OutboundMail.objects.get(pk=mail.pk).state == "queued"
    assert manager.post(reverse("channels_email:send_again", args=[mail.pk])).status_code == 404
    assert manager.post(reverse("channels_email:send_all_again")).status_code == 303


def test_offers_the_servers_of_a_provider(manager: Client) -> None:
    assert "授权码" in page(manager, "new", "qq")
    assert "imap.exmail.qq.com" in page(manager, "new", "exmail")
    assert manager.get(reverse("channels_email:new", args=["nobody"])).status_code == 404


def test_adds_a_mailbox_with_one_code_for_both_sides(manager: Client) -> None:
    assert manager.post(reverse("channels_email:new", args=["163"]), form()).status_code == 303
    box = Mailbox.objects.get()
    assert (box.is_default, bool(box.imap_password), bool(box.smtp_password)) == (True, True, True)
    assert "code-1234" not in page(manager, "mailbox", box.pk)


def test_keeps_what_was_typed_when_something_is_wrong(manager: Client) -> None:
    response = manager.post(reverse("channels_email:new", args=["other"]), form(address="no address", name="支持台"))
    assert response.status_code == 422
    assert "支持台" in response.content.decode()
    assert "code-1234" not in response.content.decode()
    response = manager.post(reverse("channels_email:new", args=["other"]), form(imap_password=None))
    assert response.status_code == 422
    assert not Mailbox.objects.exists()


def test_changes_a_mailbox_and_keeps_its_passwords(manager: Client) -> None:
    box = add_mailbox()
    sent = form(name="新名称", imap_password="", is_active=None)
    assert manager.post(reverse("channels_email:mailbox", args=[box.pk]), sent).status_code == 303
    changed = Mailbox.objects.get()
    assert (changed.name, changed.is_active, changed.imap_password) == ("新名称", False, box.imap_password)
    assert manager.get(reverse("channels_email:mailbox", args=[99])).status_code == 404


def test_tests_the_connection_for_real(manager: Client, dovecot: Dovecot, post_office: PostOffice) -> None:
    values = form(**read_from(dovecot.port, "page"), **post_office.settings, smtp_open="on")
    answer = manager.post(reverse("channels_email:try_new"), values, headers=HTMX)
    assert answer.content.decode().count("banner-ok") == 2
    answer = manager.post(reverse("channels_email:try_new"), values | {"imap_password": "wrong"}, headers=HTMX)
    assert "banner-bad" in answer.content.decode()
    assert not Mailbox.objects.exists()
    wrong = manager.post(reverse("channels_email:try_new"), values | {"address": ""}, headers=HTMX)
    assert wrong.status_code == 422
    stored = add_mailbox(**read_from(dovecot.port, "page"))
    url = reverse("channels_email:try", args=[stored.pk])
    answer = manager.post(url, values | {"imap_password": ""}, headers=HTMX)
    assert answer.content.decode().count("banner-ok") == 2


@pytest.mark.parametrize("query", [CUSTOMER, "打印", "HE.QING"])
def test_finds_mail_in_the_log(manager: Client, people: People, query: str) -> None:
    receive(subject="打印机坏了")
    receive(subject="Other", sender="b@elsewhere.example")
    shown = page(manager, "log", q=query)
    assert "打印机坏了" in shown
    assert "b@elsewhere.example" not in shown


def test_narrows_the_log(manager: Client) -> None:
    ticket = receive(subject="打印机坏了").ticket
    assert ticket is not None
    assert "打印机坏了" in page(manager, "log", q=f"#{ticket.number}")
    assert "打印机坏了" not in page(manager, "log", state="in:duplicate")
    assert page(manager, "log", state="nonsense", mailbox="x", first="never", cursor="?")


def test_shows_one_message_and_gives_its_original(manager: Client, people: People) -> None:
    row = receive(message_id="").log
    shown = page(manager, "mail", row.pk)
    assert row.original is not None
    assert row.original.public_id in shown
    assert f"#{row.ticket.number}" in shown if row.ticket else False
    assert manager.get(reverse("channels_email:mail", args=[99])).status_code == 404


def test_deals_with_what_needs_a_look(client: Client, people: People) -> None:
    from zhichi.accounts.models import DutyRole

    DutyRole.objects.update(is_intake=False)
    first, second = receive(subject="A").log, receive(subject="B").log
    client.force_login(people.manager)
    assert "<td>A" in page(client, "look") or ">A<" in page(client, "look")
    assert client.post(reverse("channels_email:retry", args=[first.pk])).status_code == 303
    DutyRole.objects.update(is_intake=True)
    client.post(reverse("channels_email:put_aside", args=[second.pk]), {"why": "广告"})
    client.post(reverse("channels_email:put_aside", args=[second.pk]), {"why": "广告"})
    client.post(reverse("channels_email:retry_all"))
    first.refresh_from_db()
    assert (first.look_since, first.ticket is not None) == (None, True)
    assert page(client, "mail", first.pk)
    assert page(client, "mail", second.pk)


def test_lets_only_staff_who_see_the_request_read_an_original(client: Client, people: People) -> None:
    receipt = receive()
    original = receipt.log.original
    assert original is not None
    url = reverse("files:download", args=[original.public_id, original.filename])
    assert client.get(url).status_code == 404
    for name, status in (("junior", 200), ("rival", 404), ("administrator", 200)):
        client.force_login(getattr(people, name))
        assert client.get(url).status_code == status, name
    assert receipt.message is not None
    assert receipt.message.kind == MessageKind.CUSTOMER


def test_lets_only_those_who_look_after_the_product_read_an_original_without_request(
    client: Client, people: People
) -> None:
    add_mailbox()
    original = receive(sender=OURS).log.original
    assert original is not None
    url = reverse("files:download", args=[original.public_id, original.filename])
    for name, status in (("senior", 404), ("manager", 200)):
        client.force_login(getattr(people, name))
        assert client.get(url).status_code == status, name


def test_asks_the_database_a_fixed_number_of_questions(
    manager: Client, django_assert_max_num_queries: Any, people: People
) -> None:
    box = add_mailbox()
    for number in range(12):
        services.receive(raw=raw(subject=f"问题 {number}"), at=now(), mailbox=box)
    for name in ("health", "log"):
        with django_assert_max_num_queries(26):
            page(manager, name)


def test_keeps_the_limits_of_a_server_and_refuses_none(manager: Client) -> None:
    box = add_mailbox()
    address = reverse("channels_email:mailbox", args=[box.pk])
    refused = manager.post(address, form(smtp_recipients=0, smtp_per_minute=30))
    assert refused.status_code == 422
    manager.post(address, form(smtp_per_minute=30, smtp_per_connection=20, smtp_recipients=50))
    box.refresh_from_db()
    assert (box.smtp_per_minute, box.smtp_per_connection, box.smtp_recipients) == (30, 20, 50)
