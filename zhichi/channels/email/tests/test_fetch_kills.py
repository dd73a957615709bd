"""2.1: whoever kills the process between any two steps of fetching finds every message once, none twice, none lost."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email.models import Mailbox, MailLog
from zhichi.channels.email.tests.dovecot import PASSWORD, PLAIN_PASSWORD
from zhichi.channels.email.tests.kit import add_mailbox, environment, read_from
from zhichi.outbound.models import OutboundMail
from zhichi.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.django_db(transaction=True)]

MAX_STEPS = 400

# One process starts Django once and forks for each try: a try delivers a fresh message, fetches, and dies at one step.
# A step is every statement, every beginning and end of a transaction, every command to the mail server and its answer.
NURSERY = '''
import json, os, signal, sys
import django
django.setup()
import imap_tools, poplib
from django.db import connection, connections, transaction
from zhichi.channels.email import selectors
from zhichi.channels.email.connections import imap_config, pop_config
from zhichi.channels.email.services.fetch import fetch
from zhichi.channels.email.services.fetch_pop import fetch_pop
from zhichi.channels.email.tests.kit import raw
from zhichi.channels.email.transport import ImapSource, PopSource
from zhichi.core.clock import now

key, port, user, password, most = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5])

def deliver(number):
    with imap_tools.MailBoxUnencrypted("127.0.0.1", port, 10).login_utf8(user, password) as mailbox:
        mailbox.append(raw(subject=f"问题 {number}"))

def stepped(owner, name, step):
    genuine = getattr(owner, name)
    def around(*args, **given):
        step()
        answer = genuine(*args, **given)
        step()
        return answer
    setattr(owner, name, around)

def read(die_at):
    taken = 0
    def step():
        nonlocal taken
        taken += 1
        if taken == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
    def statement(execute, sql, params, many, context):
        step()
        return execute(sql, params, many, context)
    connection.ensure_connection()
    for name in ("_commit", "_rollback"):
        stepped(connection, name, step)
    for name in ("_command", "_waiting", "newest_uid", "mark_handled", "select"):
        stepped(ImapSource, name, step)
    for name in ("uidl", "list", "retr", "dele", "quit"):
        stepped(poplib.POP3, name, step)
    box = selectors.mailbox(key)
    with connection.execute_wrapper(statement):
        if box.incoming == "pop3":
            with PopSource(pop_config(box)) as source:
                fetch_pop(source, mailbox_id=key, now=now)
        else:
            with ImapSource(imap_config(box)) as source:
                fetch(source, mailbox_id=key, now=now)
    return taken

def attempt(die_at):
    """The number of steps taken, or None when it died."""
    inner, outer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(outer, str(read(die_at)).encode())
        os._exit(0)
    os.close(outer)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with os.fdopen(inner) as words:
        said = words.read()
    if code not in (0, -signal.SIGKILL):
        raise SystemExit(f"try {die_at} failed with {code}")
    return int(said) if code == 0 else None

connections.close_all()
attempt(0)
deliver(0)
steps = attempt(0)
died, delivered = 0, 1
for number in range(1, min(steps, most) + 1):
    deliver(number)
    delivered += 1
    died += attempt(number) is None
attempt(0)
print(json.dumps({"steps": steps, "died": died, "delivered": delivered}))
'''


def kill_everywhere(box: Mailbox, port: int, user: str, password: str) -> dict[str, int]:
    command = [sys.executable, "-c", NURSERY, str(box.pk), str(port), user, password, str(MAX_STEPS)]
    done = subprocess.run(command, env=environment(), check=False, timeout=300, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    report: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return report


def check_once(report: dict[str, int]) -> None:
    expected = sorted(f"问题 {number}" for number in range(report["delivered"]))
    assert report["died"] == report["steps"], "every step was one to die at"
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == expected
    assert Message.objects.filter(kind="customer").count() == report["delivered"]
    assert OutboundMail.objects.filter(purpose="acknowledgement").count() in {0, report["delivered"]}
    assert not MailLog.objects.filter(look_since__isnull=False).exists()


def test_imap_between_every_two_steps(dovecot: Dovecot, people: People) -> None:
    assert people.duty.is_intake
    box = add_mailbox("kills@zhichi.example", **read_from(dovecot.port, "kills"), smtp_host="")
    check_once(kill_everywhere(box, dovecot.port, "kills", PASSWORD))


def test_pop3_between_every_two_steps_with_deletion(dovecot: Dovecot, people: People) -> None:
    assert people.duty.is_intake
    given = {**read_from(dovecot.pop_port, "popkills"), "imap_password": PLAIN_PASSWORD}
    box = add_mailbox("popkills@zhichi.example", incoming="pop3", **given, leaves_mail=False, smtp_host="")
    check_once(kill_everywhere(box, dovecot.port, "popkills", PASSWORD))
