"""Codes of outgoing messages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Sender:
    """An address that mail comes from, with the name that readers see. Without an address: the default mailbox."""

    address: str = ""
    name: str = ""


DEFAULT_SENDER = Sender()


class State(models.TextChoices):
    """Where an outgoing message stands."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused by the mail server")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WITHHELD = "withheld", _("Not sent: the address takes no mail")


class Fate(models.TextChoices):
    """How far a mail has come for one of its recipients."""

    WAITING = "waiting", _("Waiting to be sent")
    DEFERRED = "deferred", _("Put off by the server")
    ACCEPTED = "accepted", _("Taken by the mail server")
    LATE = "late", _("Late on its way")
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", _("Refused")
    BOUNCED = "bounced", _("Came back")
    SUPPRESSED = "suppressed", _("Not sent: the address takes no mail")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Purpose(models.TextChoices):
    """Why a message goes out; automatic ones carry Auto-Submitted."""

    REPLY = "reply", _("Reply")
    ACKNOWLEDGEMENT = "ack", _("Acknowledgement")
    FOLLOW_UP = "follow_up", _("Follow-up")
    NOTICE = "notice", pgettext_lazy("outbound", "Notice")
    SIGN_IN = "sign_in", _("Sign-in link")
    INVITATION = "invitation", _("Invitation")


# Who waits for it: somebody at a screen, a customer, nobody in particular. Purposes not named come last.
URGENCY = {
    Purpose.SIGN_IN: 0,
    Purpose.REPLY: 1,
    Purpose.FOLLOW_UP: 2,
    Purpose.INVITATION: 2,
    Purpose.ACKNOWLEDGEMENT: 2,
    Purpose.NOTICE: 3,
}
LEAST_URGENT = 9
