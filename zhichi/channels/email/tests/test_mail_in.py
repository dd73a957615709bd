"""`zhichi mail-in`: one raw message on standard input, one line of JSON, an exit code that mail servers understand."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from zhichi.channels.email.models import MailLog
from zhichi.channels.email.tests.kit import OURS, add_mailbox, environment, raw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("people")]


def mail_in(message: bytes, *arguments: str, **changes: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "zhichi", "mail-in", *arguments]
    done = subprocess.run(command, input=message, env=environment() | changes, capture_output=True, check=False)
    return done.returncode, done.stdout.decode()


def test_says_what_was_done_in_one_line() -> None:
    add_mailbox()
    code, line = mail_in(raw(message_id="<1@client.example>"), "--mailbox", OURS)
    row = MailLog.objects.get()
    assert row.ticket is not None
    assert (code, line.count("\n")) == (0, 1)
    assert json.loads(line) == {
        "ticket": row.ticket.number,
        "message": row.message and row.message.pk,
        "message_id": "<1@client.example>",
        "done": "new",
        "reason": "first-contact",
    }
    assert row.mailbox is not None
    again = json.loads(mail_in(raw(message_id="<1@client.example>"))[1])
    assert (again["done"], again["ticket"]) == ("duplicate", row.ticket.number)


def test_asks_the_mail_server_to_try_again_when_the_database_is_away() -> None:
    code, line = mail_in(raw(), ZHICHI_DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert (code, line) == (75, "")


def test_refuses_a_mailbox_that_does_not_exist() -> None:
    assert mail_in(raw(), "--mailbox", "no@where.example")[0] == 2
    assert not MailLog.objects.exists()
