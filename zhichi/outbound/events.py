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
