"""Calendars, their dated entries, imports that wait for review, and which team works by which."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from zhichi.calendars.choices import DayKind, EntryState, SourceKind
from zhichi.core.names import Titled

IN_FORCE = models.Q(state=EntryState.IN_FORCE)
WITH_HOURS = models.Q(like_weekday__isnull=False, like_weekday__range=(0, 6))


class Calendar(Titled, models.Model):
    """When somebody works: a week, and the dates that differ from it. `version` rises with each change that counts."""

    name = models.CharField(max_length=80, unique=True)
    name_en = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=64)
    weekly = models.JSONField()  # seven lists of "09:00-12:00", Monday first
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    revision = models.UUIDField(default=uuid.uuid4)  # new with each version: no two states ever share one
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-is_default", "-is_active", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",), condition=models.Q(is_default=True), name="one_default_calendar"
            ),
        )

    def __str__(self) -> str:
        return self.title


class DayImport(models.Model):
    """Days from a source, proposed together and reviewed together."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=10, choices=SourceKind)
    label = models.CharField(max_length=120)  # "DE-BY 2026, 2027", "放假安排.csv"
    problems = models.JSONField(default=list)  # what could not be read: [{"row", "code", "text"}]
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: the product itself
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.label


class DateEntry(models.Model):
    """What one date is, other than its weekday. At most one whole-day entry and one break a date are in force."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="entries")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=DayKind)
    hours = models.JSONField(default=list)  # of "hours" and "break": a list of "09:00-12:00"
    like_weekday = models.PositiveSmallIntegerField(null=True, blank=True)  # of "make_up": whose hours, 0 = Monday
    name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=120, blank=True)  # empty: typed in by hand
    is_expected = models.BooleanField(default=False)  # what the law itself fixes, until the year's notice is out
    state = models.CharField(max_length=8, choices=EntryState)
    origin = models.ForeignKey(DayImport, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    class Meta:
        ordering = ("day", "pk")
        indexes = (models.Index(fields=("calendar", "state", "day"), name="calendars_entry_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=("calendar", "day"),
                condition=IN_FORCE & ~models.Q(kind=DayKind.BREAK),
                name="one_day_entry_in_force",
            ),
            models.UniqueConstraint(
                fields=("calendar", "day"), condition=IN_FORCE & models.Q(kind=DayKind.BREAK), name="one_break_in_force"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=DayKind.MAKE_UP) | WITH_HOURS | ~IN_FORCE,
                name="make_up_day_has_hours",  # it must never close the desk
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.name or self.get_kind_display()}"


class TeamCalendar(models.Model):
    """The calendar a team works by; a team without a row works by the company's."""

    team = models.OneToOneField("accounts.Team", on_delete=models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="team_calendars")

    def __str__(self) -> str:
        return f"{self.team}: {self.calendar}"
