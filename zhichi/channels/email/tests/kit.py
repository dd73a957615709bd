"""Builders for the tests of the whole channel: raw mails, mailboxes, a mail server that takes what is sent."""

from __future__ import annotations

import os
import time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from zhichi.channels.email import services
from zhichi.channels.email.choices import Security
from zhichi.channels.email.tests.dovecot import PASSWORD, free_port
from zhichi.core.actors import Actor
from zhichi.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.services import Receipt

SETUP = Actor.system("tests")
CUSTOMER = "he.qing@client.example"
OURS = "support@zhichi.example"


def raw(subject: str = "导出乱码", text: str = "报表导出以后是乱码。", **given: Any) -> bytes:
    """A mail to us. `given` are header fields (`in_reply_to=…`), `sender` and `files` (name → content)."""
    files, sender = given.pop("files", {}), given.pop("sender", f"何青 <{CUSTOMER}>")
    mail = EmailMessage(policy=policy.SMTP)
    fields = {"From": sender, "To": OURS, "Subject": subject, "Date": "Tue, 24 Nov 2026 09:00:00 +0800"}
    fields |= {name.replace("_", "-").title(): value for name, value in given.items()}
    fields.setdefault("Message-Id", f"<{abs(hash((subject, text, sender)))}@client.example>")
    for name, value in fields.items():
        if value:
            mail[name] = value
    mail.set_content(text)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def receive(message: bytes | None = None, *, at: datetime | None = None, **given: Any) -> Receipt:
    """Take one mail in: `message`, or one built from `given`."""
    return services.receive(raw=message or raw(**given), at=at or now())


def add_mailbox(address: str = OURS, **given: Any) -> Mailbox:
    """A mailbox; without servers named it reads and sends at names that nobody has."""
    values: dict[str, Any] = {
        "name": "示例支持",
        "imap_host": "imap.zhichi.example",
        "imap_password": "secret",
        "smtp_host": "smtp.zhichi.example",
        "smtp_password": "secret",
    }
    data = services.MailboxData(address=address, **values | given)
    return services.add_mailbox(data=data, by=SETUP, at=now())


def read_from(port: int, user: str) -> dict[str, Any]:
    """Settings of a mailbox that is read from a Dovecot on this port."""
    return {
        "imap_host": "127.0.0.1",
        "imap_port": port,
        "imap_security": Security.NONE,
        "imap_user": user,
        "imap_password": PASSWORD,
    }


class PostOffice:
    """A mail server that takes mails; `answers` says something else to some recipients."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.data_answer = "250 OK"
        self.connections = 0
        self.port = free_port()
        self._controller: Controller | None = None

    def open(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        """Hang up and listen no more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data_answer.startswith("250"):
            self.mails.append(envelope)
        return self.data_answer

    @property
    def settings(self) -> dict[str, Any]:
        """Settings of a mailbox that sends through this server."""
        return {
            "smtp_host": "127.0.0.1",
            "smtp_port": self.port,
            "smtp_security": Security.NONE,
            "smtp_password": "",
        }

    def read(self, place: int = -1) -> EmailMessage:
        """One of the mails as the wire had it, read by the standard library."""
        content = self.mails[place].content
        assert isinstance(content, bytes)
        return BytesParser(policy=policy.default).parsebytes(content)


def environment() -> dict[str, str]:
    """The variables with which another process works on this test's database and files."""
    database: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        options = {"host": database["HOST"], **database["OPTIONS"]}
        given = urlencode({name: value for name, value in options.items() if value})
        user = ":".join(filter(None, (database["USER"], database["PASSWORD"])))
        port = f":{database['PORT']}" if database["PORT"] else ""
        url = f"postgres://{user}@{port}/{database['NAME']}?{given}"
    return {
        **os.environ,
        "ZHICHI_SECRET_KEY": settings.SECRET_KEY,
        "ZHICHI_DATA_DIR": str(settings.DATA_DIR),
        "ZHICHI_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "zhichi.config.settings",
    }


def wait_until(happened: Callable[[], Any], seconds: float = 20) -> None:
    """Look again and again until something has happened; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
