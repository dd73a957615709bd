"""Codes of the mail channel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Security(models.TextChoices):
    """How the connection to a mail server is protected."""

    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None (only inside a trusted network)")


class Done(models.TextChoices):
    """What was done with a message that came in."""

    NEW = "new", _("New request")
    ADDED = "added", _("Added to its request")
    REOPENED = "reopened", _("Reopened its request")
    FOLLOWS = "follows", _("New request that follows a closed one")
    NOTED = "noted", _("Added as an internal note of a colleague")
    BOUNCE = "bounce", _("Bounce, added to its request")
    DUPLICATE = "duplicate", _("Already here")
    OWN = "own", _("Our own mail came back")
    UNMATCHED = "unmatched", _("Bounce of an unknown message")
    FAILED = "failed", _("Needs a look")
