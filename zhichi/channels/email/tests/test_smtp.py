"""Sending to a real SMTP server on the loopback that refuses, drops and hangs on demand."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from zhichi.channels.email.composing import Address, OutgoingMail, compose
from zhichi.channels.email.parsing import parse
from zhichi.channels.email.tests.dovecot import free_port
from zhichi.channels.email.transport import (
    PermanentFailure,
    Refusal,
    Security,
    SignInFailure,
    SmtpConfig,
    SmtpSender,
    TemporaryFailure,
    TransportFailure,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.one_database

RAW = b"From: s@zhichi.example\r\nSubject: t\r\n\r\n.\r\n..dots\r\nend\r\n"
DROP = "drop"


class Post:
    """What the server takes, and what it says to whom; the answer DROP cuts the line."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.sessions: set[int] = set()
        self.answers: dict[str, str] = {}
        self.mail_answers: list[str] = []
        self.data_answer = "250 OK queued as 4F5E6"

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        self.sessions.add(id(session))
        answer = self.mail_answers.pop(0) if self.mail_answers else "250 OK"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._said(server, answer)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self._said(server, answer)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self._said(server, self.data_answer)
        if answer.startswith("250"):
            self.mails.append(envelope)
        return answer

    @staticmethod
    def _said(server: SMTP, answer: str) -> str:
        if answer == DROP and server.transport is not None:
            server.transport.close()
            return "421 gone"
        return answer


