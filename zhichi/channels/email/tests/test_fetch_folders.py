"""2.1: several folders of a mailbox, each with its own place; numbers given anew; more mailboxes than readers."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import imap_tools
import pytest
from django.db import connections

from zhichi.channels.email import services
from zhichi.channels.email.choices import Done
from zhichi.channels.email.connections import imap_config, try_reading
from zhichi.channels.email.models import Folder, Mailbox, MailLog
from zhichi.channels.email.services.fetch import fetch as fetch_now
from zhichi.channels.email.tasks import reading
from zhichi.channels.email.tests.dovecot import PASSWORD
from zhichi.channels.email.tests.kit import SETUP, add_mailbox, raw, read_from, wait_until
from zhichi.channels.email.transport import ImapSource, TemporaryFailure
from zhichi.core.clock import now
from zhichi.core.errors import DomainError
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import People
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

SEEN = [imap_tools.MailMessageFlags.SEEN]


@contextmanager
def program(dovecot: Dovecot, user: str) -> Iterator[imap_tools.BaseMailBox]:
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login_utf8(user, PASSWORD) as mailbox:
        yield mailbox


def put(dovecot: Dovecot, user: str, folder: str, *subjects: str, flags: Any = ()) -> None:
    with program(dovecot, user) as mailbox:
        if not mailbox.folder.exists(folder):
            mailbox.folder.create(folder)
        for subject in subjects:
            mailbox.append(raw(subject=subject), folder, flag_set=list(flags))


def reads(dovecot: Dovecot, user: str, *folders: str) -> Mailbox:
    given = read_from(dovecot.port, user)
    return add_mailbox(f"{user}@zhichi.example", **given, folders="\n".join(folders), smtp_host="")


def fetch(box: Mailbox) -> int:
    with ImapSource(imap_config(box)) as source:
        return fetch_now(source, mailbox_id=box.pk, now=now)


def subjects() -> list[str]:
    return sorted(Ticket.objects.values_list("subject", flat=True))


def renumber(dovecot: Dovecot, user: str) -> None:
    """What a restored backup does: the same messages, every number given anew."""
    home = dovecot.folder / "mail" / user
    (home / "dovecot-uidlist").write_text("3 V77 N1\n")  # the file stays the server's own
    for path in home.glob("dovecot.index*"):
        path.unlink()


def test_reads_each_folder_from_its_own_place(dovecot: Dovecot) -> None:
    put(dovecot, "two", "INBOX", "一")
    put(dovecot, "two", "客户/重要", "二", "三")
    box = reads(dovecot, "two", "INBOX", "客户/重要")
    assert fetch(box) == 3
    put(dovecot, "two", "客户/重要", "四", flags=SEEN)
    assert fetch(box) == 1
    assert subjects() == sorted("一二三四")
    assert dict(Folder.objects.values_list("name", "last_uid")) == {"INBOX": 1, "客户/重要": 3}


def test_a_message_moved_between_folders_that_are_read_is_taken_once(dovecot: Dovecot) -> None:
    put(dovecot, "moved", "INBOX", "一")
    put(dovecot, "moved", "later", "二")
    box = reads(dovecot, "moved", "INBOX", "later")
    fetch(box)
    with program(dovecot, "moved") as mailbox:
        mailbox.move("1", "later")
    assert fetch(box) == 1
    assert subjects() == ["一", "二"]
    assert MailLog.objects.filter(done=Done.DUPLICATE).count() == 1


def test_a_folder_that_is_gone_is_told_and_stops_no_other(dovecot: Dovecot) -> None:
    put(dovecot, "gone", "INBOX", "一")
    box = reads(dovecot, "gone", "nowhere", "INBOX")
    assert fetch(box) == 1
    box.refresh_from_db()
    assert box.fetch_error.startswith("nowhere: ")
    with program(dovecot, "gone") as mailbox:
        mailbox.folder.create("nowhere")
    fetch(box)
    box.refresh_from_db()
    assert (box.fetch_error, box.fetched_at is not None) == ("", True)


def test_numbers_given_anew_lose_and_double_nothing(dovecot: Dovecot) -> None:
    put(dovecot, "anew", "INBOX", "读过的旧信", flags=SEEN)
    box = reads(dovecot, "anew", "INBOX")
    fetch(box)
    put(dovecot, "anew", "INBOX", "一", "二")
    fetch(box)
    old = Folder.objects.get().uid_validity
    put(dovecot, "anew", "INBOX", "被人先看了", flags=SEEN)
    put(dovecot, "anew", "INBOX", "三")
    # A second makes the old letter older than the mailbox, whatever the clock of the server rounds to.
    Folder.objects.update(since=MailLog.objects.order_by("at")[0].at.replace(microsecond=0))
    with program(dovecot, "anew") as mailbox:
        mailbox.delete("1")
    renumber(dovecot, "anew")
    fetch(box)
    assert Folder.objects.get().uid_validity != old
    assert subjects() == sorted(["一", "二", "三", "被人先看了"])
    assert fetch(box) == 0


def test_what_a_server_does_not_hand_out_is_not_passed_over(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    put(dovecot, "partly", "INBOX", "一", "二", "三")
    box, genuine = reads(dovecot, "partly", "INBOX"), ImapSource._command

    def partly(source: ImapSource, uids: list[int], items: str) -> list[Any]:
        answer = genuine(source, uids, items)
        return [line for line in answer if b"UID 2" not in (line[0] if isinstance(line, tuple) else line)]

    monkeypatch.setattr(ImapSource, "_command", partly)
    with pytest.raises(TemporaryFailure, match="message 2"):
        fetch(box)
    monkeypatch.setattr(ImapSource, "_command", genuine)
    fetch(box)
    assert subjects() == sorted("一二三")


def test_the_trial_names_the_folders_there_are(dovecot: Dovecot) -> None:
    put(dovecot, "trial", "客户", "一")
    trial = try_reading(reads(dovecot, "trial", "INBOX", "Kunden"))
    assert not trial.ok
    assert "Kunden" in trial.words
    assert "客户" in trial.hint


@pytest.mark.parametrize("folders", ["\n".join(map(str, range(31))), "x" * 201])
def test_refuses_more_folders_than_a_connection_can_ask(folders: str) -> None:
    with pytest.raises(DomainError) as refused:
        add_mailbox(folders=folders)
    assert list(refused.value.fields) == ["folders"]


@pytest.mark.django_db(transaction=True)
def test_more_mailboxes_than_readers_take_turns(
    dovecot: Dovecot, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people.duty.is_intake
    monkeypatch.setattr(reading, "MOST_READERS", 2)
    boxes = [reads(dovecot, f"turn{number}", "INBOX") for number in range(5)]
    broken = {**read_from(dovecot.port, "turn4"), "imap_password": "wrong"}
    data = services.MailboxData(address=boxes[4].address, name="x", **broken)
    services.change_mailbox(mailbox_id=boxes[4].pk, data=data, by=SETUP, at=now())
    for number in range(4):
        put(dovecot, f"turn{number}", "INBOX", f"问题 {number}")
    stop = threading.Event()

    def work() -> None:
        try:
            reading.read_mail(stop)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        wait_until(lambda: Ticket.objects.count() == 4)
        wait_until(lambda: Mailbox.objects.get(pk=boxes[4].pk).fetch_error)
        assert sum(thread.name.startswith("mailbox ") for thread in threading.enumerate()) <= 2
    finally:
        stop.set()
        worker.join(15)
    assert not worker.is_alive()
