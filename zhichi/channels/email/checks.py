"""What `zhichi doctor` says about mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhichi.channels.email import selectors
from zhichi.channels.email.choices import SignIn
from zhichi.core import clock
from zhichi.core.checks import Finding
from zhichi.outbound import selectors as outbound
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
    findings = [
        *_setup(health),
        *_mailboxes(health.mailboxes, at),
        *_queue(health, at),
        *_incoming(health),
        *_door(health),
    ]
    return [*(findings or [Finding("ok", _("Mail comes in and goes out."))]), *_signatures(health.mailboxes)]


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
        if box.sign_in == SignIn.OAUTH and (consent := selectors.consent_of(box)) and consent.lost_at:
            words = _("Permission to sign in as %(address)s was lost %(since)s: %(error)s")
            hint = _("Open the mailbox's sign-in page under Mail and give permission again.")
            yield Finding("bad", words % _facts(box, consent.lost_at, consent.lost_why, at), hint)
        elif box.fetch_error:
            words = _("%(address)s cannot be read since %(since)s: %(error)s")
            facts = _facts(box, box.fetch_fails_since, _plain(box.fetch_error), at)
            yield Finding("bad", words % facts, _what_helps(box.fetch_error))
        elif box.imap_host and (box.fetched_at is None or box.fetched_at < at - STALE):
            words = _("%(address)s was last read: %(since)s.") % _facts(box, box.fetched_at, "", at)
            yield Finding("bad", words, _("Check that the worker runs (zhichi serve)."))
        if box.send_error:
            words = _("%(address)s cannot send since %(since)s: %(error)s")
            facts = _facts(box, box.send_fails_since, _plain(box.send_error), at)
            yield Finding("bad", words % facts, _what_helps(box.send_error))


def _door(health: MailHealth) -> Iterator[Finding]:
    """Whether the door for mail servers listens and would take mail for the default mailbox; nothing is handed over."""
    if not health.place:
        return
    from zhichi.channels.email import door  # noqa: PLC0415 - loads the mail libraries

    recipient = next((box.address for box in health.mailboxes if box.is_active), "")
    if not recipient:
        words = _("Mail servers hand mail over at %(place)s, but no mailbox is in use: nothing is taken.")
        yield Finding("bad", words % {"place": health.place}, _("Add a mailbox under Mail."))
        return
    facts = {"place": health.place, "address": recipient}
    try:
        door.knock(health.place, recipient=recipient)
    except ValueError as error:
        yield Finding("bad", str(error), _("Mend the setting and start the worker again."))
    except OSError as error:
        elsewhere = _(", ").join(each.holder for each in health.open_doors)
        words = _("Nothing answers at %(place)s, where mail servers hand mail over: %(error)s")
        hint = _("Check that the worker runs (zhichi serve) and that nothing else uses this port.")
        if elsewhere:
            hint = _("These workers say that they listen: %s. Check it on their machine.") % elsewhere
        yield Finding("warn" if elsewhere else "bad", words % (facts | {"error": _plain(str(error))}), hint)
    except door.Shut as error:
        words = _("%(place)s listens, but takes no mail for %(address)s: %(error)s")
        yield Finding("bad", words % (facts | {"error": str(error)}), _("Look at the log of the worker."))
    else:
        words = _("Mail servers can hand mail for %(address)s over at %(place)s.")
        yield Finding("ok", words % facts)


def _signatures(boxes: list[Mailbox]) -> Iterator[Finding]:
    """The key of each mailbox that has one, and the record that DNS must hold. DNS itself is not asked."""
    from zhichi.channels.email import signing, transport  # noqa: PLC0415 - loads the mail libraries

    for box in boxes:
        if not (box.is_active and box.dkim_selector):
            continue
        try:
            records = signing.records_of(box, (row.address for row in selectors.senders_of(box)))
        except transport.SignInFailure as failure:
            yield Finding("bad", f"{box.address}: {failure}", _("Open the mailbox under Mail."))
            continue
        for record in records:
            facts = {"address": box.address, "name": record.name, "value": record.value}
            if box.dkim_signs:
                yield Finding("ok", _("Mail from %(address)s is signed. DNS must hold: %(name)s TXT %(value)s") % facts)
            else:
                words = _("Mail from %(address)s is not signed yet. Publish: %(name)s TXT %(value)s") % facts
                yield Finding("warn", words, _("Then switch the signature on under Mail."))


def check_senders() -> Sequence[Finding]:
    """Which server each mailbox believes about senders; where it names none, anybody may write as a colleague."""
    words = _("%(address)s: senders are not confirmed; mail in a colleague's name is taken as theirs.")
    hint = _("Open the mailbox under Mail and name the server that checks senders.")
    named = _("%(address)s: what %(server)s found out about senders is believed.")
    read = [box for box in selectors.mailboxes() if box.reads]
    facts = [(box.authserv_id, {"address": box.address, "server": box.authserv_id}) for box in read]
    return [Finding("ok", named % each) if server else Finding("warn", words % each, hint) for server, each in facts]


def _plain(error: str) -> str:
    """What an answer means, with the original words behind it."""
    meaning = outbound.meaning(error)
    return f"{meaning.what} ({error})" if meaning.is_known else error


def _what_helps(error: str) -> str:
    return str(outbound.meaning(error).to_do)


def _facts(box: Mailbox, since: datetime | None, error: str, at: datetime) -> dict[str, str]:
    words = when_words(since, now=at, style="full") if since else _("never")
    return {"address": box.address, "since": words, "error": error}


def _queue(health: MailHealth, at: datetime) -> Iterator[Finding]:
    queue = health.queue
    if health.sends and queue.oldest_due is not None and queue.oldest_due < at - LATE:
        words = ngettext(
            "%(count)s outgoing mail waits, the oldest since %(since)s.",
            "%(count)s outgoing mails wait, the oldest since %(since)s.",
            queue.waiting,
        )
        facts = {"count": queue.waiting, "since": when_words(queue.oldest_due, now=at, style="full")}
        yield Finding("bad", words % facts, _("Look under Mail what the mail server answers."))
    if queue.failed:
        words = ngettext(
            "%(count)s outgoing mail was refused for good.",
            "%(count)s outgoing mails were refused for good.",
            queue.failed,
        ) % {"count": queue.failed}
        yield Finding("warn", words, _("Look under Mail, mend the cause and send them again."))


def _incoming(health: MailHealth) -> Iterator[Finding]:
    if health.needs_a_look:
        words = _("%(count)s incoming mails could not be handled.") % {"count": health.needs_a_look}
        yield Finding("bad", words, _("Look under Mail, mend the cause and try them again."))
