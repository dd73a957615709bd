"""A mailbox's settings as the transport wants them, and the trial of a connection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhichi.channels.email import transport
from zhichi.channels.email.choices import Incoming, Security, SignIn
from zhichi.channels.email.limits import MAX_MAIL_BYTES, PASSWORD_PURPOSE
from zhichi.channels.email.services.tokens import access_token
from zhichi.channels.email.transport import (
    ImapConfig,
    ImapSource,
    PopConfig,
    PopSource,
    SignInFailure,
    SmtpConfig,
    SmtpSender,
    TransportFailure,
)
from zhichi.core import clock
from zhichi.core.sealing import BrokenSeal, unseal
from zhichi.outbound import selectors as outbound

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox

TRIAL_SECONDS = 10.0
FOLDERS_SHOWN = 30
KINDS = {
    Security.TLS: transport.Security.SSL,
    Security.STARTTLS: transport.Security.STARTTLS,
    Security.NONE: transport.Security.NONE,
}


@dataclass(frozen=True)
class Trial:
    """What trying one side of a mailbox gave. `words` say what happened, `hint` what to do (both translated)."""

    ok: bool
    words: str
    hint: str = ""
    answer: str = ""  # the server's own words


def imap_config(mailbox: Mailbox) -> ImapConfig:
    """Where to fetch from. Raises SignInFailure when stored secrets cannot be opened or leave is missing."""
    return ImapConfig(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        username=mailbox.imap_user or mailbox.address,
        password=_opened(mailbox.imap_password),
        security=KINDS[Security(mailbox.imap_security)],
        folder="",
        token=_token(mailbox),
        max_bytes=MAX_MAIL_BYTES,
    )


def pop_config(mailbox: Mailbox) -> PopConfig:
    """Where to fetch from by POP3. Raises SignInFailure when the stored password cannot be opened."""
    return PopConfig(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        username=mailbox.imap_user or mailbox.address,
        password=_opened(mailbox.imap_password),
        security=KINDS[Security(mailbox.imap_security)],
        max_bytes=MAX_MAIL_BYTES,
    )


def smtp_config(mailbox: Mailbox) -> SmtpConfig:
    """Where to send through. Raises SignInFailure when the stored password cannot be opened."""
    password, token = _opened(mailbox.smtp_password), _token(mailbox)
    return SmtpConfig(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        # A relay inside the house asks for no password and often refuses the attempt to sign in.
        username=(mailbox.smtp_user or mailbox.address) if password or token else "",
        password=password,
        token=token,
        security=KINDS[Security(mailbox.smtp_security)],
        local_hostname=mailbox.address.rpartition("@")[2],
        max_per_connection=mailbox.smtp_per_connection,
    )


def try_reading(mailbox: Mailbox) -> Trial:
    """Sign in and open the folders, as fetching does. Takes at most about ten seconds a step."""
    try:
        return _try_pop(mailbox) if mailbox.incoming == Incoming.POP3 else _try_imap(mailbox)
    except TransportFailure as failure:
        return _failed(failure, _("Mail cannot be read."))


def _try_imap(mailbox: Mailbox) -> Trial:
    with ImapSource(replace(imap_config(mailbox), timeout=TRIAL_SECONDS)) as source:
        for name in mailbox.folder_names:
            try:
                source.select(name)
            except SignInFailure as failure:
                known = _(", ").join(sorted(source.folders())[:FOLDERS_SHOWN])
                words = _("The folder “%(name)s” cannot be opened.") % {"name": name}
                hint = _("These exist: %(names)s") % {"names": known}
                return Trial(ok=False, words=words, hint=hint, answer=str(failure))
        hints = [_("New mail is announced at once.") if source.can_idle else _("New mail is looked for regularly.")]
    if len(mailbox.folder_names) > 1:
        hints.append(_("The other folders are looked into regularly."))
    return Trial(ok=True, words=_("Mail can be read."), hint=" ".join(hints))


def _try_pop(mailbox: Mailbox) -> Trial:
    with PopSource(replace(pop_config(mailbox), timeout=TRIAL_SECONDS)) as source:
        count = len(source.listed())
    words = ngettext("%(count)s message lies there.", "%(count)s messages lie there.", count) % {"count": count}
    is_first = mailbox.leaves_mail and mailbox.fetched_at is None
    rest = _("They are left alone; what comes from now on is taken.") if is_first and count else ""
    return Trial(ok=True, words=_("Mail can be read."), hint=f"{words} {rest}".strip())


def try_sending(mailbox: Mailbox) -> Trial:
    """Connect and sign in, as sending does; no mail is sent."""
    try:
        with SmtpSender(replace(smtp_config(mailbox), timeout=TRIAL_SECONDS)) as sender:
            sender.connect()
    except TransportFailure as failure:
        return _failed(failure, _("Mail cannot be sent."))
    return Trial(ok=True, words=_("Mail can be sent."))


def _token(mailbox: Mailbox) -> str:
    """A token in place of a password, for a mailbox that signs in by leave. Raises SignInFailure, TemporaryFailure."""
    return access_token(mailbox, at=clock.now()) if mailbox.sign_in == SignIn.OAUTH else ""


def _opened(sealed: str) -> str:
    try:
        return unseal(sealed, purpose=PASSWORD_PURPOSE)
    except BrokenSeal:
        raise transport.SignInFailure(
            _("The stored password cannot be opened, because the secret key has changed. Enter it again.")
        ) from None


def _failed(failure: TransportFailure, words: str) -> Trial:
    return Trial(ok=False, words=words, hint=advice(failure), answer=str(failure))


def advice(failure: TransportFailure) -> str:
    """What happened and what to do about it, in words for the person who sets the mailbox up."""
    meaning = outbound.meaning(str(failure))
    if meaning.is_known:
        return f"{meaning.what} {meaning.to_do}"
    if isinstance(failure, transport.SignInFailure):
        return _("Check user name and password. Many providers want an authorisation code instead of the password.")
    return _("Check host, port and encryption, and whether this machine may reach the server.")
