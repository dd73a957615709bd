"""Codes of the use of knowledge."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class How(models.TextChoices):
    """What was done with an article on a ticket."""

    LINK = "link", _("Link put into a reply")
    TEXT = "text", _("Text put into a reply")
    SOLVED = "solved", _("This solved it")


INSERTED = (How.LINK, How.TEXT)


class Audience(models.TextChoices):
    """Who read an article."""

    CUSTOMER = "customer", pgettext_lazy("audience", "Customers")
    STAFF = "staff", pgettext_lazy("audience", "Staff")


class Place(models.TextChoices):
    """Where a question was asked."""

    PORTAL = "portal", _("Search of the portal")
    TICKET = "ticket", _("Beside a ticket")
    DESK = "desk", _("Search of the desk")
    API = "api", _("Programs, by the API")


class Reason(models.TextChoices):
    """Why an article did not help."""

    WRONG = "wrong", _("Something in it is wrong or out of date")
    UNCLEAR = "unclear", _("I cannot follow it")
    OTHER = "other", _("It is about something else")
    FAILED = "failed", _("I did it, and it did not help")


class GapState(models.TextChoices):
    """How far a missing article has come."""

    OPEN = "open", pgettext_lazy("gap", "Open")
    ASSIGNED = "assigned", pgettext_lazy("gap", "Being written")
    DONE = "done", pgettext_lazy("gap", "Done")
    DISMISSED = "dismissed", pgettext_lazy("gap", "Dismissed")


PENDING = (GapState.OPEN, GapState.ASSIGNED)
