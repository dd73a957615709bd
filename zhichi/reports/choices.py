"""Codes of analysis reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Length(models.TextChoices):
    """What one report covers (3.4.4)."""

    WEEK = "week", pgettext_lazy("report", "Week")
    MONTH = "month", pgettext_lazy("report", "Month")
    QUARTER = "quarter", pgettext_lazy("report", "Quarter")


class ReportState(models.TextChoices):
    """A draft may change; an issued report never does."""

    DRAFT = "draft", pgettext_lazy("report", "Draft")
    ISSUED = "issued", pgettext_lazy("report", "Issued")


class FindingKind(models.TextChoices):
    """What the figures of a clause say by themselves, the worst first."""

    BROKEN = "broken", _("Clause broken")
    MISSED = "missed", _("Target missed")
    TREND = "trend", _("Trend broken")
