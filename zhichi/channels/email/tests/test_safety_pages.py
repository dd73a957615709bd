"""The pages of mail safety: who sees them, a safe look, releasing, deleting, the lists, blocking from a message."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.channels.email import services
from zhichi.channels.email.models import ListEntry, MailLog
from zhichi.channels.email.tests.kit import CUSTOMER, add_mailbox, raw, receive
from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.core.jobs import NoProgress, jobs
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db
HTML = (
    b"""<p>Log in <a href="http://evil.example/x">https://bank.example</a></p><img src="http://evil.example/p.png">"""
)


@pytest.fixture
def supervisor(client: Client, people: People) -> Client:
    assert people.duty.is_intake
    client.force_login(people.supervisor)
    return client


def page(client: Client, name: str, *args: object, **query: Any) -> str:
    response = client.get(reverse(f"channels_email:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, *args: object, follow: bool = True, **data: Any) -> Any:
    return client.post(reverse(f"channels_email:{name}", args=args), data, follow=follow)


def spam(subject: str = "便宜发票", **given: Any) -> MailLog:
    return receive(b"X-Spam-Flag: YES\r\n" + raw(subject=subject, **given)).log


def html_spam() -> MailLog:
    head = b"X-Spam-Flag: YES\r\nFrom: a@spam.example\r\nSubject: account\r\nMessage-ID: <h@spam.example>\r\n"
    return receive(head + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + HTML).log


@pytest.mark.parametrize(
    ("post_of", "status"),
    [("manager", 200), ("administrator", 200), ("supervisor", 200), ("senior", 403), ("auditor", 403)],
)
def test_is_for_those_who_answer_for_the_department(client: Client, people: People, post_of: str, status: int) -> None:
    client.force_login(getattr(people, post_of))
    for name, args in (("held", ()), ("entries", ("block",)), ("entries", ("allow",)), ("entry_new", ("block",))):
        assert client.get(reverse(f"channels_email:{name}", args=args)).status_code == status


@pytest.mark.parametrize(("name", "args"), [("held", ()), ("entries", ("allow",)), ("clean_up", ())])
def test_stands_under_mail_safety_in_the_rail(supervisor: Client, name: str, args: tuple[str, ...]) -> None:
    marked = f'<a class="rail-item" href="{reverse("channels_email:held")}" aria-current="page"'
    assert marked in page(supervisor, name, *args)


def test_shows_what_is_held_and_why(supervisor: Client) -> None:
    assert "没有被暂扣的邮件" in page(supervisor, "held")
    row = spam()
    assert "便宜发票" in (shown := page(supervisor, "held"))
    assert "邮件网关判定为垃圾邮件" in shown
    assert CUSTOMER in page(supervisor, "held_mail", row.pk)
    assert "没有被拒收的邮件" in page(supervisor, "held_shelf", "refused")
    assert supervisor.get(reverse("channels_email:held_shelf", args=["none"])).status_code == 404
    assert supervisor.get(reverse("channels_email:held_mail", args=[row.pk + 1])).status_code == 404


def test_a_look_loads_nothing_and_leads_nowhere(supervisor: Client) -> None:
    shown = page(supervisor, "held_mail", html_spam().pk)
    assert "https://bank.example → " in shown
    assert "http://evil.example/x" in shown
    assert 'href="http://evil.example' not in shown
    assert "p.png" not in shown


def test_releases_into_a_request(supervisor: Client) -> None:
    row = spam()
    answer = post(supervisor, "release", row.pk)
    ticket = Ticket.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("tickets:detail", args=[ticket.number])
    assert f"邮件已放行，见工单 #{ticket.number}" in answer.content.decode()
    assert ticket.number in page(supervisor, "held_shelf", "released")
    assert "已有人处置了这封邮件" in post(supervisor, "release", row.pk).content.decode()


def test_deletes_with_undo_and_blocks(supervisor: Client) -> None:
    row = spam()
    answer = post(supervisor, "discard", row.pk, block="1").content.decode()
    assert f"今后拒收来自 {CUSTOMER} 的邮件" in answer
    assert reverse("channels_email:put_back", args=[row.pk]) in answer
    assert ListEntry.objects.get().value == CUSTOMER
    post(supervisor, "put_back", row.pk)
    assert MailLog.objects.get(pk=row.pk).done == "held"


def test_acts_on_several(supervisor: Client) -> None:
    rows = [spam(f"发票 {number}", text=str(number)) for number in range(3)]
    assert "请先勾选邮件" in post(supervisor, "held_act", deed="release").content.decode()
    assert post(supervisor, "held_act", deed="burn", mail=[rows[0].pk]).status_code == 404
    shown = post(supervisor, "held_act", deed="release", mail=[rows[0].pk, rows[1].pk, "x"]).content.decode()
    assert "已放行 2 封邮件" in shown
    again = post(supervisor, "held_act", deed="delete", mail=[rows[0].pk, rows[2].pk]).content.decode()
    assert "已删除 1 封邮件" in again
    assert "1 封未能处置" in again


def test_keeps_what_was_typed_when_an_entry_is_refused(supervisor: Client) -> None:
    typed: dict[str, Any] = {
        "kind": "domain",
        "value": "qq.com",
        "deed": "hold",
        "why": "全是广告",
        "until": "2020-01-01",
    }
    answer = post(supervisor, "entry_new", "block", **typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "这一天已经过去" in shown
    answer = post(supervisor, "entry_new", "block", **typed | {"until": ""})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "许多公司的客户都从 qq.com 来信" in shown
    assert 'value="全是广告"' in shown
    assert post(supervisor, "entry_new", "block", **typed | {"kind": "score", "until": ""}).status_code == 422
    assert not ListEntry.objects.exists()


def test_an_entry_comes_changes_goes_and_comes_back(supervisor: Client) -> None:
    assert "阻止名单是空的" in page(supervisor, "entries", "block")
    shown = post(supervisor, "entry_new", "block", kind="domain", value="Spam.example", deed="hold", why="广告")
    entry = ListEntry.objects.get()
    assert "spam.example 已加入名单" in shown.content.decode()
    assert "spam.example" in page(supervisor, "entries", "block", q="广告")
    assert "没有符合的条目" in page(supervisor, "entries", "block", q="别的")
    post(supervisor, "entry", entry.pk, deed="refuse", why="还是广告", until="2099-12-31")
    entry.refresh_from_db()
    assert (entry.deed, entry.why) == ("refuse", "还是广告")
    assert "2099-12-31" in page(supervisor, "entry", entry.pk)
    assert (
        reverse("channels_email:entry_restore", args=[entry.pk])
        in post(supervisor, "entry_remove", entry.pk).content.decode()
    )
    assert "spam.example" in page(supervisor, "entries", "block", gone="1")
    assert "已有人移出这个条目" in post(supervisor, "entry_remove", entry.pk).content.decode()
    post(supervisor, "entry_restore", entry.pk)
    assert "放回" in page(supervisor, "entry", entry.pk)  # its history
    assert "这个条目就在名单上" in post(supervisor, "entry_restore", entry.pk).content.decode()


def test_blocks_the_sender_from_a_message(supervisor: Client, people: People) -> None:
    ticket = receive().ticket
    assert ticket is not None
    message = ticket.messages.get(kind="customer")
    address = reverse("channels_email:block_sender", args=[message.pk])
    detail = reverse("tickets:detail", args=[ticket.number])
    assert address in supervisor.get(detail).content.decode()
    assert f'value="{CUSTOMER}"' in page(supervisor, "block_sender", message.pk)
    done = post(supervisor, "block_sender", message.pk, kind="address", value=CUSTOMER, deed="refuse", why="骚扰")
    assert done.redirect_chain[-1][0] == detail
    assert receive(subject="再来", text="再来").log.done == "refused"
    supervisor.force_login(people.senior)
    assert address not in supervisor.get(detail).content.decode()
    assert supervisor.get(address).status_code == 403


def test_counts_on_the_health_page_and_leads_there_from_the_log(client: Client, people: People) -> None:
    assert people.duty.is_intake
    client.force_login(people.manager)
    add_mailbox()
    row = spam()
    shown = page(client, "health")
    assert "1 封邮件待查看" in shown
    assert reverse("channels_email:held_mail", args=[row.pk]) in page(client, "mail", row.pk)
    assert "疑似垃圾邮件，已暂扣" in page(client, "log", q=CUSTOMER)


def test_the_maintenance_job_tells_before_it_deletes(people: People) -> None:
    assert people.duty.is_intake
    message = b"X-Spam-Flag: YES\r\n" + raw()
    row = services.receive(raw=message, at=now() - timedelta(days=40)).log
    job = jobs.get("held_mail")
    assert job.run({"preview": True}, NoProgress()).values == {"count": 1}
    assert MailLog.objects.get(pk=row.pk).original_id is not None
    assert job.run({}, NoProgress()).values == {"count": 1}
    assert MailLog.objects.get(pk=row.pk).original_id is None
    assert Actor.of(people.manager).label
