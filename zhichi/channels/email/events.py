"""Events of the mail channel."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("mail.mailbox_added", gettext_noop("%(actor)s added the mailbox %(address)s"))
class MailboxAdded(Event):
    """An address that is read or sends."""

    address: str


@event("mail.mailbox_changed", gettext_noop("%(actor)s changed the mailbox %(address)s: %(fields)s"))
class MailboxChanged(Event):
    """Settings changed; which ones, never their values: passwords are among them."""

    address: str
    fields: list[str]


@event("mail.settled", gettext_noop("%(actor)s dealt with a mail that could not be handled: %(how)s"))
class MailSettled(Event):
    """A message in "needs a look" was handled after all, or put aside."""

    how: str  # choices.Settled


@event(
    "mail.recipient_refused",
    gettext_noop("The mail server took the mail, but not for %(address)s: %(error)s"),
)
class RecipientRefused(Event):
    """One of several recipients gets nothing."""

    mail: int
    address: str
    error: str
