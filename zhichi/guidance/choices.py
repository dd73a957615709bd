"""Codes of the use of knowledge."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class How(models.TextChoices):
    """What was done with an article on a ticket."""

    LINK = "link", _("Link put into a reply")
    TEXT = "text", _("Text put into a reply")
    SOLVED = "solved", _("This solved it")


INSERTED = (How.LINK, How.TEXT)
