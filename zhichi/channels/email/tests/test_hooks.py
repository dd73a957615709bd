"""2.1, 5.2.1: providers hand mail over and tell what became of ours; who cannot prove to be one changes nothing."""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.db import OperationalError
from django.urls import reverse

from zhichi.channels.email import hooks
from zhichi.channels.email.models import HookEvent, Mailbox, MailLog
from zhichi.channels.email.services import hooked
from zhichi.channels.email.services._writing import write
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, SETUP, add_mailbox, raw
from zhichi.core.clock import now
from zhichi.files import selectors as files
from zhichi.outbound import selectors as outbound
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Fate, Sender, State
from zhichi.outbound.models import OutboundMail
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import Settings

    from tests.people import People

pytestmark = pytest.mark.django_db
KEY = "signing-key-1"
OTHER = "li.na@client.example"


@pytest.fixture(scope="module")
def postal_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(autouse=True)
def _site(settings: Settings, people: People, postal_key: rsa.RSAPrivateKey) -> None:
    assert people.duty.is_intake
    public = postal_key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    settings.MAIL_WEBHOOKS = {
        "mailgun": KEY,
        "postal": base64.b64encode(public).decode(),
        "postmark": "zhichi:geheim",
    }
    add_mailbox()


def signature(nonce: str = "token-1", key: str = KEY) -> dict[str, str]:
    """What Mailgun signs with."""
    made = hmac.new(key.encode(), f"1790000000{nonce}".encode(), hashlib.sha256).hexdigest()
    return {"token": nonce, "timestamp": "1790000000", "signature": made}


def mailgun_mail(client: Client, letter: bytes, *, signed: dict[str, str] | None = None, multipart: bool = True) -> int:
    """A route of Mailgun that forwards raw messages."""
    fields = {"recipient": OURS, "sender": CUSTOMER, "body-mime": letter.decode(), **(signed or signature())}
    if multipart:
        return client.post(address("mailgun"), fields).status_code
    from urllib.parse import urlencode

    kind = "application/x-www-form-urlencoded"
    return client.post(address("mailgun"), urlencode(fields), content_type=kind).status_code


def mailgun_told(client: Client, mail: OutboundMail, event: str, nonce: str = "token-2", **more: Any) -> int:
    """An event of Mailgun about a mail of ours."""
    data = {
        "event": event,
        "timestamp": 1790000000.5,
        "recipient": CUSTOMER,
        "message": {"headers": {"message-id": mail.message_id.strip("<>"), "to": CUSTOMER}},
        **more,
    }
    body = {"signature": signature(nonce), "event-data": data}
    return client.post(address("mailgun", "tracking"), body, content_type="application/json").status_code


