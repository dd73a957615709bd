"""Many messages at once: each conversation in order, receipts in order, a failure at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, connection

from zhichi.channels.email.choices import Done
from zhichi.channels.email.models import Folder, MailLog
from zhichi.channels.email.services import _arrival, _filing, together
from zhichi.channels.email.services._marks import FolderMark
from zhichi.channels.email.services.receive import take as genuine
from zhichi.channels.email.services.receive import take_inside as genuine_inside
from zhichi.channels.email.tests.kit import SETUP, add_mailbox, raw, receive, wait_until
from zhichi.channels.email.transport import Position
from zhichi.core.clock import now
from zhichi.outbound.models import OutboundMail
from zhichi.records import services as records
from zhichi.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhichi.channels.email.services import Receipt

SHARING = together.SHARING["sqlite"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("people")]


def read(message: bytes) -> _arrival.Arrival:
    """A message as the fetcher hands it over."""
    at = now()
    return _arrival.read(message, mailbox=None, arrived_at=at, at=at)


def together_all(mails: Iterable[bytes]) -> Iterator[Receipt]:
    """All of them, as the fetcher hands them over."""
    return together.receive_together((read(mail), None) for mail in mails)


def fresh(number: int, **given: Any) -> bytes:
    """A request of somebody of their own."""
    return raw(subject=f"第 {number} 件", sender=f"c{number}@client.example", **given)


def break_at(monkeypatch: pytest.MonkeyPatch, subject: str) -> None:
    """The database goes away whenever this message is handled, alone or with others."""

    def breaking(genuine: Any) -> Any:
        def take(arrival: _arrival.Arrival, mark: FolderMark | None = None) -> Any:
            if arrival.mail.subject == subject:
                raise OperationalError("the connection is gone")
            return genuine(arrival, mark)

        return take

    monkeypatch.setattr(together, "take", breaking(genuine))
    monkeypatch.setattr(together, "take_inside", breaking(genuine_inside))


def test_each_lands_where_it_would_alone() -> None:
    receive()
    ours = OutboundMail.objects.get().message_id
    mails = [fresh(number) for number in range(20)]
    mails[9:9] = [raw(subject="Re", text=f"补充 {number}", in_reply_to=ours) for number in range(5)]
    receipts = list(together_all(mails))
    assert [receipt.log.subject for receipt in receipts] == [read(mail).mail.subject for mail in mails]
    done = [receipt.log.done for receipt in receipts]
    assert done == [Done.NEW] * 9 + [Done.ADDED] * 5 + [Done.NEW] * 11
    texts = Message.objects.filter(ticket=receipts[9].ticket, text__startswith="补充").order_by("pk")
    assert [message.text.strip() for message in texts] == [f"补充 {number}" for number in range(5)]
    _verification, doubts = records.verify(by=SETUP, at=now())
    assert not doubts


def test_the_same_message_twice_in_a_row_is_one() -> None:
    mails = [fresh(number) for number in range(12) for _twice in range(2)]
    done = [receipt.log.done for receipt in together_all(mails)]
    assert done == [Done.NEW, Done.DUPLICATE] * 12
    assert Ticket.objects.count() == 12


def test_few_messages_open_no_further_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "ThreadPoolExecutor", None)  # calling it would fail
    assert len(list(together_all(fresh(number) for number in range(together.ALONE)))) == together.ALONE


def test_a_database_that_goes_away_is_told_at_its_place_and_what_comes_again_is_recognised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = "第 11 件"

    mails = [fresh(number) for number in range(20)]

    def come_back() -> Iterator[str]:
        for receipt in together_all(mails):
            yield receipt.log.subject

    break_at(monkeypatch, broken)
    told = []
    with pytest.raises(OperationalError, match="gone"):
        for subject in come_back():
            told.append(subject)
    assert told == [f"第 {number} 件" for number in range(11)]
    monkeypatch.setattr(together, "take", genuine)
    monkeypatch.setattr(together, "take_inside", genuine_inside)
    receipts = list(together_all(mails[11:]))
    assert {receipt.log.done for receipt in receipts} <= {Done.NEW, Done.DUPLICATE}
    assert Ticket.objects.count() == 20
    assert MailLog.objects.filter(look_since__isnull=False).count() == 0


def test_the_position_follows_what_is_done_and_stops_at_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    box = add_mailbox()
    folder = Folder.objects.create(mailbox=box, name="INBOX")
    at = now()

    def waiting() -> Iterator[together.Waiting]:
        for number in range(20):
            arrival = _arrival.read(fresh(number), mailbox=box, arrived_at=at, at=at)
            yield arrival, FolderMark(folder.pk, Position(uidvalidity=7, last_uid=number + 1))

    break_at(monkeypatch, "第 15 件")
    with pytest.raises(OperationalError, match="gone"):
        list(together.receive_together(waiting()))
    folder.refresh_from_db()
    assert (folder.uid_validity, folder.last_uid) == (7, 15)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_two_are_at_work_and_both_connections_are_closed() -> None:
    def others() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            return int(cursor.fetchone()[0])

    before, during = others(), []
    for _receipt in together_all(fresh(number) for number in range(30)):
        during.append(others())
    assert max(during) == before + together.AT_ONCE
    wait_until(lambda: others() == before)  # the server takes a moment to notice who left


def test_a_message_that_cannot_be_handled_undoes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine_file = _filing.file

    def file(arrival: _arrival.Arrival, *given: Any, **named: Any) -> Any:
        filed = genuine_file(arrival, *given, **named)
        if arrival.mail.subject == "第 3 件":
            raise ValueError("a defect after the request was made")
        return filed

    monkeypatch.setattr(_filing, "file", file)
    done = [receipt.log.done for receipt in together_all(fresh(number) for number in range(6))]
    assert done == [Done.NEW] * 3 + [Done.FAILED] + [Done.NEW] * 2
    assert Ticket.objects.count() == 5
    assert MailLog.objects.get(done=Done.FAILED).original is not None
    _verification, doubts = records.verify(by=SETUP, at=now())
    assert not doubts


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="on PostgreSQL the first few go one by one")
@pytest.mark.parametrize("dies_at", range(0, SHARING, 3))
def test_who_dies_among_some_has_done_none_of_them(monkeypatch: pytest.MonkeyPatch, dies_at: int) -> None:
    box = add_mailbox()
    folder = Folder.objects.create(mailbox=box, name="INBOX", uid_validity=7, last_uid=0)
    at = now()

    def take(arrival: _arrival.Arrival, mark: FolderMark | None = None) -> Any:
        receipt = genuine_inside(arrival, mark)
        if arrival.mail.subject == f"第 {dies_at} 件":
            raise Killed
        return receipt

    def waiting() -> Iterator[together.Waiting]:
        for number in range(SHARING + 2):
            arrival = _arrival.read(fresh(number), mailbox=box, arrived_at=at, at=at)
            yield arrival, FolderMark(folder.pk, Position(uidvalidity=7, last_uid=number + 1))

    with monkeypatch.context() as dying:
        dying.setattr(together, "take_inside", take)
        with pytest.raises(Killed):
            list(together.receive_together(waiting()))
    folder.refresh_from_db()
    assert (folder.last_uid, Ticket.objects.count(), MailLog.objects.count()) == (0, 0, 0)
    done = [receipt.log.done for receipt in together.receive_together(waiting())]
    assert done == [Done.NEW] * (SHARING + 2)
    folder.refresh_from_db()
    assert (folder.last_uid, Ticket.objects.count()) == (SHARING + 2, SHARING + 2)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="on PostgreSQL the first few go one by one")
def test_what_was_read_before_the_source_broke_off_is_taken() -> None:
    def waiting() -> Iterator[together.Waiting]:
        for number in range(3):
            yield read(fresh(number)), None
        raise OSError("the line was cut")

    done = []
    with pytest.raises(OSError, match="cut"):
        for receipt in together.receive_together(waiting()):
            done.append(receipt.log.done)
    assert done == [Done.NEW] * 3
