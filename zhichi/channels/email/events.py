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


@event("mail.consent_given", gettext_noop("%(actor)s gave permission to sign in as %(address)s (%(authority)s)"))
class ConsentGiven(Event):
    """A mailbox signs in by permission of an authority from now on."""

    address: str
    authority: str  # choices.Authority


@event(
    "mail.consent_withdrawn", gettext_noop("Permission to sign in as %(address)s was withdrawn or has ended: %(error)s")
)
class ConsentWithdrawn(Event):
    """The authority no longer renews it; a person must give it again."""

    address: str
    error: str


@event("mail.settled", gettext_noop("%(actor)s dealt with a mail that could not be handled: %(how)s"))
class MailSettled(Event):
    """A message in "needs a look" was handled after all, or put aside."""

    how: str  # choices.Settled


@event("mail.team_sender_set", gettext_noop("%(actor)s lets letters of the team %(team)s come from %(sender)s"))
class TeamSenderSet(Event):
    """A team has a sender of its own, or another one."""

    team: str
    sender: str  # "name <address>"


@event("mail.team_sender_removed", gettext_noop("%(actor)s took the own sender of the team %(team)s away"))
class TeamSenderRemoved(Event):
    """Its letters come from the mailbox of the request again."""

    team: str
