"""Fetching from a real Dovecot."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import imap_tools
import pytest

from zhichi.channels.email.parsing import parse
from zhichi.channels.email.tests.dovecot import PASSWORD, PLAIN_PASSWORD, Dovecot, free_port
from zhichi.channels.email.transport import (
    ImapConfig,
    ImapSource,
    Position,
    Security,
    SignInFailure,
    SmtpConfig,
    TemporaryFailure,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.one_database

CORPUS = Path(__file__).parent / "corpus"
CHINESE = "技术支持/新请求 & 其他"


def letter(subject: str, size: int = 1) -> bytes:
    return f"From: wang@client.example\r\nSubject: {subject}\r\n\r\n".encode() + b"x" * size + b"\r\n"


@contextmanager
def person(dovecot: Dovecot, username: str) -> Iterator[imap_tools.BaseMailBox]:
    """The same mailbox as seen by somebody else's mail program."""
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login_utf8(username, PASSWORD) as mailbox:
        yield mailbox


def deliver(dovecot: Dovecot, username: str, *raws: bytes, folder: str = "INBOX") -> None:
    with person(dovecot, username) as mailbox:
        if not mailbox.folder.exists(folder):
            mailbox.folder.create(folder)
        for raw in raws:
            mailbox.append(raw, folder)


def subjects(source: ImapSource, since: Position | None) -> list[str]:
    return [parse(each.raw).subject for each in source.fetch(since)]


def test_fetches_bytes_as_they_were_sent(dovecot: Dovecot) -> None:
    raws = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml")) if b"\r\n" in path.read_bytes()]
    deliver(dovecot, "bytes", *raws)
    with ImapSource(dovecot.config("bytes")) as source:
        fetched = list(source.fetch(None))
    assert [each.raw for each in fetched] == raws
    assert [each.size for each in fetched] == [len(raw) for raw in raws]
    assert all(abs(datetime.now(UTC) - each.received_at) < timedelta(minutes=5) for each in fetched)


def test_first_fetch_leaves_read_mail_alone_and_marks_nothing(dovecot: Dovecot) -> None:
    deliver(dovecot, "first", letter("old"), letter("new"))
    with person(dovecot, "first") as mailbox:
        mailbox.flag("1", imap_tools.MailMessageFlags.SEEN, value=True)
    with ImapSource(dovecot.config("first")) as source:
        assert subjects(source, None) == ["new"]
        assert subjects(source, None) == ["new"]


def test_goes_on_after_the_last_position_even_with_mail_read_by_others(dovecot: Dovecot) -> None:
    deliver(dovecot, "position", letter("one"), letter("two"))
    with ImapSource(dovecot.config("position")) as source:
        last = list(source.fetch(None))[-1].position
        assert subjects(source, last) == []
        deliver(dovecot, "position", letter("three"), letter("four"))
        with person(dovecot, "position") as mailbox:
            mailbox.flag("3", imap_tools.MailMessageFlags.SEEN, value=True)
        assert subjects(source, last) == ["three", "four"]


def test_starts_anew_when_the_server_numbered_anew(dovecot: Dovecot) -> None:
    deliver(dovecot, "validity", letter("one"), letter("two"), folder="requests")
    config = dovecot.config("validity", folder="requests")
    with ImapSource(config) as source:
        last = list(source.fetch(None))[-1].position
        assert last == Position(source.uidvalidity, 2)
    with person(dovecot, "validity") as mailbox:
        mailbox.folder.delete("requests")
    deliver(dovecot, "validity", letter("again"), folder="requests")
    with ImapSource(config) as source:
        assert source.uidvalidity != last.uidvalidity
        assert subjects(source, last) == ["again"]


def test_marks_only_what_was_handled(dovecot: Dovecot) -> None:
    deliver(dovecot, "seen", letter("handled"), letter("waiting"))
    with ImapSource(dovecot.config("seen")) as source:
        source.mark_handled(next(source.fetch(None)).uid)
        assert subjects(source, None) == ["waiting"]
    with person(dovecot, "seen") as mailbox:
        flags = [each.flags for each in mailbox.fetch(mark_seen=False)]
    assert ["\\Seen" in each for each in flags] == [True, False]


def test_moves_handled_mail_between_chinese_folders(dovecot: Dovecot) -> None:
    deliver(dovecot, "folders", letter("one"), letter("two"), folder=CHINESE)
    with ImapSource(dovecot.config("folders", folder=CHINESE)) as source:
        source.mark_handled(next(source.fetch(None)).uid, move_to="已处理")
        assert subjects(source, None) == ["two"]
        assert {CHINESE, "已处理", "INBOX"} <= set(source.folders())
    with ImapSource(dovecot.config("folders", folder="已处理")) as source:
        assert subjects(source, Position(source.uidvalidity, 0)) == ["one"]


