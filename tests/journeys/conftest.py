"""The product, a mail server to read from, one to send to, and a browser page that tells of errors."""

from __future__ import annotations

import email
import email.policy
import imaplib
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from tests import template
from tests.journeys.product import Product
from zhichi.channels.email.tests.conftest import certificate, dovecot
from zhichi.channels.email.tests.dovecot import PLAIN_PASSWORD, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

    from zhichi.channels.email.tests.dovecot import Dovecot

__all__ = ["certificate", "dovecot"]  # fixtures of the mail channel that the journeys need too


def words_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


@dataclass
class Wire:
    """What left the house: every message an SMTP server on the loopback was given."""

    port: int
    raw: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the message."""
        self.raw.append(envelope.content)
        return "250 OK"

    def mails(self) -> list[EmailMessage]:
        """The messages, read."""
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.raw]

    def to(self, address: str, containing: str = "") -> EmailMessage | None:
        """The newest message to an address whose text holds some words."""
        mail: EmailMessage
        for mail in reversed(self.mails()):
            if address in str(mail["To"]) and containing in words_of(mail):
                return mail
        return None


@pytest.fixture
def wire() -> Iterator[Wire]:
    """An SMTP server that takes everything."""
    port = free_port()
    kept = Wire(port)
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept
    controller.stop()


@pytest.fixture
def postbox(dovecot: Dovecot) -> Callable[[bytes], None]:
    """Puts a raw message into the IMAP mailbox that the product reads."""
    user = "support"

    def deliver(raw: bytes) -> None:
        with imaplib.IMAP4("127.0.0.1", dovecot.port) as box:
            box.login(user, PLAIN_PASSWORD)
            box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)

    return deliver


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a new installation has it after `migrate` and `createuser`; copied for each journey."""
    folder = tmp_path_factory.mktemp("fresh")
    installed = Product(folder)
    template.copy_to(installed.database)  # what is left of `migrate` is next to nothing
    assert installed.run("migrate").returncode == 0
    installed.create_user("manager@staff.example.com", "周明远", "manager")
    return folder


@pytest.fixture
def product(fresh: Path, tmp_path: Path) -> Iterator[Product]:
    """A new installation with a manager, running."""
    folder = tmp_path / "data"
    shutil.copytree(fresh, folder)
    installed = Product(folder)
    installed.start()
    yield installed
    installed.stop()


@pytest.fixture(scope="session")
def long_lived(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An installation that journeys share which mind nothing that another one left behind."""
    folder = tmp_path_factory.mktemp("long-lived") / "data"
    shutil.copytree(fresh, folder)
    installed = Product(folder)
    installed.start()
    yield installed
    installed.stop()


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    """A browser page in Chinese on a desktop; script errors and refused content fail the journey."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, base_url=product.url)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    # A refused form answers 422, which the console also calls an error; those are asserted where they are provoked.
    opened.on("console", lambda line: complaints.append(line.text) if _is_trouble(line) else None)
    yield opened
    context.close()
    assert not complaints, complaints


def _is_trouble(line: ConsoleMessage) -> bool:
    expected = ("status of 422", "ERR_CONNECTION")  # refused forms; the product being stopped under an open page
    return line.type == "error" and not any(words in line.text for words in expected)
