"""A mailbox's settings as the transport wants them, and the trial of a connection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.channels.email import transport
from zhichi.channels.email.choices import Security
from zhichi.channels.email.limits import MAX_MAIL_BYTES, PASSWORD_PURPOSE
from zhichi.channels.email.transport import ImapConfig, ImapSource, SmtpConfig, SmtpSender, TransportFailure
from zhichi.core.sealing import BrokenSeal, unseal

if TYPE_CHECKING:
    from zhichi.channels.email.models import Mailbox

TRIAL_SECONDS = 10.0
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
    """Where to fetch from. Raises SignInFailure when the stored password cannot be opened."""
    return ImapConfig(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        username=mailbox.imap_user or mailbox.address,
        password=_opened(mailbox.imap_password),
        security=KINDS[Security(mailbox.imap_security)],
        folder=mailbox.imap_folder or "INBOX",
        max_bytes=MAX_MAIL_BYTES,
    )


def smtp_config(mailbox: Mailbox) -> SmtpConfig:
    """Where to send through. Raises SignInFailure when the stored password cannot be opened."""
    password = _opened(mailbox.smtp_password)
    return SmtpConfig(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        # A relay inside the house asks for no password and often refuses the attempt to sign in.
        username=(mailbox.smtp_user or mailbox.address) if password else "",
        password=password,
        security=KINDS[Security(mailbox.smtp_security)],
        local_hostname=mailbox.address.rpartition("@")[2],
    )


def try_reading(mailbox: Mailbox) -> Trial:
    """Sign in and open the folder, as fetching does. Takes at most about ten seconds a step."""
    try:
        with ImapSource(replace(imap_config(mailbox), timeout=TRIAL_SECONDS)) as source:
            waiting = _("New mail is announced at once.") if source.can_idle else _("New mail is looked for regularly.")
    except TransportFailure as failure:
        return _failed(failure, _("Mail cannot be read."))
    return Trial(ok=True, words=_("Mail can be read."), hint=waiting)


def try_sending(mailbox: Mailbox) -> Trial:
    """Connect and sign in, as sending does; no mail is sent."""
    try:
        with SmtpSender(replace(smtp_config(mailbox), timeout=TRIAL_SECONDS)) as sender:
            sender.connect()
    except TransportFailure as failure:
        return _failed(failure, _("Mail cannot be sent."))
    return Trial(ok=True, words=_("Mail can be sent."))


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
    """What to do about a failure, in words for the person who sets the mailbox up."""
    said = str(failure).lower()
    for marks, hint in _ADVICE:
        if any(mark in said for mark in marks):
            return str(hint)
    if isinstance(failure, transport.SignInFailure):
        return _("Check user name and password. Many providers want an authorisation code instead of the password.")
    return _("Check host, port and encryption, and whether this machine may reach the server.")


# The first line that fits: what servers and systems say → what helps. Lower case.
_ADVICE = (
    (("name or service not known", "nodename nor servname", "getaddrinfo", "name resolution"),
     gettext_lazy("There is no server of this name. Check the host for typing mistakes.")),
    (("certificate",),
     gettext_lazy("The server's certificate does not fit its name or is not trusted. Check the host name.")),
    (("wrong version number", "record layer", "wrong_version", "unexpected eof"),
     gettext_lazy("Port and encryption do not fit together: TLS is usual on 993 and 465, STARTTLS on 143 and 587.")),
    (("unsafe login", "please open", "service not open", "not enabled", "turn on"),
     gettext_lazy("Switch IMAP and SMTP on in the mailbox's web settings and use the authorisation code shown there.")),
    (("mailbox doesn't exist", "unknown mailbox", "nonexistent", "folder not exist"),
     gettext_lazy("The folder does not exist. Leave it at INBOX unless you know another name.")),
    (("auth extension", "auth not supported", "no supported authentication"),
     gettext_lazy("The server offers no sign-in here: it wants TLS or STARTTLS first, or no password at all.")),
    (("refused",), gettext_lazy("Nothing answers at this port. Check the port, and whether a firewall is in between.")),
    (("timed out", "timeout", "unreachable"),
     gettext_lazy("The server did not answer in time. Check host and port, and whether a firewall is in between.")),
)  # fmt: skip
