"""Codes about customers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(models.TextChoices):
    """How important a customer is to the company."""

    CORE = "core", _("Core")
    REGULAR = "regular", _("Regular")
    TRIAL = "trial", _("Trial")


class ContractState(models.TextChoices):
    """Where a contract stands on a day."""

    COMING = "coming", pgettext_lazy("contract", "Not begun")
    RUNNING = "running", pgettext_lazy("contract", "In force")
    EXPIRING = "expiring", pgettext_lazy("contract", "Expires soon")
    EXPIRED = "expired", pgettext_lazy("contract", "Expired")
    ENDED = "ended", pgettext_lazy("contract", "Ended early")


class PhoneKind(models.TextChoices):
    """What kind of number it is."""

    MOBILE = "mobile", _("Mobile")
    OFFICE = "office", _("Office")
    OTHER = "other", _("Other")
