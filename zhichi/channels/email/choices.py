"""Codes of the mail channel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# What raw messages hang on; its gate lets only staff who see the ticket read them.
ORIGINAL = "mail_original"


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


class Settled(models.TextChoices):
    """What somebody did about a message that could not be handled."""

    RETRIED = "retried", _("handled on another try")
    PUT_ASIDE = "put_aside", _("put aside")


class Reason(models.TextChoices):
    """Why a message was filed where it is. A failure carries its error instead."""

    FIRST_CONTACT = "first-contact", _("It answers none of our mails and names no request.")
    THREAD = "thread", _("It answers a mail of this request.")
    THREAD_COLLEAGUE = "thread-colleague", _("A colleague answered a mail of this request.")
    NUMBER = "number", _("Its subject names this request, and its sender takes part in it.")
    NUMBER_COLLEAGUE = "number-colleague", _("A colleague named this request in the subject.")
    NUMBER_UNKNOWN = "number-unknown", _("Its subject names a request that does not exist.")
    NUMBER_OF_A_STRANGER = "number-of-a-stranger", _("Its subject names a request in which its sender takes no part.")
    BOUNCE = "bounce", _("It returns a mail of this request.")
    BOUNCE_UNKNOWN = "bounce-unknown", _("It returns a mail that we do not know.")
    OWN_ADDRESS = "own-address", _("It was sent from one of our own mailboxes.")
    SECOND_DELIVERY = "second-delivery", _("The same message came before.")
    PUT_ASIDE = "put-aside", _("Somebody looked at it and put it aside.")
