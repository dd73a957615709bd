"""2.1: mail arrives over IMAP from a real Dovecot, exactly once whatever breaks in between."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import imap_tools
import pytest
from django.db import OperationalError, connections

from zhichi.channels.email import services
from zhichi.channels.email.connections import imap_config
from zhichi.channels.email.models import Folder, Mailbox, MailLog
from zhichi.channels.email.services import fetch as fetching
from zhichi.channels.email.services.fetch import fetch as fetch_now
from zhichi.channels.email.tasks.reading import read_mail
from zhichi.channels.email.tests.dovecot import PASSWORD
from zhichi.channels.email.tests.kit import SETUP, add_mailbox, environment, raw, read_from, wait_until
from zhichi.channels.email.transport import ImapSource
from zhichi.core.clock import now
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import People
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

READER = """
import django, os, signal, sys
django.setup()
from zhichi.channels.email import selectors
from zhichi.channels.email.services.fetch import fetch
from zhichi.channels.email.connections import imap_config
from zhichi.channels.email.transport import ImapSource
from zhichi.core.clock import now
marked = []
def dies(source, uid, mark=ImapSource.mark_handled):
    marked.append(uid)
    if len(marked) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    mark(source, uid)
ImapSource.mark_handled = dies
box = selectors.mailbox(int(sys.argv[1]))
with ImapSource(imap_config(box)) as source:
    fetch(source, mailbox_id=box.pk, now=now)
"""


def letters(count: int, start: int = 0) -> list[bytes]:
    return [raw(subject=f"问题 {start + number}") for number in range(count)]


def deliver(dovecot: Dovecot, user: str, *messages: bytes, seen: bool = False) -> None:
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login_utf8(user, PASSWORD) as mailbox:
        for message in messages:
            mailbox.append(message, "INBOX", flag_set=[imap_tools.MailMessageFlags.SEEN] if seen else [])


def unseen(dovecot: Dovecot, user: str) -> int:
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login_utf8(user, PASSWORD) as mailbox:
        return len(mailbox.uids("UNSEEN"))


def reads(dovecot: Dovecot, user: str) -> Mailbox:
    return add_mailbox(f"{user}@zhichi.example", **read_from(dovecot.port, user), smtp_host="")


def fetch(box: Mailbox, **changes: int) -> int:
    with ImapSource(replace(imap_config(box), **changes)) as source:  # type: ignore[arg-type]
        return fetch_now(source, mailbox_id=box.pk, now=now)


def test_makes_requests_of_unread_mail_and_marks_it(dovecot: Dovecot) -> None:
    box = reads(dovecot, "arrives")
    deliver(dovecot, "arrives", *letters(2))
    assert fetch(box) == 2
    assert Ticket.objects.count() == 2
    assert unseen(dovecot, "arrives") == 0
    box.refresh_from_db()
    assert box.fetched_at is not None
    assert set(MailLog.objects.values_list("mailbox", flat=True)) == {box.pk}


def test_leaves_old_read_mail_alone_but_takes_new_mail_that_a_person_read_first(dovecot: Dovecot) -> None:
    box = reads(dovecot, "old")
    deliver(dovecot, "old", *letters(3), seen=True)
    assert fetch(box) == 0
    deliver(dovecot, "old", *letters(1, start=7), seen=True)
    assert fetch(box) == 1
    assert fetch(box) == 0
    assert Ticket.objects.get().subject == "问题 7"


def test_takes_nothing_twice_when_the_position_is_lost(dovecot: Dovecot) -> None:
    box = reads(dovecot, "lost")
    deliver(dovecot, "lost", *letters(2))
    fetch(box)
    Folder.objects.filter(mailbox=box).update(uid_validity=None, last_uid=0)
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login_utf8("lost", PASSWORD) as mailbox:
        mailbox.flag(mailbox.uids(), imap_tools.MailMessageFlags.SEEN, value=False)
    assert fetch(box) == 2
    assert Ticket.objects.count() == 2


def test_keeps_the_header_of_a_mail_that_is_too_large(dovecot: Dovecot) -> None:
    box = reads(dovecot, "large")
    deliver(dovecot, "large", raw(text="x\n" * 5000))
    fetch(box, max_bytes=4000)
    message = Ticket.objects.get().messages.get(kind="customer")
    assert [notice.partition(":")[0] for notice in message.notices] == ["mail-too-large"]


def test_says_since_when_mail_waits_while_a_backlog_is_worked_off(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = reads(dovecot, "backlog")
    fetch(box)
    deliver(dovecot, "backlog", *letters(2))
    later = now() + timedelta(hours=3)

    def breaks(waiting: Iterator[object]) -> Iterator[object]:
        yield next(waiting)
        raise OperationalError("the disk is full")

    with monkeypatch.context() as broken, ImapSource(imap_config(box)) as source:
        broken.setattr(fetching, "receive_together", breaks)
        with pytest.raises(OperationalError):
            fetch_now(source, mailbox_id=box.pk, now=lambda: later)
    box.refresh_from_db()
    assert box.waiting_since is not None
    assert later - box.waiting_since > timedelta(hours=2)
    fetch(box)
    box.refresh_from_db()
    assert box.waiting_since is None


@pytest.mark.django_db(transaction=True)
def test_loses_and_doubles_nothing_when_killed_while_fetching(dovecot: Dovecot, people: People) -> None:
    assert people.duty.is_intake
    box = reads(dovecot, "killed")
    deliver(dovecot, "killed", *letters(24))
    for taken in (4, 10):  # the last ones are committed and not yet marked when the power goes
        command = [sys.executable, "-c", READER, str(box.pk), str(taken)]
        done = subprocess.run(command, env=environment(), cwd=".", check=False, timeout=120)
        assert done.returncode == -signal.SIGKILL
    # One by one it would be 4 + 9, since the second reader meets the last one of the first again; some share a
    # transaction, and then it meets all of those.
    assert 4 + 9 <= Ticket.objects.count() < 24
    fetch(box)
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == sorted(f"问题 {n}" for n in range(24))
    assert Ticket.objects.filter(messages__kind="customer").count() == 24


def work(stop: threading.Event) -> None:
    try:
        read_mail(stop)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_hears_of_new_mail_and_of_changed_mailboxes_without_a_restart(dovecot: Dovecot, people: People) -> None:
    assert people.duty.is_intake
    box, stop = reads(dovecot, "waits"), threading.Event()
    worker = threading.Thread(target=work, args=(stop,))
    worker.start()
    try:
        wait_until(lambda: Mailbox.objects.get(pk=box.pk).fetched_at)
        deliver(dovecot, "waits", *letters(1))
        wait_until(Ticket.objects.count, 5)
        other = reads(dovecot, "joins")
        deliver(dovecot, "joins", *letters(1, start=5))
        wait_until(lambda: Ticket.objects.count() == 2)
        wrong = {**read_from(dovecot.port, "joins"), "imap_password": "wrong"}
        data = services.MailboxData(address=other.address, name="x", **wrong)
        services.change_mailbox(mailbox_id=other.pk, data=data, by=SETUP, at=now())
        wait_until(lambda: Mailbox.objects.get(pk=other.pk).fetch_fails_since)
    finally:
        stop.set()
        worker.join(15)
    assert not worker.is_alive()
