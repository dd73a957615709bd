"""Visits on site and remote sessions, both about one ticket."""

from __future__ import annotations

import secrets
import zoneinfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhichi.visits.choices import BUSY, ConsentBy, Result, SessionState, SignedBy, VisitState


def new_public_id() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


class Visit(models.Model):
    """Somebody goes to the customer. Moments are aware UTC; people read them in the site's `zone`."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="visits")
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)  # names it in calendars
    state = models.CharField(max_length=12, choices=VisitState, default=VisitState.REQUESTED)
    reason = models.TextField()  # why somebody has to go there
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    address = models.CharField(max_length=300)
    zone = models.CharField(max_length=64)  # of the site
    contact_name = models.CharField(max_length=120)
    contact_phone = models.CharField(max_length=60, blank=True)
    wanted_from = models.DateTimeField(null=True)  # when it would suit the customer
    wanted_until = models.DateTimeField(null=True)
    skills: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        "accounts.Skill", related_name="+", blank=True
    )

    engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    companions: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True
    )
    equipment = models.CharField(max_length=500, blank=True)  # what they take along
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    travel_before = models.PositiveSmallIntegerField(default=0)  # minutes
    travel_after = models.PositiveSmallIntegerField(default=0)
    busy_from = models.DateTimeField(null=True)  # starts_at less the way there; kept for overlaps
    busy_until = models.DateTimeField(null=True)
    overruled = models.CharField(max_length=500, blank=True)  # why it was planned in spite of doubts
    sequence = models.PositiveIntegerField(default=0)  # of the invitation (RFC 5545)
    invited = models.JSONField(default=list, blank=True)  # addresses that hold the invitation

    departed_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_out_at = models.DateTimeField(null=True)
    device_in_at = models.DateTimeField(null=True)  # the device's clock at the tap, where it differs from ours
    device_out_at = models.DateTimeField(null=True)
    place_in = models.JSONField(null=True)  # {"lat", "lon", "accuracy"}; only with the engineer's consent
    place_out = models.JSONField(null=True)
    found = models.TextField(blank=True)
    minutes_worked = models.PositiveIntegerField(null=True)
    work_done = models.TextField(blank=True)
    parts_used = models.TextField(blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    signed = models.CharField(max_length=6, choices=SignedBy, blank=True)
    signer_name = models.CharField(max_length=120, blank=True)
    unsigned_reason = models.CharField(max_length=500, blank=True)
    signature = models.ForeignKey("files.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("engineer", "busy_from"), condition=Q(state__in=BUSY), name="visit_busy"),
            models.Index(fields=("starts_at",), name="visit_by_start"),
            models.Index(fields=("requested_at",), condition=Q(state=VisitState.REQUESTED), name="visit_requested"),
            models.Index(fields=("checked_in_at",), name="visit_by_check_in"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="visit_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at=None)
                | Q(checked_in_at__isnull=False, checked_out_at__gte=F("checked_in_at")),
                name="visit_out_after_in",
            ),
        )

    def __str__(self) -> str:
        return f"visit {self.pk} of ticket {self.ticket_id}"

    @property
    def site_zone(self) -> zoneinfo.ZoneInfo:
        """The site's time zone; the product's where the name is unknown on this machine."""
        try:
            return zoneinfo.ZoneInfo(self.zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class Amendment(models.Model):
    """What was added to a finished report; the report itself stays as the customer signed it."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="amendments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"amendment {self.pk} of visit {self.visit_id}"


class RemoteSession(models.Model):
    """The customer lets us onto their machine. No session starts without their consent; the database holds that too."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="remote_sessions")
    state = models.CharField(max_length=10, choices=SessionState)
    engineer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tool = models.CharField(max_length=80)
    link = models.CharField(max_length=500, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    consent_by = models.CharField(max_length=120, blank=True)
    consent_how = models.CharField(max_length=8, choices=ConsentBy, blank=True)
    consent_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    work_done = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("started_at",), name="remote_by_start"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(started_at=None)
                | (
                    ~Q(consent_by="")
                    & ~Q(consent_how="")
                    & Q(consent_at__isnull=False, consent_at__lte=F("started_at"))
                ),
                name="remote_has_consent",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
                name="remote_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"remote session {self.pk} of ticket {self.ticket_id}"
