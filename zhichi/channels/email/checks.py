"""What `zhichi doctor` says about mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhichi.channels.email import selectors
from zhichi.core import clock
from zhichi.core.checks import Finding
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.selectors import MailHealth

STALE = timedelta(minutes=15)
LATE = timedelta(minutes=15)


def check_mail() -> Sequence[Finding]:
    """Mailboxes that cannot be read or do not send, mail that waits too long, messages that need a look."""
    at = clock.now()
    health = selectors.health(at=at)
    findings = [*_setup(health), *_mailboxes(health.mailboxes, at), *_queue(health, at), *_incoming(health)]
    return findings or [Finding("ok", _("Mail comes in and goes out."))]


def _setup(health: MailHealth) -> Iterator[Finding]:
    if not health.reads:
        yield Finding("warn", _("No mailbox is read."), _("Add one under Mail, with its IMAP server."))
    if not health.sends:
        waiting = health.queue.waiting
        words = ngettext("No mailbox sends; %(count)s mail waits.", "No mailbox sends; %(count)s mails wait.", waiting)
        yield Finding(
            "bad" if waiting else "warn", words % {"count": waiting}, _("Add one under Mail, with its SMTP server.")
        )


def _mailboxes(boxes: list[Mailbox], at: datetime) -> Iterator[Finding]:
    for box in boxes:
        if not box.is_active:
            continue
        if box.fetch_error:
            words = _("%(address)s cannot be read since %(since)s: %(error)s")
            yield Finding("bad", words % _facts(box, box.fetch_fails_since, box.fetch_error, at), _try_it())
        elif box.imap_host and (box.fetched_at is None or box.fetched_at < at - STALE):
            words = _("%(address)s was last read: %(since)s.") % _facts(box, box.fetched_at, "", at)
            yield Finding("bad", words, _("Check that the worker runs (zhichi serve)."))
        if box.send_error:
            words = _("%(address)s cannot send since %(since)s: %(error)s")
            yield Finding("bad", words % _facts(box, box.send_fails_since, box.send_error, at), _try_it())


def _try_it() -> str:
    return _("Open the mailbox under Mail and test its connection.")


def _facts(box: Mailbox, since: datetime | None, error: str, at: datetime) -> dict[str, str]:
    words = when_words(since, now=at, style="full") if since else _("never")
    return {"address": box.address, "since": words, "error": error}


def _queue(health: MailHealth, at: datetime) -> Iterator[Finding]:
    queue = health.queue
    if health.sends and queue.oldest_due is not None and queue.oldest_due < at - LATE:
        words = _("%(count)s outgoing mails wait, the oldest since %(since)s.")
        facts = {"count": queue.waiting, "since": when_words(queue.oldest_due, now=at, style="full")}
        yield Finding("bad", words % facts, _("Look under Mail what the mail server answers."))
    if queue.failed:
        words = _("%(count)s outgoing mails were refused for good.") % {"count": queue.failed}
        yield Finding("warn", words, _("Look under Mail, mend the cause and send them again."))


def _incoming(health: MailHealth) -> Iterator[Finding]:
    if health.needs_a_look:
        words = _("%(count)s incoming mails could not be handled.") % {"count": health.needs_a_look}
        yield Finding("bad", words, _("Look under Mail, mend the cause and try them again."))
