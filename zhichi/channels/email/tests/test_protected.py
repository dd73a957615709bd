"""What a ticket says about signed and encrypted mail, and what the log says about its sender."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from zhichi.channels.email.mime import cms
from zhichi.channels.email.tests.kit import receive
from zhichi.channels.email.tests.reading.building import mail, text
from zhichi.channels.email.tests.reading.protected import ENCRYPTED, p7m, signed_data, signed_data_streamed, tlv

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

LETTER = text("签名的来信")


@pytest.mark.one_database
@settings(max_examples=300, deadline=None)
@given(st.one_of(st.just(signed_data(LETTER)), st.just(signed_data_streamed(LETTER))), st.data())
def test_reads_any_damaged_envelope(whole: bytes, data: st.DataObject) -> None:
    raw = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    assert cms.read_envelope(bytes(raw)).kind in {"", "signed", "encrypted"}


@pytest.mark.one_database
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_reads_any_bytes_as_an_envelope(raw: bytes) -> None:
    cms.read_envelope(raw)
    cms.read_envelope(signed_data(LETTER)[:25] + raw)


@pytest.mark.one_database
@pytest.mark.parametrize("filling", [b"\x24\x80", b"\x30\x80", tlv(0x31)])
def test_an_envelope_of_a_million_values_is_given_up_soon(filling: bytes) -> None:
    raw = signed_data(LETTER)[:20] + filling * 1_000_000
    started = time.process_time()
    cms.read_envelope(raw)
    assert time.process_time() - started < 2


@pytest.mark.django_db
@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("message", "notices"),
    [
        (p7m(signed_data(LETTER)), ["signed:S/MIME"]),
        (p7m(tlv(0x30, bytes.fromhex("06092a864886f70d010703")), "enveloped-data"), ["encrypted:S/MIME"]),
        (mail(body=ENCRYPTED), ["encrypted:OpenPGP"]),
        (mail(body="plain"), []),
    ],
)
def test_a_message_says_what_protects_it(message: bytes, notices: list[str]) -> None:
    receipt = receive(message)
    assert receipt.message is not None
    assert receipt.message.notices == notices


@pytest.mark.django_db
def test_the_ticket_tells_agents_in_words(client: Client, people: People) -> None:
    client.force_login(people.manager)
    signed, encrypted = receive(p7m(signed_data(LETTER))), receive(mail("Message-ID: <e@x>", body=ENCRYPTED))
    for receipt, words in ((signed, "签名未经核对"), (encrypted, "这里无法阅读")):
        assert receipt.ticket is not None
        page = client.get(reverse("tickets:detail", args=[receipt.ticket.number])).content.decode()
        assert words in page
    assert signed.message is not None
    assert signed.message.text == "签名的来信"


@pytest.mark.django_db
def test_the_log_shows_what_the_server_found_out_about_the_sender(client: Client, people: People) -> None:
    client.force_login(people.manager)
    log = receive(mail("Authentication-Results: mx.zhichi.example; dmarc=fail header.from=client.example")).log
    page = client.get(reverse("channels_email:mail", args=[log.pk])).content.decode()
    assert "dmarc fail" in page
    assert "header.from=client.example" in page
    assert "mx.zhichi.example" in page
    silent = receive(mail("Message-ID: <other@x>", body="another")).log
    assert 'id="verdicts"' not in client.get(reverse("channels_email:mail", args=[silent.pk])).content.decode()
