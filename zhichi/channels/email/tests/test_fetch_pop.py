"""2.1: mail arrives over POP3 from a real Dovecot, told apart by UIDL, left on the server or deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import imap_tools
import pytest

from zhichi.channels.email.connections import pop_config, try_reading
from zhichi.channels.email.models import MailLog, PopMessage
from zhichi.channels.email.services import fetch_pop as fetching
from zhichi.channels.email.services.fetch_pop import fetch_pop
from zhichi.channels.email.tests.dovecot import PASSWORD, PLAIN_PASSWORD, free_port
from zhichi.channels.email.tests.kit import add_mailbox, raw
from zhichi.channels.email.tests.proxy import Faults, Proxy
from zhichi.channels.email.transport import PopConfig, PopSource, Security, SignInFailure, TemporaryFailure
from zhichi.core.clock import now
from zhichi.files import selectors as files
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


def put(dovecot: Dovecot, user: str, *letters: bytes) -> None:
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login_utf8(user, PASSWORD) as mailbox:
        for letter in letters:
            mailbox.append(letter)


def left(dovecot: Dovecot, user: str) -> int:
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login_utf8(user, PASSWORD) as mailbox:
        return len(mailbox.uids())


def reads(dovecot: Dovecot, user: str, *, leaves: bool, port: int = 0) -> Mailbox:
    return add_mailbox(
        f"{user}@zhichi.example",
        incoming="pop3",
        imap_host="127.0.0.1",
        imap_port=port or dovecot.pop_port,
        imap_security="none",
        imap_user=user,
        imap_password=PLAIN_PASSWORD,
        leaves_mail=leaves,
        smtp_host="",
    )


def fetch(box: Mailbox, **changes: object) -> int:
    with PopSource(replace(pop_config(box), **changes)) as source:  # type: ignore[arg-type]
        return fetch_pop(source, mailbox_id=box.pk, now=now)


def test_leaves_mail_there_and_takes_each_once(dovecot: Dovecot) -> None:
    put(dovecot, "pop-stays", raw(subject="很早以前"))
    box = reads(dovecot, "pop-stays", leaves=True)
    assert fetch(box) == 0, "what lay there before is the owner's affair"
    put(dovecot, "pop-stays", raw(subject="一"), raw(subject="二"))
    assert (fetch(box), fetch(box)) == (2, 0)
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["一", "二"]
    assert left(dovecot, "pop-stays") == 3


def test_a_long_backlog_is_taken_in_short_sessions(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "AT_ONCE", 2)
    put(dovecot, "pop-backlog", *(raw(subject=f"第 {number} 封") for number in range(5)))
    box = reads(dovecot, "pop-backlog", leaves=False)
    assert (fetch(box), left(dovecot, "pop-backlog")) == (2, 3), "what was taken is gone with the session"
    waiting = type(box).objects.filter(waiting_since__isnull=False, fetched_at__isnull=False)
    assert waiting.exists(), "the rest waits"
    assert [fetch(box), fetch(box), fetch(box)] == [2, 1, 0]
    assert not waiting.exists()
    assert Ticket.objects.count() == 5


def test_deletes_what_is_safe_and_takes_all_that_lies_there(dovecot: Dovecot) -> None:
    put(dovecot, "pop-deletes", raw(subject="一"), raw(subject="二"))
    box = reads(dovecot, "pop-deletes", leaves=False)
    assert fetch(box) == 2
    assert left(dovecot, "pop-deletes") == 0
    assert fetch(box) == 0
    assert not PopMessage.objects.exists(), "names of what is gone are forgotten"


def test_never_deletes_what_it_did_not_take(dovecot: Dovecot) -> None:
    put(dovecot, "pop-old", raw(subject="很早以前"))
    box = reads(dovecot, "pop-old", leaves=True)
    fetch(box)
    type(box).objects.filter(pk=box.pk).update(leaves_mail=False)
    put(dovecot, "pop-old", raw(subject="一"))
    assert fetch(box) == 1
    assert left(dovecot, "pop-old") == 1


def test_leaves_a_mail_that_is_too_large_where_it_is(dovecot: Dovecot) -> None:
    put(dovecot, "pop-huge", raw(text="x\n" * 5000))
    assert fetch(reads(dovecot, "pop-huge", leaves=False), max_bytes=4000) == 1
    assert left(dovecot, "pop-huge") == 1
    notices = Ticket.objects.get().messages.get(kind="customer").notices
    assert [notice.partition(":")[0] for notice in notices] == ["mail-too-large"]


def test_keeps_every_byte_also_of_long_lines_and_dots(dovecot: Dovecot) -> None:
    letter = b"From: wang@client.example\r\nSubject: x\r\n\r\n.\r\n..dots\r\n" + b"y" * 9000 + b"\r\n\r\n"
    put(dovecot, "pop-bytes", letter)
    fetch(reads(dovecot, "pop-bytes", leaves=False))
    original = MailLog.objects.get().original
    assert original is not None
    with files.read(original) as content:
        assert content.read() == letter


def test_a_line_cut_anywhere_loses_and_doubles_nothing(dovecot: Dovecot) -> None:
    put(dovecot, "pop-cut", *(raw(subject=f"问题 {number}") for number in range(3)))
    proxy = Proxy(dovecot.pop_port, [Faults(cut_after=place) for place in range(0, 2600, 130)])
    box = reads(dovecot, "pop-cut", leaves=False, port=proxy.port)
    failed = 0
    while proxy.faults:
        try:
            fetch(box)
        except TemporaryFailure:
            failed += 1
    fetch(box)
    proxy.close()
    assert failed > 5
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == ["问题 0", "问题 1", "问题 2"]
    assert left(dovecot, "pop-cut") == 0


@pytest.mark.parametrize("security", [Security.SSL, Security.STARTTLS])
def test_reads_over_tls_and_checks_the_certificate(dovecot: Dovecot, security: Security) -> None:
    port = dovecot.pop_tls_port if security is Security.SSL else dovecot.pop_port
    config = PopConfig("127.0.0.1", port, "pop-tls", PLAIN_PASSWORD, security)
    with PopSource(replace(config, ca_file=str(dovecot.certificate))) as source:
        assert source.listed() == []
    with pytest.raises(SignInFailure), PopSource(config):
        pass
    assert PLAIN_PASSWORD not in repr(config)


def test_says_in_words_what_is_wrong(dovecot: Dovecot) -> None:
    box = reads(dovecot, "pop-words", leaves=True)
    put(dovecot, "pop-words", raw())
    assert "1" in try_reading(box).hint
    box.imap_password = ""
    assert not try_reading(box).ok
    box.imap_port = free_port()
    away = try_reading(box)
    assert "port" in away.hint or "端口" in away.hint
