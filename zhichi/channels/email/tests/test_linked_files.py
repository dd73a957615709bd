"""5.2.1: files beyond what a letter carries leave as links, seen on the wire; agents see what became of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.channels.email import senders, services
from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.kit import SETUP, add_mailbox, receive
from zhichi.core.clock import now
from zhichi.files import services as files
from zhichi.files.models import FileLink
from zhichi.outbound.models import OutboundMail
from zhichi.records.services import set_policy
from zhichi.tickets import registry
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from email.message import EmailMessage

    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.tests.kit import PostOffice
    from zhichi.tickets.models import Ticket

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def limit(megabytes: int) -> None:
    set_policy(key="5.2.1.mail_attachments_mb", value=megabytes, by=SETUP, at=now(), reason="test")


def reply(people: People, sizes: dict[str, int], ticket: Ticket | None = None) -> Ticket:
    ticket = ticket or receive().ticket
    assert ticket is not None
    by, at = people.actor("senior"), now() - timedelta(minutes=1)
    stored = [
        files.store(content=(name * size).encode()[:size], filename=name, claimed_type="", by=by, at=at)
        for name, size in sizes.items()
    ]
    answer = tickets.Reply(text="文件见附件。", attachments=stored)
    tickets.reply(ticket_id=ticket.pk, answer=answer, by=by, at=at)
    return ticket


def sent(post_office: PostOffice) -> EmailMessage:
    courier = Courier(now=now)
    while courier.deliver():
        pass
    courier.rest()
    [found] = [
        mail
        for mail in (post_office.read(place) for place in range(len(post_office.mails)))
        if mail["Auto-Submitted"] is None
    ]
    return found


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r", "")


def test_the_largest_file_goes_as_a_link_the_rest_with_the_letter(
    people: People, post_office: PostOffice, client: Client
) -> None:
    limit(1)
    add_mailbox(**post_office.settings)
    reply(people, {"日志.log": 600_000, "转储.bin": 900_000})
    mail = sent(post_office)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["日志.log"]
    plain = text_of(mail)
    assert re.search(r"文件太大，无法随邮件发送，请在 .+（北京时间，UTC\+8）前下载：\n转储.bin · 879 KB\nhttp", plain)
    link = re.search(r"http://\S+/d/\S+/", plain)
    assert link is not None
    assert f'<a href="{link[0]}">' in text_of(mail, "html")
    page = client.get(link[0].partition("8000")[2])
    fetched = client.get(re.search(r'href="(/files/shared/[^"]+)"', page.text)[1])  # type: ignore[index]
    assert len(fetched.content) == FileLink.objects.get().attachment.blob.size


def test_everything_is_carried_up_to_the_limit(people: People, post_office: PostOffice) -> None:
    limit(1)
    add_mailbox(**post_office.settings)
    reply(people, {"a.bin": 400_000, "b.bin": 400_000})
    mail = sent(post_office)
    assert len(list(mail.iter_attachments())) == 2
    assert not FileLink.objects.exists()


def test_the_servers_own_limit_counts_where_it_is_stricter(people: People) -> None:
    limit(20)
    box = add_mailbox()
    assert registry.most_bytes(people.team.pk) == 20 * MEGABYTE
    Mailbox.objects.filter(pk=box.pk).update(smtp_megabytes=5)
    senders.forget()
    assert registry.most_bytes(people.team.pk) == 5 * MEGABYTE
    second = add_mailbox("second@zhichi.example", smtp_megabytes=9)
    services.set_team_sender(team=people.team, address=second.address, by=people.actor("manager"), at=now())
    assert registry.most_bytes(people.team.pk) == 9 * MEGABYTE
    assert registry.most_bytes(people.other_team.pk) == 5 * MEGABYTE  # whichever sends, it is taken
    Mailbox.objects.update(smtp_megabytes=400)
    senders.forget()
    assert registry.most_bytes(people.team.pk) == 20 * MEGABYTE


def test_without_a_mail_address_nothing_is_linked(people: People) -> None:
    limit(1)
    ticket = receive().ticket
    assert ticket is not None
    ticket.contact.addresses.all().delete()  # type: ignore[union-attr]
    reply(people, {"a.bin": 2 * MEGABYTE}, ticket)
    assert not FileLink.objects.exists()


def test_agents_see_downloads_revoke_and_renew(people: People, post_office: PostOffice, client: Client) -> None:
    limit(1)
    add_mailbox(**post_office.settings)
    ticket = reply(people, {"a.bin": 2 * MEGABYTE})
    link = FileLink.objects.get()
    files.note_download(link_id=link.pk, at=now())
    client.force_login(people.senior)
    page = reverse("tickets:detail", args=[ticket.number])
    assert "下载过 1 次" in client.get(page).text
    deed = reverse("tickets:file_link", args=[ticket.number, link.attachment.public_id])
    assert client.post(deed, {"deed": "revoke"}).status_code == 303
    shown = client.get(page).text
    assert "链接已作废" in shown
    assert "作废了文件“a.bin”的链接" in shown
    assert client.post(deed).status_code == 303
    assert "以链接发送，有效期至" in client.get(page).text


def test_the_composer_says_the_limit_in_force_whatever_it_was_before(people: People, client: Client) -> None:
    ticket = receive().ticket
    assert ticket is not None
    client.force_login(people.senior)
    page = reverse("tickets:detail", args=[ticket.number])
    for megabytes in (7, 2):
        limit(megabytes)
        senders.forget()
        assert f'data-mail-bytes="{megabytes * MEGABYTE}"' in client.get(page).text
    ticket.contact.addresses.all().delete()  # type: ignore[union-attr]
    assert "data-mail-bytes" not in client.get(page).text


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("rival", 404)])
def test_only_who_works_on_the_request_decides_about_its_links(
    people: People, client: Client, who: str, status: int
) -> None:
    limit(1)
    add_mailbox()
    ticket = reply(people, {"a.bin": 2 * MEGABYTE})
    link = FileLink.objects.get()
    client.force_login(getattr(people, who))
    deed = reverse("tickets:file_link", args=[ticket.number, link.attachment.public_id])
    assert client.post(deed, {"deed": "revoke"}).status_code == status
    assert "作废</button>" not in client.get(reverse("tickets:detail", args=[ticket.number])).text
    link.refresh_from_db()
    assert link.revoked_at is None


def test_a_file_of_another_request_is_not_reached_through_this_one(people: People, client: Client) -> None:
    limit(1)
    add_mailbox()
    reply(people, {"a.bin": 2 * MEGABYTE})
    other = receive(subject="另一件事", text="别的").ticket
    assert other is not None
    client.force_login(people.senior)
    deed = reverse("tickets:file_link", args=[other.number, FileLink.objects.get().attachment.public_id])
    assert client.post(deed, {"deed": "revoke"}).status_code == 404


def test_an_expired_link_names_the_address_to_ask_and_the_request(people: People, client: Client) -> None:
    limit(1)
    add_mailbox()
    ticket = reply(people, {"a.bin": 2 * MEGABYTE})
    link = re.search(r"/d/\S+/", OutboundMail.objects.latest("pk").text)
    assert link is not None
    FileLink.objects.update(expires_at=now() - timedelta(days=1))
    answer = client.get(link[0])
    assert answer.status_code == 410
    assert all(words in answer.text for words in ("support@zhichi.example", ticket.number, "北京时间"))
    assert ticket.subject not in answer.text


@pytest.mark.parametrize("deed", ["send_again", "send_all_again", "resend"])
def test_a_letter_that_is_sent_again_gives_its_files_back(people: People, client: Client, deed: str) -> None:
    limit(1)
    add_mailbox()
    ticket = reply(people, {"a.bin": 2 * MEGABYTE, "b.bin": 3 * MEGABYTE, "c.bin": 4 * MEGABYTE})
    reply(people, {"d.bin": 2 * MEGABYTE}, ticket)
    over = now() - timedelta(days=1)
    FileLink.objects.update(expires_at=over)
    FileLink.objects.filter(attachment__filename="b.bin").update(revoked_at=over)
    mail = OutboundMail.objects.get(text__contains="a.bin")
    assert mail.text.count("/d/") == 3
    OutboundMail.objects.filter(pk=mail.pk).update(state="failed")
    client.force_login(people.manager)
    address = f"channels_email:{deed}"
    assert client.post(reverse(address, args=[] if "all" in deed else [mail.pk])).status_code == 303
    again = {link.attachment.filename for link in FileLink.objects.all() if link.holds(now())}
    assert again == {"a.bin", "c.bin"}, "what was revoked stays so, what another letter names too"
    assert FileLink.objects.count() == 4, "the addresses are the same"
