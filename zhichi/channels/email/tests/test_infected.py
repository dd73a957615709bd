"""6.4.1: an infected file that came by mail, or that a colleague attached, goes nowhere; words around it stay whole."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.channels.email import selectors
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.kit import add_mailbox, receive
from zhichi.core.clock import now
from zhichi.files import services as files
from zhichi.files.choices import Scan
from zhichi.files.models import Attachment
from zhichi.files.standing import FileLocked
from zhichi.files.tests.daemon import EICAR, SIGNATURE
from zhichi.outbound.models import OutboundMail
from zhichi.records.selectors import history
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.tests.kit import PostOffice
    from zhichi.files.tests.daemon import Daemon
    from zhichi.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scanned(settings: Any, clamd: Daemon) -> None:
    settings.CLAMAV = clamd.address


def letter(**enclosed: bytes) -> Ticket:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "wang@client.example", "support@zhichi.example", "报表"
    mail["Message-ID"] = "<virus@client.example>"
    mail.set_content("请看附件。")
    for name, content in enclosed.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"{name}.bin")
    ticket = receive(mail.as_bytes()).ticket
    assert ticket is not None
    return ticket


def scan() -> None:
    while files.scan_due(at=now()):
        pass


def file_of(people: People, content: bytes, at: datetime) -> Attachment:
    return files.store(content=content, filename="a.bin", claimed_type="", by=people.actor("senior"), at=at)


def reply(people: People, ticket: Ticket, attached: Attachment) -> OutboundMail:
    answer = tickets.Reply(text="见附件。", attachments=[attached])
    message = tickets.reply(ticket_id=ticket.pk, answer=answer, by=people.actor("senior"), at=now())
    assert message.outbound is not None
    OutboundMail.objects.filter(pk=message.outbound.pk).update(not_before=now())
    return message.outbound


def sent(post_office: PostOffice) -> list[EmailMessage]:
    courier = Courier(now=now)
    while courier.deliver():
        pass
    courier.rest()
    mails = [post_office.read(place) for place in range(len(post_office.mails))]
    return [mail for mail in mails if mail["Auto-Submitted"] is None]


def test_a_letter_with_a_virus_is_a_request_whose_file_nobody_opens(people: People, client: Client) -> None:
    ticket = letter(bad=EICAR, good=b"harmless")
    scan()
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[ticket.number])).text
    assert "请看附件。" in page
    assert f"发现病毒：{SIGNATURE}" in page
    assert "good.bin" in page
    rows = {row.filename: row for row in Attachment.objects.select_related("blob")}
    assert rows["good.bin"].blob.scan == Scan.CLEAN
    for name, status in {"good.bin": 200, "bad.bin": 423, "message.eml": 423}.items():  # the original holds it too
        assert client.get(reverse("files:download_unnamed", args=[rows[name].public_id])).status_code == status, name
    assert client.get(reverse("channels_email:inside", args=[rows["message.eml"].public_id])).status_code == 423
    inner = reverse("channels_email:inner_file", args=[rows["message.eml"].public_id, "1"])
    assert client.get(inner).status_code == 423
    assert [item.data["signature"] for item in history(ticket.stream) if item.code == "files.found"] == [SIGNATURE]


def test_the_customer_sees_the_notice_too(client: Client, people: People) -> None:
    ticket = letter(bad=EICAR)
    scan()
    page = client.get(reverse("portal:guest", args=[ticket.public_id])).text
    assert f"发现病毒：{SIGNATURE}" in page
    assert reverse("files:download_unnamed", args=[Attachment.objects.get(filename="bad.bin").public_id]) not in (
        page.replace("chip/", "")
    )


def test_code_still_reads_an_infected_original_to_work_it_off_again(people: People) -> None:
    letter(bad=EICAR)
    scan()
    original = Attachment.objects.select_related("blob").get(filename="message.eml")
    assert original.blob.scan == Scan.INFECTED
    row = MailLog.objects.get(original=original)
    assert selectors.verdicts_on(row) == ()  # read, and it names no receiving server


def test_an_answer_waits_for_the_scan_of_its_file_and_then_leaves(people: People, post_office: PostOffice) -> None:
    add_mailbox(**post_office.settings)
    ticket = letter()
    mail = reply(people, ticket, file_of(people, b"harmless", now()))
    assert sent(post_office) == []
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == ("queued", "")
    scan()
    OutboundMail.objects.filter(pk=mail.pk).update(not_before=now())
    [arrived] = sent(post_office)
    assert [part.get_filename() for part in arrived.iter_attachments()] == ["a.bin"]


def test_an_answer_with_an_infected_file_is_refused_and_nothing_is_lost(people: People) -> None:
    ticket = letter()
    attached = file_of(people, EICAR, now())
    scan()
    attached = Attachment.objects.select_related("blob").get(pk=attached.pk)
    with pytest.raises(FileLocked, match=SIGNATURE):
        reply(people, ticket, attached)
    assert not OutboundMail.objects.filter(purpose="reply").exists()


def test_an_answer_whose_file_is_found_infected_afterwards_never_leaves(
    people: People, post_office: PostOffice
) -> None:
    add_mailbox(**post_office.settings)
    ticket = letter()
    mail = reply(people, ticket, file_of(people, EICAR, now()))
    scan()
    OutboundMail.objects.filter(pk=mail.pk).update(not_before=now())
    assert sent(post_office) == []
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert SIGNATURE in mail.last_error
