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


@event(
    "mail.hook_secret_set",
    gettext_noop("%(actor)s set a new webhook secret for %(provider)s; the one before counts for %(hours)s more hours"),
)
class HookSecretSet(Event):
    """A provider proves itself with another secret; the secret itself stands nowhere in the record."""

    provider: str
    hours: int


@event("mail.entry_added", gettext_noop("%(actor)s added to the %(verdict)s: %(entry)s (%(why)s)"))
class EntryAdded(Event):
    """A line of the block list or the allow list."""

    verdict: str  # choices.Verdict
    entry: str  # what it looks at
    why: str


@event("mail.entry_changed", gettext_noop("%(actor)s changed an entry of the %(verdict)s: %(entry)s (%(why)s)"))
class EntryChanged(Event):
    """Another reason, another end, another deed; what it looks at never changes."""

    verdict: str
    entry: str
    why: str


@event("mail.entry_removed", gettext_noop("%(actor)s took out of the %(verdict)s: %(entry)s"))
class EntryRemoved(Event):
    """It counts no more."""

    verdict: str
    entry: str


@event("mail.entry_restored", gettext_noop("%(actor)s put back into the %(verdict)s: %(entry)s"))
class EntryRestored(Event):
    """It was taken out by mistake."""

    verdict: str
    entry: str


@event("mail.cleanup_asked", gettext_noop("%(actor)s closes %(count)s requests as spam (%(why)s)"))
class CleanUpAsked(Event):
    """Found by a search; each request says so too."""

    count: int
    why: str


@event("mail.cleanup_done", gettext_noop("%(count)s requests were closed as spam, %(skipped)s were left as they are"))
class CleanUpDone(Event):
    """All that was found was looked at."""

    count: int
    skipped: int


@event("mail.cleanup_undone", gettext_noop("%(actor)s takes the closing of %(count)s requests back"))
class CleanUpUndone(Event):
    """They stand as before, each with its promises as they were made."""

    count: int


@event("mail.released", gettext_noop("%(actor)s released a mail that was held back"))
class HeldReleased(Event):
    """It went its way as if it had just come in."""

    ticket: int | None


@event("mail.discarded", gettext_noop("%(actor)s deleted a mail that was held back"))
class HeldDiscarded(Event):
    """Off the list; its original is kept until its days are over."""


@event("mail.put_back", gettext_noop("%(actor)s put a deleted mail back among those that are held"))
class HeldPutBack(Event):
    """The deletion was a mistake."""


@event(
    "mail.cleared", gettext_noop("%(count)s mails that were held back for more than %(days)s days are gone for good")
)
class HeldCleared(Event):
    """Originals were deleted; the lines of the log stay."""

    count: int
    days: int
