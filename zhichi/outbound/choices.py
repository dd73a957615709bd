"""Codes of outgoing messages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where an outgoing message stands."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused by the mail server")
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