def test_waits_for_mail_by_idle(dovecot: Dovecot) -> None:
    with ImapSource(dovecot.config("idle")) as source:
        assert source.can_idle
        assert not source.wait(0.1)
        sender = threading.Timer(0.2, deliver, (dovecot, "idle", letter("arrived")))
        sender.start()
        assert source.wait(20)
        assert subjects(source, None) == ["arrived"]
        sender.join()


def test_does_not_wait_for_what_came_between_looking_and_waiting(dovecot: Dovecot) -> None:
    with ImapSource(dovecot.config("between")) as source:
        for number in range(3):  # the announcement may come with the answer to IDLE, or with that of any command before
            source.select("INBOX")
            deliver(dovecot, "between", letter(f"n{number}"))
            if number == 1:
                source.newest_uid()  # does not name the new one, and brings its announcement
            assert source.wait(20)
            assert subjects(source, Position(source.uidvalidity, number)) == [f"n{number}"]
        source.select("INBOX")
        assert not source.wait(0.1)


def test_fetches_many_in_batches_up_to_the_limit(dovecot: Dovecot) -> None:
    deliver(dovecot, "many", *(letter(f"n{number}") for number in range(120)))
    with ImapSource(dovecot.config("many")) as source:
        first = list(source.fetch(None, limit=70))
        assert [each.uid for each in first] == list(range(1, 71))
        rest = list(source.fetch(first[-1].position))
    assert [parse(each.raw).subject for each in first + rest] == [f"n{number}" for number in range(120)]


def test_announces_too_large_mail_by_its_headers(dovecot: Dovecot) -> None:
    deliver(dovecot, "large", letter("small"), letter("large", size=50_000), letter("small too"))
    with ImapSource(dovecot.config("large", max_bytes=10_000)) as source:
        fetched = list(source.fetch(None))
    assert [(parse(each.raw).subject, each.is_complete) for each in fetched] == [
        ("small", True),
        ("large", False),
        ("small too", True),
    ]
    assert len(fetched[1].raw) < 200
    assert fetched[1].size > 50_000


@pytest.mark.parametrize("security", [Security.SSL, Security.STARTTLS])
def test_fetches_over_tls(dovecot: Dovecot, security: Security) -> None:
    deliver(dovecot, f"tls-{security}", letter("secret"))
    port = dovecot.tls_port if security is Security.SSL else dovecot.port
    ca_file = str(dovecot.certificate)
    with ImapSource(dovecot.config(f"tls-{security}", port=port, security=security, ca_file=ca_file)) as source:
        assert subjects(source, None) == ["secret"]


@pytest.mark.parametrize("security", [Security.SSL, Security.STARTTLS])
def test_refuses_a_certificate_nobody_vouches_for(dovecot: Dovecot, security: Security) -> None:
    port = dovecot.tls_port if security is Security.SSL else dovecot.port
    with pytest.raises(SignInFailure), ImapSource(dovecot.config("x", port=port, security=security)):
        pass


def test_signs_in_with_any_password(dovecot: Dovecot) -> None:
    for password in (PASSWORD, PLAIN_PASSWORD):
        with ImapSource(dovecot.config("words", password=password)) as source:
            assert source.uidvalidity


def test_tells_wrong_settings_from_a_server_that_is_away(dovecot: Dovecot) -> None:
    with pytest.raises(SignInFailure) as refused, ImapSource(dovecot.config("x", password="wrong")):
        pass
    assert "AUTHENTICATIONFAILED" in refused.value.answer
    with pytest.raises(SignInFailure), ImapSource(dovecot.config("x", folder="没有这个文件夹")):
        pass
    with pytest.raises(TemporaryFailure) as away, ImapSource(dovecot.config("x", port=free_port())):
        pass
    assert not isinstance(away.value, SignInFailure)


def test_a_cut_line_is_a_temporary_failure(dovecot: Dovecot) -> None:
    deliver(dovecot, "cut", letter("one"))
    with ImapSource(dovecot.config("cut")) as source:
        dovecot.kick("cut")
        with pytest.raises(TemporaryFailure):
            list(source.fetch(None))
    with pytest.raises(TemporaryFailure):
        list(source.fetch(None))


def test_password_is_not_shown() -> None:
    assert "geheim" not in repr(ImapConfig("h", 1, "u", "geheim"))
    assert "geheim" not in repr(SmtpConfig("h", 1, "u", "geheim"))
