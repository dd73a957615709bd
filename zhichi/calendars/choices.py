"""What a date of a calendar can be, and where an entry stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MONDAY, SUNDAY = 0, 6
FIRST_YEAR, LAST_YEAR = 1970, 2100
REACHED = range(FIRST_YEAR + 1, LAST_YEAR)  # years of moments that calendars reach, in any zone and with hours around


class DayKind(models.TextChoices):
    """What an entry makes of its date. All but a break replace the whole day."""

    HOLIDAY = "holiday", _("Holiday, closed")
    MAKE_UP = "make_up", _("Make-up working day")
    HOURS = "hours", _("Hours of its own")
    BREAK = "break", pgettext_lazy("calendar", "Break in the day")


class EntryState(models.TextChoices):
    """Only what is in force counts. What was replaced or taken back is kept, so that it can come back."""

    PROPOSED = "proposed", _("Proposed")
    IN_FORCE = "in_force", _("In force")
    REJECTED = "rejected", _("Rejected")
    ENDED = "ended", pgettext_lazy("calendar entry", "Ended")


class SourceKind(models.TextChoices):
    """Where an import came from."""

    STATUTORY = "statutory", _("Chinese statutory calendar")
    COUNTRY = "country", _("Public holidays of a country")
    ICS = "ics", _("ICS file")
    CSV = "csv", _("CSV file")


class Outcome(models.TextChoices):
    """What a proposed day would do to the calendar in force."""

    CLOSES = "closes", _("Closes a working day")
    OPENS = "opens", _("Opens a day that was closed")
    NAMES = "names", _("Closed anyhow, gets a name")
    CHANGES = "changes", _("Changes the hours of a working day")
    SAME = "same", _("In force already")
    CONFLICT = "conflict", _("Contradicts what is in force")
