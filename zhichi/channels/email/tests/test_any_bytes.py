"""Any bytes become one request or one line of the log; nothing raises, nothing is lost, both databases store it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhichi.channels.email import services
from zhichi.channels.email.choices import Done, Reason
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.tests.kit import raw, receive
from zhichi.core.clock import now
from zhichi.files import selectors as files
from zhichi.files.standing import FileLocked
from zhichi.tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.eml"))
SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


def is_whole(receipt: services.Receipt) -> bool:
    """Handled, or kept for people to look at because nobody can read it: never a defect of ours."""
    return receipt.log.done != Done.FAILED or receipt.log.reason == Reason.UNREADABLE


def test_handles_the_whole_corpus() -> None:
    receipts = {path.stem: receive(path.read_bytes()) for path in CORPUS}
    assert not [name for name, receipt in receipts.items() if receipt.log.done == Done.FAILED]
    assert all(receipt.log.original for receipt in receipts.values() if receipt.log.done != Done.DUPLICATE)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_handles_damaged_mail(data: st.DataObject) -> None:
    message = bytearray(data.draw(st.sampled_from(CORPUS)).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(message)))
        message[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=30))
    assert is_whole(receive(bytes(message) or b"\0"))


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.binary(max_size=400), st.sampled_from([b"", b"Subject: ", b"From: ", b"Message-ID: <", b"In-Reply-To: <"]))
def test_handles_any_bytes(tail: bytes, head: bytes) -> None:
    message = head + tail
    receipt = receive(message or b"\0")
    assert is_whole(receipt)
    if receipt.log.original is not None:
        with files.read_for_machine(receipt.log.original) as content:
            assert content.read() == (message or b"\0")


def test_keeps_a_mail_whole_whose_bytes_are_a_disk_image_and_holds_it() -> None:
    """The four bytes with which a virtual disk begins, sent as a mail: what people may not open is not lost."""
    receipt = receive(b"KDMV")
    assert receipt.log.done != Done.FAILED
    assert receipt.log.original is not None
    with pytest.raises(FileLocked, match=r"message\.eml"):
        files.read(receipt.log.original)
    with files.read_for_machine(receipt.log.original) as content:
        assert content.read() == b"KDMV"


@pytest.mark.django_db(transaction=True)
def test_makes_one_request_of_a_message_that_two_workers_get_at_once() -> None:
    message, done, together = raw(), [], threading.Barrier(3)

    def work() -> None:
        together.wait()
        try:
            done.append(services.receive(raw=message, at=now()).log.done)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(done) == [Done.DUPLICATE, Done.DUPLICATE, Done.NEW]
    assert (Ticket.objects.count(), MailLog.objects.count()) == (1, 3)