def postal(client: Client, key: rsa.RSAPrivateKey, body: dict[str, Any], kind: str = "mime") -> int:
    """A request that a Postal server signed."""
    content = json.dumps(body).encode()
    made = base64.b64encode(key.sign(content, padding.PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303 - Postal's way
    return client.post(
        address("postal", kind), content, content_type="application/json", headers={"X-Postal-Signature": made}
    ).status_code


def postmark(client: Client, body: dict[str, Any], login_as: str = "zhichi:geheim", kind: str = "mime") -> int:
    """A request of Postmark with name and password."""
    login = "Basic " + base64.b64encode(login_as.encode()).decode()
    return client.post(
        address("postmark", kind), json.dumps(body), content_type="application/json", headers={"Authorization": login}
    ).status_code


def address(code: str, kind: str = "mime") -> str:
    return reverse(f"mail_hooks:{kind}", args=[code])


def sent(*people: str) -> OutboundMail:
    """A mail that a provider's server took."""
    mail = queue.queue(
        purpose="reply",
        to=list(people or (CUSTOMER,)),
        subject="s",
        text="t",
        language="en",
        sender=Sender(OURS),
        by=SETUP,
        at=now(),
    )
    (claimed,) = queue.claim(limit=1, at=now())
    assert claimed.pk == mail.pk
    queue.delivered(mail_id=mail.pk, at=now())
    return mail


def fates(mail: OutboundMail) -> dict[str, Fate]:
    return {each.address: each.state for each in outbound.fates_of(OutboundMail.objects.get(pk=mail.pk))}


@pytest.mark.parametrize("multipart", [True, False])
def test_mailgun_hands_over_a_message_byte_for_byte(client: Client, multipart: bool) -> None:
    letter = raw(subject="打印机坏了", files={"图.bin": bytes(range(256))})
    assert mailgun_mail(client, letter, multipart=multipart) == 200
    row = MailLog.objects.get()
    assert (row.subject, row.done, row.mailbox is not None) == ("打印机坏了", "new", True)
    assert row.original is not None
    with files.read(row.original) as content:
        assert content.read() == letter


def test_takes_a_mail_that_is_larger_than_a_form_of_a_page(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    letter = raw(subject="groß", files={"a.bin": b"x" * 50_000})
    assert mailgun_mail(client, letter) == 200
    assert postmark(client, {"MessageID": "e1", "RawEmail": raw(subject="zwei", text="y" * 50_000).decode()}) == 200
    assert set(MailLog.objects.values_list("subject", flat=True)) == {"groß", "zwei"}


def test_postal_hands_over_and_tells(client: Client, postal_key: rsa.RSAPrivateKey) -> None:
    letter = raw(subject="一")
    handed = {"id": 7, "rcpt_to": OURS, "mail_from": CUSTOMER, "base64": True}
    assert postal(client, postal_key, handed | {"message": base64.b64encode(letter).decode()}) == 200
    assert Ticket.objects.get().subject == "一"
    mail = sent()
    message = {"id": 1, "to": CUSTOMER, "message_id": mail.message_id.strip("<>"), "direction": "outgoing"}
    body = {
        "event": "MessageDeliveryFailed",
        "uuid": "u-1",
        "timestamp": 1790000000,
        "payload": {"status": "HardFail", "output": "550 5.1.1 user unknown", "message": message},
    }
    assert postal(client, postal_key, body, "tracking") == 200
    assert fates(mail) == {CUSTOMER: Fate.BOUNCED}
    assert CUSTOMER in outbound.suppressed([CUSTOMER])


def test_postmark_hands_over_with_its_secret_only(client: Client) -> None:
    body = {"MessageID": "e1", "OriginalRecipient": OURS, "RawEmail": raw(subject="一").decode()}
    assert postmark(client, body, "zhichi:falsch") == 400
    assert postmark(client, body) == 200
    parsed = {
        "MessageID": "e2",
        "FromFull": {"Email": CUSTOMER, "Name": "何青"},
        "ToFull": [{"Email": OURS, "Name": ""}],
        "Subject": "ohne Rohtext",
        "TextBody": "hello",
        "Headers": [{"Name": "Message-ID", "Value": "<p2@client.example>"}],
    }
    assert postmark(client, parsed) == 200, "a server that leaves the raw message out is read all the same"
    assert set(MailLog.objects.values_list("subject", flat=True)) == {"一", "ohne Rohtext"}


def postmark_told(client: Client, mail: OutboundMail, **event: Any) -> int:
    """An event of Postmark about a mail as its server got it: it gives back what the mail carried."""
    box = add_mailbox(address="pm@example.com", smtp_host="smtp.postmarkapp.com")
    letter = email.message_from_bytes(write(mail, box))
    prefix = "X-PM-Metadata-"
    carried = {name[len(prefix) :]: value for name, value in letter.items() if name.startswith(prefix)}
    Mailbox.objects.filter(pk=box.pk).delete()
    assert letter["X-PM-KeepID"] == "true", "answers refer to our Message-ID"
    assert all(len(value) <= 80 for value in carried.values()), "Postmark takes no longer ones"
    body = {"MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Metadata": carried, **event}
    return postmark(client, body, kind="tracking")


@pytest.mark.parametrize("domain", ["example.com", f"{'a' * 60}.{'b' * 60}.example"])
def test_postmark_tells_what_became_of_a_mail(client: Client, domain: str) -> None:
    mail = sent(CUSTOMER, OTHER)
    OutboundMail.objects.filter(pk=mail.pk).update(message_id=f"<zc.{'0' * 24}.ticket-17@{domain}>")
    mail.refresh_from_db()
    delivered = {
        "RecordType": "Delivery",
        "Recipient": CUSTOMER,
        "Details": "250 OK",
        "DeliveredAt": "2026-11-26T08:00:00Z",
    }
    assert postmark_told(client, mail, **delivered) == 200
    bounced = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 692560173,
        "Email": OTHER,
        "Description": "The server was unable to deliver your message",
        "Details": "smtp;550 5.1.1 user unknown",
        "BouncedAt": "2026-11-26T08:00:00Z",
    }
    assert postmark_told(client, mail, **bounced) == 200
    assert fates(mail) == {CUSTOMER: Fate.DELIVERED, OTHER: Fate.BOUNCED}
    assert set(outbound.suppressed([CUSTOMER, OTHER])) == {OTHER}
    complained = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": 42, "Email": CUSTOMER}
    assert postmark_told(client, mail, **complained) == 200
    assert CUSTOMER in outbound.suppressed([CUSTOMER])


def test_what_postmark_says_of_mails_that_are_not_ours_changes_nothing(client: Client) -> None:
    mail = sent()
    event = {"RecordType": "Bounce", "Type": "HardBounce", "ID": 1, "Email": CUSTOMER, "MessageID": "e-9"}
    strange: list[dict[str, Any]] = [{}, {"Metadata": {}}, {"Metadata": {"zhichi-mail-1": "zc.guessed@example.com"}}]
    for number, more in enumerate(strange):
        assert postmark(client, event | more | {"ID": number}, kind="tracking") == 200
    ours = {"Metadata": {"zhichi-mail-1": mail.message_id.strip("<>")}, "ID": 9}
    assert postmark(client, event | ours, "zhichi:falsch", kind="tracking") == 400
    assert fates(mail) == {CUSTOMER: Fate.ACCEPTED}
    twisted: list[dict[str, Any]] = [{"Metadata": ["x"]}, {"Metadata": "x"}, {"Metadata": None}]
    for wrong in twisted:
        assert postmark(client, event | wrong, kind="tracking") == 400


def test_only_postmark_gets_its_fields(people: People) -> None:
    assert people.duty.is_intake
    mail = sent()
    for host in ("smtp.example.com", "postmarkapp.com.example.net", "notpostmarkapp.com", ""):
        box = Mailbox(address=OURS, name="n", smtp_host=host)
        assert b"X-PM-" not in write(mail, box)


def test_the_same_event_is_taken_once(client: Client) -> None:
    letter = raw(subject="一")
    assert [mailgun_mail(client, letter) for _time in range(3)] == [200, 200, 200]
    assert (MailLog.objects.count(), HookEvent.objects.count()) == (1, 1)
    assert mailgun_mail(client, letter, signed=signature("another")) == 200
    assert MailLog.objects.filter(done="duplicate").count() == 1, "another event with a message that is here"
    assert Ticket.objects.count() == 1


def test_an_event_is_remembered_only_with_what_it_did(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_named: object) -> None:
        raise OperationalError("the connection is gone")

    with monkeypatch.context() as broken:
        broken.setattr(hooked, "receive", away)
        assert mailgun_mail(client, raw(subject="一")) == 503, "the provider keeps it and sends it again"
    assert not HookEvent.objects.exists()
    assert mailgun_mail(client, raw(subject="一")) == 200
    assert Ticket.objects.count() == 1


def test_events_set_the_fate_of_each_recipient(client: Client) -> None:
    mail = sent(CUSTOMER, OTHER)
    late = {"severity": "temporary", "delivery-status": {"message": "450 4.2.0 try later"}}
    assert mailgun_told(client, mail, "failed", "t1", **late) == 200
    assert fates(mail) == {CUSTOMER: Fate.LATE, OTHER: Fate.ACCEPTED}
    assert mailgun_told(client, mail, "delivered", "t2") == 200
    assert mailgun_told(client, mail, "failed", "t3", recipient=OTHER, severity="permanent",
                        **{"delivery-status": {"message": "550 5.1.1 no such user"}}) == 200  # fmt: skip
    assert fates(mail) == {CUSTOMER: Fate.DELIVERED, OTHER: Fate.BOUNCED}
    assert set(outbound.suppressed([CUSTOMER, OTHER])) == {OTHER}
    assert OutboundMail.objects.get(pk=mail.pk).state == State.SENT


def test_who_reports_us_as_spam_gets_nothing_more(client: Client) -> None:
    mail = sent()
    assert mailgun_told(client, mail, "complained") == 200
    (row,) = outbound.suppressed([CUSTOMER]).values()
    assert (row.mail_id, "spam" in row.answer) == (mail.pk, True)
    assert [mailgun_told(client, mail, "complained") for _time in range(2)] == [200, 200]


@pytest.mark.parametrize("event", ["opened", "clicked", "unsubscribed", "accepted", "something new"])
def test_other_events_change_nothing(client: Client, event: str) -> None:
    mail = sent()
    assert mailgun_told(client, mail, event) == 200
    assert fates(mail) == {CUSTOMER: Fate.ACCEPTED}
    assert not outbound.suppressed([CUSTOMER])


def test_only_our_own_message_ids_and_their_recipients_count(client: Client) -> None:
    mail = sent()
    stranger = {"delivery-status": {"message": "550 5.1.1 gone"}, "severity": "permanent"}
    assert mailgun_told(client, mail, "failed", "t1", recipient="somebody@else.example", **stranger) == 200
    unknown = {"message": {"headers": {"message-id": "made.up@zhichi.example"}}}
    assert mailgun_told(client, mail, "failed", "t2", **unknown, **stranger) == 200
    assert mailgun_told(client, mail, "complained", "t3", recipient="somebody@else.example") == 200
    assert fates(mail) == {CUSTOMER: Fate.ACCEPTED}
    assert not outbound.suppressed([CUSTOMER, "somebody@else.example"])


def test_forgeries_change_nothing(client: Client, postal_key: rsa.RSAPrivateKey) -> None:
    letter, forger = raw(subject="gefälscht"), rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert mailgun_mail(client, letter, signed=signature(key="another key")) == 400
    assert mailgun_mail(client, letter, signed={"token": "t"}) == 400
    assert postal(client, forger, {"rcpt_to": OURS, "message": letter.decode(), "id": 1}) == 400
    for code in hooks.PROVIDERS:
        for content, kind in (
            (b"", "application/json"),
            (b"{", "application/json"),
            (b"[]", "application/json"),
            (b"null", "application/json"),
            (b"\xff\xfe", "application/json"),
            (b"x", "multipart/form-data; boundary="),
            (b"a=%ff", "application/x-www-form-urlencoded"),
            (b"", ""),
        ):
            assert client.post(address(code), content, content_type=kind).status_code == 400, (code, content)
    mail = sent()
    body = {"event-data": {"event": "complained", "recipient": CUSTOMER}, "signature": signature(key="x")}
    assert client.post(address("mailgun", "tracking"), body, content_type="application/json").status_code == 400
    assert fates(mail) == {CUSTOMER: Fate.ACCEPTED}
    assert not MailLog.objects.exists()
    assert not HookEvent.objects.exists()


def test_signed_nonsense_is_refused(client: Client, postal_key: rsa.RSAPrivateKey) -> None:
    nonsense: list[Any] = [
        {},
        {"rcpt_to": OURS},
        {"rcpt_to": OURS, "message": "*", "base64": True},
        {"status": "x"},  # an event, sent to the address of messages
        [],
        None,
    ]
    for body in nonsense:
        assert postal(client, postal_key, body) == 400
    assert (
        client.post(
            address("mailgun", "tracking"),
            {"signature": signature(), "event-data": {}},
            content_type="application/json",
        ).status_code
        == 400
    )
    assert not MailLog.objects.exists()


def test_what_is_too_long_is_refused_before_it_is_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "MOST_BYTES", 1000)
    assert mailgun_mail(client, raw(subject="groß", text="x" * 2000)) == 413
    assert not MailLog.objects.exists()


def test_a_provider_without_secret_is_not_there(client: Client, settings: Settings) -> None:
    settings.MAIL_WEBHOOKS = {}
    for code in (*hooks.PROVIDERS, "nobody"):
        assert client.post(address(code)).status_code == 404
        assert client.head(address(code)).status_code == 404
    settings.MAIL_WEBHOOKS = {"mailgun": KEY}
    assert client.head(address("mailgun")).status_code == 200, "providers look whether it is there"
    assert client.get(address("mailgun")).status_code == 405


def test_the_page_gives_the_addresses_to_those_who_look_after_the_product(
    client: Client, people: People, settings: Settings
) -> None:
    settings.BASE_URL = "https://desk.example.com"
    mailgun_mail(client, raw(subject="一"))
    client.force_login(people.senior)
    assert client.get(reverse("channels_email:providers")).status_code == 403
    client.force_login(people.manager)
    shown = client.get(reverse("channels_email:providers")).content.decode()
    for code in ("mailgun", "postal", "postmark"):
        assert f"https://desk.example.com/hooks/mail/{code}/mime/" in shown
    assert "https://desk.example.com/hooks/mail/postmark/tracking/" in shown
    assert KEY not in shown, "a secret is never shown"
    assert "geheim" not in shown
    assert shown.count("从未") == 2, "Mailgun was heard of"
