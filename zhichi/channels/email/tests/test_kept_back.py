"""6.4.1: a confirmed sender hears by mail that a file was kept back; nobody else does, and nobody twice."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from django.urls import reverse

from zhichi.channels.email import services
from zhichi.channels.email.definitions import TELL_OF_KINDS, TELL_OF_VIRUSES
from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.kit import CUSTOMER, add_mailbox, raw
from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.files import services as files
from zhichi.files.clamd import About, Answer
from zhichi.files.tests.daemon import EICAR
from zhichi.files.tests.test_scanning import policy
from zhichi.outbound.choices import Purpose
from zhichi.outbound.models import OutboundMail
from zhichi.records import tails
from zhichi.records.selectors import history, sentence
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.services import Receipt
    from zhichi.channels.email.tests.kit import PostOffice

pytestmark = pytest.mark.django_db
SERVER = "mx.zhichi.example"
PROVEN = f"Authentication-Results: {SERVER}; dmarc=pass header.from=client.example\r\n".encode()
FORGED = f"Authentication-Results: {SERVER}; dmarc=fail header.from=client.example\r\n".encode()
DISK = {"安装盘.iso": bytes(0x8001) + b"CD001" + bytes(100)}  # held back, as shipped


@pytest.fixture
def box(people: People, post_office: PostOffice) -> Mailbox:
    assert people.duty.is_intake
    return add_mailbox(
        authserv_id=SERVER, smtp_host="127.0.0.1", smtp_port=post_office.port, smtp_security="none", smtp_password=""
    )


def arrives(box: Mailbox, head: bytes = PROVEN, **given: Any) -> Receipt:
    values = {"files": DISK} | given
    return services.receive(raw=head + raw(**values), at=now(), mailbox=box)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def told(purpose: str = Purpose.NOTICE) -> list[OutboundMail]:
    return list(OutboundMail.objects.filter(purpose=purpose).order_by("pk"))


def test_a_confirmed_sender_is_told_on_the_wire_in_the_language_of_the_request(
    box: Mailbox, post_office: PostOffice
) -> None:
    receipt = arrives(box, message_id="<disk@client.example>")
    (letter,) = told()
    assert (letter.to, letter.language, letter.in_reply_to) == ([CUSTOMER], "zh-hans", "<disk@client.example>")
    OutboundMail.objects.update(not_before=now())
    courier = Courier(now=now)
    while courier.deliver():
        pass
    courier.rest()
    mails = [post_office.read(place) for place in range(len(post_office.mails))]
    (mail,) = [each for each in mails if "安装盘.iso" in text_of(each)]
    assert mail["To"] == CUSTOMER
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["In-Reply-To"] == "<disk@client.example>"
    assert "没有通过安全检查" in text_of(mail)
    assert receipt.ticket is not None
    assert receipt.ticket.number in mail["Subject"]


def test_it_stands_on_the_message_and_in_the_history(box: Mailbox, people: People, client: Client) -> None:
    receipt = arrives(box)
    assert receipt.ticket is not None
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[receipt.ticket.number])).content.decode()
    assert "已写信告知发件人这些文件被扣留：安装盘.iso" in page
    assert any(
        "安装盘.iso" in sentence(event) and CUSTOMER in sentence(event) for event in history(receipt.ticket.stream)
    )


def test_english_senders_read_english(box: Mailbox) -> None:
    arrives(box, subject="Setup disk", text="Please have a look.", sender="Ann <ann@client.example>")
    (letter,) = told()
    assert letter.language == "en"
    assert "did not pass our safety check" in letter.text


@pytest.mark.parametrize(
    ("head", "given"),
    [
        (FORGED, {}),
        (b"", {}),  # nothing confirms the sender
        (PROVEN, {"auto_submitted": "auto-replied"}),
        (PROVEN, {"precedence": "bulk", "list_id": "<news.client.example>"}),
        (PROVEN, {"files": {"notes.txt": b"words"}}),  # nothing is kept back
    ],
    ids=["forged", "unconfirmed", "automatic", "list", "harmless"],
)
def test_nobody_else_is_told(box: Mailbox, head: bytes, given: dict[str, Any]) -> None:
    arrives(box, head, **given)
    assert told() == []


def test_where_the_handbook_says_no_nobody_is_told(box: Mailbox, people: People) -> None:
    policy(people, TELL_OF_KINDS, False)
    arrives(box)
    assert told() == []


def test_the_bounds_of_automatic_answers_hold(box: Mailbox, people: People) -> None:
    policy(people, "5.2.1.acknowledgements_per_hour", 2)
    for number in range(4):
        arrives(box, subject=f"第 {number} 件", text=f"盘 {number}")
    assert len(told()) == 2


def test_words_can_be_changed_and_must_name_the_files(people: People, box: Mailbox) -> None:
    from zhichi.core.errors import DomainError

    by = Actor.of(people.manager)
    with pytest.raises(DomainError):
        tickets.set_letter(kind="kept_back", language="zh-hans", text="没有文件名", reason="试", by=by, at=now())
    tickets.set_letter(kind="kept_back", language="zh-hans", text="未接收：{文件}", reason="短一些", by=by, at=now())
    arrives(box)
    assert told()[0].text == "未接收：安装盘.iso"


class Finder:
    """A scanner that finds one thing; that of the wire has tests of its own."""

    def about(self) -> About:
        return About("Finder 1")

    def scan(self, content: BinaryIO) -> Answer:
        return Answer(found="Test.Found") if EICAR in content.read() else Answer()


@pytest.fixture
def _scanned(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CLAMAV = "tcp://127.0.0.1:1"
    monkeypatch.setattr("zhichi.files.scanner.current", Finder)


def infected(box: Mailbox, head: bytes = PROVEN) -> Receipt:
    receipt = arrives(box, head, files={"报表.bin": EICAR})
    while files.scan_due(at=now()):
        pass
    tails.drain()
    return receipt


@pytest.mark.usefixtures("_scanned")
def test_of_viruses_nobody_is_told_as_shipped(box: Mailbox) -> None:
    infected(box)
    assert told() == []


@pytest.mark.usefixtures("_scanned")
def test_of_a_virus_a_confirmed_sender_is_told_once(box: Mailbox, people: People) -> None:
    policy(people, TELL_OF_VIRUSES, True)
    receipt = infected(box)
    (letter,) = told()
    assert (letter.to, "报表.bin" in letter.text) == ([CUSTOMER], True)
    assert receipt.ticket is not None
    assert services.tell_of_virus(ticket_id=receipt.ticket.pk, at=now()) == 0
    assert len(told()) == 1


@pytest.mark.usefixtures("_scanned")
def test_of_a_virus_a_forged_sender_is_not_told(box: Mailbox, people: People) -> None:
    policy(people, TELL_OF_VIRUSES, True)
    infected(box, FORGED)
    assert told() == []
