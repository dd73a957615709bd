"""Codes about customers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """How important a customer is to the company."""

    CORE = "core", _("Core")
    REGULAR = "regular", _("Regular")
    TRIAL = "trial", _("Trial")


class PhoneKind(models.TextChoices):
    """What kind of number it is."""

    MOBILE = "mobile", _("Mobile")
    OFFICE = "office", _("Office")
    OTHER = "other", _("Other")
