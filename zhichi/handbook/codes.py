"""States of a clause, units of figures, kinds of periods."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClauseState(models.TextChoices):
    """Whether the records of a period keep to a clause."""

    KEPT = "kept", _("Kept")
    AT_RISK = "at_risk", _("At risk")
    BROKEN = "broken", _("Broken")
    NO_DATA = "no_data", _("No data")
    NOT_BUILT = "not_built", _("Not built yet")
    FAILED = "failed", _("Could not be computed")


class Unit(models.TextChoices):
    """What the value of a figure or of a rule counts."""

    PERCENT = "percent", _("percent")
    COUNT = "count", _("count")
    SECONDS = "seconds", _("seconds")
    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    MONTHS = "months", _("months")
    DURATION = "duration", _("duration")  # seconds or a timedelta, shown in its two largest units
    TEXT = "text", _("text")
    FLAG = "flag", _("yes or no")
    TIME = "time", _("time")


class PeriodKind(models.TextChoices):
    """How a period was chosen."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    WEEK = "week", _("Week")
    YEAR = "year", pgettext_lazy("period", "Year")
    DAY = "day", pgettext_lazy("period", "Day")
    CUSTOM = "custom", _("From … to …")