Start = Callable[..., tuple[Post, SmtpConfig]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start servers as asked; all are stopped at the end."""
    running: list[Controller] = []

    def run(**options: Any) -> tuple[Post, SmtpConfig]:
        post = Post()
        controller = Controller(post, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        running.append(controller)
        return post, SmtpConfig(
            "127.0.0.1", controller.port, security=Security.NONE, timeout=10, local_hostname="z.example"
        )

    yield run
    for controller in running:
        controller.stop()


def send(config: SmtpConfig, *recipients: str, raw: bytes = RAW) -> Any:
    with SmtpSender(config) as sender:
        return sender.send(raw, sender="s@zhichi.example", recipients=recipients or ("a@client.example",))


def changed(config: SmtpConfig, **changes: Any) -> SmtpConfig:
    return replace(config, **changes)


def test_hands_over_the_bytes_as_composed(start: Start) -> None:
    post, config = start()
    result = send(config, "a@client.example", "b@client.example")
    assert result.accepted == ("a@client.example", "b@client.example")
    assert (dict(result.refused), result.answer) == ({}, "250 OK queued as 4F5E6")
    assert [mail.content for mail in post.mails] == [RAW]
    assert post.mails[0].rcpt_tos == ["a@client.example", "b@client.example"]


def test_thread_headers_are_right_on_the_wire(start: Start) -> None:
    post, config = start()
    customer = Address("王小明", "wang@client.example")
    mail = OutgoingMail(
        sender=Address("技术支持", "support@zhichi.example"),
        to=(customer,),
        subject="打印机 [#20260602-0017]",
        text=".\n.点号开头的行\n..\n",
        message_id="<t17.a9@zhichi.example>",
        date=datetime(2026, 6, 2, tzinfo=UTC),
        in_reply_to="<tencent_1@qq.com>",
        references=("<tencent_0@qq.com>",),
    )
    send(config, customer.address, raw=compose(mail))
    read = parse(post.mails[0].original_content or b"")
    assert (read.message_id, read.in_reply_to) == ("<t17.a9@zhichi.example>", "<tencent_1@qq.com>")
    assert read.references == ("<tencent_0@qq.com>", "<tencent_1@qq.com>")
    assert (read.subject, read.text) == (mail.subject, ".\n.点号开头的行\n..")


def test_uses_one_connection_for_a_batch_up_to_its_limit(start: Start) -> None:
    post, config = start()
    with SmtpSender(changed(config, max_per_connection=3)) as sender:
        for _ in range(4):
            sender.send(RAW, sender="s@zhichi.example", recipients=["a@client.example"])
    assert (len(post.mails), len(post.sessions)) == (4, 2)


def test_tells_refused_recipients_one_by_one(start: Start) -> None:
    post, config = start()
    post.answers = {"no@client.example": "550 5.1.1 no such user", "later@client.example": "451 4.7.1 greylisted"}
    result = send(config, "a@client.example", "no@client.example", "later@client.example")
    assert result.accepted == ("a@client.example",)
    assert {name: each.is_permanent for name, each in result.refused.items()} == {
        "no@client.example": True,
        "later@client.example": False,
    }
    assert result.refused["no@client.example"].answer == "5.1.1 no such user"


def test_all_refused_is_permanent_only_if_every_refusal_is(start: Start) -> None:
    post, config = start()
    post.answers = {"no@client.example": "550 no", "later@client.example": "451 later"}
    with pytest.raises(PermanentFailure) as permanent:
        send(config, "no@client.example")
    assert (permanent.value.code, list(permanent.value.refused)) == (550, ["no@client.example"])
    with pytest.raises(TemporaryFailure) as temporary:
        send(config, "no@client.example", "later@client.example")
    assert temporary.value.refused["no@client.example"].is_permanent
    assert not post.mails


@pytest.mark.parametrize(
    ("where", "answer", "kind"),
    [
        ("mail", "550 sender refused", PermanentFailure),
        ("mail", "451 busy", TemporaryFailure),
        ("data", "554 5.7.1 spam", PermanentFailure),
        ("data", "452 disk full", TemporaryFailure),
    ],
)
def test_a_refused_mail_does_not_spoil_the_next(
    start: Start, where: str, answer: str, kind: type[TransportFailure]
) -> None:
    post, config = start()
    with SmtpSender(config) as sender:
        if where == "mail":
            post.mail_answers = [answer]
        else:
            post.data_answer = answer
        with pytest.raises(kind) as failure:
            sender.send(RAW, sender="s@zhichi.example", recipients=["a@client.example"])
        post.data_answer = "250 OK"
        sender.send(RAW, sender="s@zhichi.example", recipients=["a@client.example"])
    assert f"{failure.value.code} {failure.value.answer}" == answer
    assert (len(post.mails), len(post.sessions)) == (1, 1)


@pytest.mark.parametrize("answer", [DROP, "421 too many mails on this line"])
def test_takes_a_fresh_line_when_the_server_hung_up_between_two_mails(start: Start, answer: str) -> None:
    post, config = start()
    with SmtpSender(config) as sender:
        sender.send(RAW, sender="s@zhichi.example", recipients=["a@client.example"])
        post.mail_answers = [answer]
        sender.send(RAW, sender="s@zhichi.example", recipients=["b@client.example"])
    assert [mail.rcpt_tos for mail in post.mails] == [["a@client.example"], ["b@client.example"]]


def test_a_line_cut_after_the_last_byte_is_uncertain_and_not_repeated(start: Start) -> None:
    post, config = start()
    with SmtpSender(config) as sender:
        sender.send(RAW, sender="s@zhichi.example", recipients=["a@client.example"])
        post.data_answer = DROP
        with pytest.raises(TemporaryFailure) as failure:
            sender.send(RAW, sender="s@zhichi.example", recipients=["a@client.example"])
    assert failure.value.is_uncertain
    assert len(post.sessions) == 1


def test_a_line_cut_before_the_mail_is_temporary_and_certain(start: Start) -> None:
    post, config = start()
    post.mail_answers = [DROP]
    with pytest.raises(TemporaryFailure) as failure:
        send(config)
    assert not failure.value.is_uncertain


def test_no_server_and_a_silent_server_are_temporary() -> None:
    with pytest.raises(TemporaryFailure):
        send(SmtpConfig("127.0.0.1", free_port(), security=Security.NONE, timeout=2))
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TemporaryFailure):
        send(SmtpConfig("127.0.0.1", silent.getsockname()[1], security=Security.NONE, timeout=0.2))


def test_a_server_that_closes_between_recipients_is_temporary(start: Start) -> None:
    post, config = start()
    post.answers = {"b@client.example": "421 shutting down"}
    with pytest.raises(TemporaryFailure) as failure:
        send(config, "a@client.example", "b@client.example")
    assert (failure.value.code, post.mails) == (421, [])


def test_a_server_that_does_not_let_us_in_is_no_fault_of_the_mail() -> None:
    def turn_away(server: socket.socket) -> None:
        line, _ = server.accept()
        line.sendall(b"554 5.7.1 your address is blocked\r\n")
        line.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        door = threading.Thread(target=turn_away, args=(server,))
        door.start()
        with pytest.raises(SignInFailure) as failure:
            send(SmtpConfig("127.0.0.1", server.getsockname()[1], security=Security.NONE, timeout=5))
        door.join()
    assert (failure.value.code, failure.value.answer) == (554, "5.7.1 your address is blocked")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_signs_in_and_tells_a_wrong_password_apart(start: Start) -> None:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"robot", b"secret")
        return AuthResult(success=is_right, handled=False)

    post, config = start(authenticator=check, auth_required=True, auth_require_tls=False)
    send(changed(config, username="robot", password="secret"))
    assert len(post.mails) == 1
    with pytest.raises(SignInFailure) as failure:
        send(changed(config, username="robot", password="wrong"))
    assert failure.value.code == 535


def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


def test_sends_over_starttls_and_checks_the_certificate(start: Start, certificate: tuple[Path, Path]) -> None:
    post, plain = start(tls_context=server_context(certificate), require_starttls=True)
    config = changed(plain, security=Security.STARTTLS)
    send(changed(config, ca_file=str(certificate[0])))
    assert len(post.mails) == 1
    with pytest.raises(SignInFailure):
        send(config)


def test_sends_over_tls_from_the_start(certificate: tuple[Path, Path], start_tls: tuple[Post, SmtpConfig]) -> None:
    post, config = start_tls
    send(changed(config, ca_file=str(certificate[0])))
    assert len(post.mails) == 1
    with pytest.raises(SignInFailure):
        send(config)


@pytest.fixture
def start_tls(certificate: tuple[Path, Path]) -> Iterator[tuple[Post, SmtpConfig]]:
    """A server that speaks TLS from the first byte."""
    post = Post()
    context = server_context(certificate)
    # The controller's own start-up probe trusts nobody; it is told to trust our certificate by the environment.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(certificate[0]))
        controller = Controller(post, hostname="127.0.0.1", port=free_port(), ssl_context=context)
        controller.start()
    yield post, SmtpConfig("127.0.0.1", controller.port, security=Security.SSL, timeout=10)
    controller.stop()


def test_never_falls_back_to_plain_text(start: Start) -> None:
    post, config = start()
    with pytest.raises(SignInFailure):
        send(changed(config, security=Security.STARTTLS))
    assert not post.mails


def test_a_mail_over_the_announced_size_is_refused_at_once(start: Start) -> None:
    post, config = start(data_size_limit=1_000)
    with pytest.raises(PermanentFailure) as failure:
        send(config, raw=RAW + b"x" * 1_000)
    assert failure.value.code == 552
    assert not post.mails


@pytest.mark.parametrize("evil", ["a@b.example\r\nRCPT TO:<c@d.example>", "a b@c.example", "王@b.example", ""])
def test_refuses_addresses_that_could_speak_smtp(start: Start, evil: str) -> None:
    post, config = start()
    with pytest.raises(PermanentFailure):
        send(config, evil)
    assert not post.sessions


@pytest.mark.parametrize(
    ("code", "answer", "is_permanent"),
    [
        (550, "5.1.1 no such user", True),
        (550, "Mail content denied", True),  # QQ
        (554, "DT:SPM spam", True),  # NetEase
        (550, "用户不存在", True),
        (451, "4.7.1 Greylisted", False),
        (550, "Greylisted, try again later", False),
        (554, "4.7.0 later", False),
        (552, "5.2.2 over quota", False),
        (550, "Ip frequency limited", False),  # QQ
        (550, "RP:TRC 163 smtp5", False),  # NetEase
        (550, "发送过于频繁，请稍后再试", False),
        (450, "5.1.1 odd", False),  # the number counts, so that nothing is lost
    ],
)
def test_tells_what_passes_from_what_is_for_good(code: int, answer: str, is_permanent: bool) -> None:
    assert Refusal(code, answer).is_permanent is is_permanent


def test_keeps_a_mail_that_is_greylisted_with_the_wrong_number(start: Start) -> None:
    post, config = start()
    post.answers["a@client.example"] = "550 Greylisted, try again later"
    with pytest.raises(TemporaryFailure):
        send(config)
    post.answers.clear()
    assert send(config).accepted == ("a@client.example",)
