"""Kinds of shift, weeks of a team, shifts, offers to swap, private calendar links."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhichi.core.names import Titled
from zhichi.roster.choices import OPEN_SWAPS, SwapState, Tone


class ShiftKind(Titled, models.Model):
    """A shift that a team works: early, late, night. An end not after the start is on the next day."""

    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="shift_kinds")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=1)  # what one types in the plan, upper case
    tone = models.CharField(max_length=8, choices=Tone, default=Tone.ACCENT)
    start = models.TimeField()
    end = models.TimeField()
    time_zone = models.CharField(max_length=64)
    weekdays = models.JSONField(default=list)  # on which it is needed, 0 = Monday
    needed = models.PositiveSmallIntegerField(default=1)  # people on each such day
    duty_role = models.ForeignKey(
        "accounts.DutyRole", null=True, blank=True, on_delete=models.PROTECT, related_name="shift_kinds"
    )  # whoever is planned first holds it
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("team", "start", "pk")
        constraints = (
            models.UniqueConstraint(fields=("team", "key"), condition=Q(is_active=True), name="shift_key_once"),
            models.UniqueConstraint(fields=("team", "name"), condition=Q(is_active=True), name="shift_name_once"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> str:
        """ "22:00-06:00"."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def span(self, day: date) -> tuple[datetime, datetime]:
        """Start and end of the shift that begins on `day`, aware UTC."""
        zone = zoneinfo.ZoneInfo(self.time_zone)
        last = day if self.end > self.start else day + timedelta(days=1)
        return (
            datetime.combine(day, self.start, zone).astimezone(UTC),
            datetime.combine(last, self.end, zone).astimezone(UTC),
        )

    def is_needed(self, day: date) -> bool:
        """Whether the shift should be manned on this day."""
        return self.needed > 0 and day.weekday() in self.weekdays

    @property
    def length(self) -> timedelta:
        """How long the shift is by the clock on the wall."""
        anchor = date(2000, 1, 3)
        last = anchor if self.end > self.start else anchor + timedelta(days=1)
        return datetime.combine(last, self.end, UTC) - datetime.combine(anchor, self.start, UTC)


class Week(models.Model):
    """One week of a team's plan. People see it once it is published."""

    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="roster_weeks")
    monday = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("monday", "pk")
        constraints = (models.UniqueConstraint(fields=("team", "monday"), name="roster_week_once"),)

    def __str__(self) -> str:
        return f"{self.team} {self.monday}"

    @property
    def stream(self) -> str:
        """The key of this week's history in the service record."""
        return f"roster:{self.pk}"


class Shift(models.Model):
    """One person's shift; at most one a day. `starts_at` and `ends_at` are kept, so that history stays as it was."""

    week = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shifts")
    kind = models.ForeignKey(ShiftKind, on_delete=models.PROTECT, related_name="shifts")
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    duty_role = models.ForeignKey(
        "accounts.DutyRole", null=True, blank=True, on_delete=models.PROTECT, related_name="shifts"
    )

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("person", "day"), name="one_shift_a_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_has_length"),
        )
        indexes = (
            models.Index(fields=("ends_at", "starts_at"), name="roster_shift_span"),
            models.Index(fields=("person", "starts_at"), name="roster_shift_person"),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.day} {self.kind}"


class Swap(models.Model):
    """An offer of a shift to one colleague, or to anybody of the team; perhaps for a shift in return."""

    # SET_NULL: a shift that is planned away leaves the offer's history; the labels below say what it was.
    shift = models.ForeignKey(Shift, null=True, on_delete=models.SET_NULL, related_name="swaps")
    week = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="swaps")
    day = models.DateField()
    kind = models.ForeignKey(ShiftKind, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wanted = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_return = models.ForeignKey(Shift, null=True, blank=True, on_delete=models.SET_NULL, related_name="returns")
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=200, blank=True)  # why it was declined or not approved
    state = models.CharField(max_length=10, choices=SwapState, default=SwapState.OFFERED)
    offered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-changed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("shift",), condition=Q(state__in=OPEN_SWAPS), name="one_open_offer_a_shift"
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver} {self.day} {self.kind}: {self.state}"


class Feed(models.Model):
    """A private link to one person's shifts. Only its SHA-256 is kept: the link is shown once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(revoked_at=None), name="one_feed_a_person"),
        )

    def __str__(self) -> str:
        return f"feed of {self.person}"
