"""5.2.1: mail carries a DKIM signature that holds on the wire, and no letter carries headers of campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dkim
import pytest
from django.urls import reverse

from zhichi.channels.email import services, signing
from zhichi.channels.email.checks import check_mail
from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, SETUP, add_mailbox
from zhichi.core.clock import now
from zhichi.core.errors import DomainError
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Purpose, State

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.tests.kit import PostOffice
    from zhichi.outbound.models import OutboundMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


def send(purpose: str = Purpose.REPLY) -> OutboundMail:
    mail = queue.queue(
        purpose=purpose,
        to=[CUSTOMER],
        subject="回复：导出乱码",
        text="您好，\n.\n请升级",
        language="zh-hans",
        by=SETUP,
        at=now(),
    )
    courier = Courier(now=now)
    courier.deliver()
    courier.rest()
    mail.refresh_from_db()
    return mail


def verifies(post_office: PostOffice, box: Mailbox, *, forged: bytes = b"") -> bool:
    [record] = signing.records_of(box)
    content = post_office.mails[-1].content
    assert isinstance(content, bytes)
    asked: list[str] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name.decode())
        return record.value.encode()

    holds = dkim.verify(content.replace(b"Subject:", b"Subject: " + forged, 1) if forged else content, dnsfunc=dns)
    assert asked == [f"{record.name}."]
    return bool(holds)


def test_signs_what_goes_out(post_office: PostOffice) -> None:
    box = add_mailbox(dkim_selector="ZC2026", dkim_signs=True, **post_office.settings)
    send()
    assert post_office.read()["DKIM-Signature"].count("d=zhichi.example;") == 1
    assert verifies(post_office, box)
    assert not verifies(post_office, box, forged=b"x")
    assert "PRIVATE" not in Mailbox.objects.get().dkim_key


def test_signs_nothing_before_it_is_switched_on(post_office: PostOffice) -> None:
    add_mailbox(dkim_selector="zc2026", **post_office.settings)
    send()
    assert post_office.read()["DKIM-Signature"] is None
    assert any("zc2026._domainkey.zhichi.example TXT v=DKIM1" in one.what for one in check_mail())


def test_waits_while_the_key_cannot_be_opened(post_office: PostOffice) -> None:
    box = add_mailbox(dkim_selector="zc2026", dkim_signs=True, **post_office.settings)
    Mailbox.objects.filter(pk=box.pk).update(dkim_key="broken")
    mail = send()
    box.refresh_from_db()
    assert (mail.state, bool(box.send_error), post_office.mails) == (State.QUEUED, True, [])
    assert any(one.level == "bad" and OURS in one.what for one in check_mail())


def test_a_new_selector_gets_a_new_key_and_none_removes_it(client: Client, people: People) -> None:
    box = add_mailbox(dkim_selector="a", dkim_signs=True)
    old = box.dkim_key
    client.force_login(people.manager)
    values = {"address": OURS, "name": "支持", "imap_host": "imap.zhichi.example", "imap_port": 993, "smtp_port": 465}
    values |= {"imap_security": "tls", "smtp_security": "tls", "is_active": "on", "smtp_host": "smtp.zhichi.example"}
    address = reverse("channels_email:mailbox", args=[box.pk])
    assert client.post(address, values | {"dkim_selector": "a", "dkim_signs": "on"}).status_code == 303
    box.refresh_from_db()
    assert box.dkim_key == old
    assert client.post(address, values | {"dkim_selector": "b", "dkim_signs": "on"})["Location"] == address
    box.refresh_from_db()
    assert box.dkim_key not in {"", old}
    assert "b._domainkey.zhichi.example IN TXT" in client.get(address).text
    client.post(address, values | {"dkim_selector": "", "dkim_signs": "on"})
    box.refresh_from_db()
    assert (box.dkim_key, box.dkim_signs) == ("", False)


@pytest.mark.parametrize("selector", ["a b", "-a", "a.b", "中文", "a" * 64])
def test_refuses_a_selector_that_dns_does_not_take(selector: str) -> None:
    data = services.MailboxData(address=OURS, name="x", smtp_host="h", smtp_password="", dkim_selector=selector)
    with pytest.raises(DomainError) as refusal:
        services.add_mailbox(data=data, by=SETUP, at=now())
    assert "dkim_selector" in refusal.value.fields


@pytest.mark.parametrize("purpose", list(Purpose.values))
def test_no_letter_offers_to_unsubscribe(post_office: PostOffice, purpose: str) -> None:
    add_mailbox(**post_office.settings)
    send(purpose)
    sent = post_office.read()
    assert (sent["List-Unsubscribe"], sent["List-Unsubscribe-Post"]) == (None, None)
