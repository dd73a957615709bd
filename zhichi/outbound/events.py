"""Events of outgoing mail, appended to the stream of what the mail is about."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("outbound.sent", gettext_noop("The mail to %(to)s was sent"))
class MailSent(Event):
    """A mail server took the mail."""

    mail: int
    to: list[str]
    purpose: str
    message_id: str


@event("outbound.delayed", gettext_noop("The mail to %(to)s could not be sent yet and will be tried again: %(error)s"))
class MailDelayed(Event):
    """The first try failed for a passing reason; later tries say nothing until the outcome."""

    mail: int
    to: list[str]
    purpose: str
    error: str


@event("outbound.failed", gettext_noop("The mail to %(to)s could not be sent: %(error)s"))
class MailFailed(Event):
    """The mail server refused for good, or it was tried for too long."""

    mail: int
    to: list[str]
    purpose: str
    error: str


@event("outbound.withdrawn", gettext_noop("%(actor)s took back the mail to %(to)s before it was sent"))
class MailWithdrawn(Event):
    """Somebody undid the sending in time."""

    mail: int
    to: list[str]
    purpose: str


@event("outbound.requeued", gettext_noop("%(actor)s sent the failed mail to %(to)s once more"))
class MailRequeued(Event):
    """A failed mail is tried again."""

    mail: int
    to: list[str]
    purpose: str


@event("outbound.bounced", gettext_noop("The mail to %(address)s came back: %(answer)s"))
class MailBounced(Event):
    """Another server had taken the mail and returned it later. `is_permanent` is false for a passing cause."""

    mail: int
    address: str
    status: str
    answer: str
    is_permanent: bool


@event(
    "mail.recipient_refused",
    gettext_noop("The mail server took the mail, but not for %(address)s: %(error)s"),
)
class RecipientRefused(Event):
    """One of several recipients gets nothing."""

    mail: int
    address: str
    error: str


@event("outbound.withheld", gettext_noop("No mail was sent to %(address)s, because mail came back from there before"))
class MailWithheld(Event):
    """The address is suppressed."""

    mail: int
    address: str


@event("outbound.suppressed", gettext_noop("No mail is sent to %(address)s any more: %(answer)s"))
class AddressSuppressed(Event):
    """A server said that the address takes no mail at all."""

    address: str
    answer: str


@event("outbound.unsuppressed", gettext_noop("%(actor)s released %(address)s: mail is sent there again"))
class AddressReleased(Event):
    """Somebody released a suppressed address, or it wrote to us."""

    address: str


@event(
    "outbound.letter_changed",
    gettext_noop("%(actor)s changed the words of a letter (%(letter)s, %(language)s), version %(version)s: %(reason)s"),
)
class LetterChanged(Event):
    """Words of a kind of letter were changed; an empty text means the shipped words again."""

    letter: str
    language: str
    version: int
    text: str
    reason: str


@event("outbound.held", gettext_noop("%(actor)s let mail rest: %(reason)s"))
class MailHeld(Event):
    """Nothing is sent and no mailbox is read from now on."""

    reason: str


@event("outbound.hold_released", gettext_noop("%(actor)s released mail: it is sent and fetched again"))
class HoldReleased(Event):
    """Mail goes on."""
