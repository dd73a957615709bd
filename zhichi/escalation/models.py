"""Tables of escalation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.escalation.choices import Step, Why


class Escalation(models.Model):
    """One late promise and how far it went up. Times are UTC. `raised` counts the steps that were taken."""

    clock_id = models.BigIntegerField(unique=True)  # sla.Clock
    stream = models.CharField(max_length=64)
    ticket_id = models.BigIntegerField()
    kind = models.CharField(max_length=24)  # of the clock
    late_since = models.DateTimeField()
    raised = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)  # when the next step is due; none while it stands or nothing is left
    acknowledged_at = models.DateTimeField(null=True)  # the first who confirmed
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)  # the promise was met, dropped, or is not late after all

    class Meta:
        indexes = (
            models.Index(fields=("next_at",), condition=Q(next_at__isnull=False), name="escalation_due"),
            models.Index(fields=("ticket_id",), condition=Q(ended_at=None), name="escalation_of_ticket"),
            models.Index(fields=("stream",), name="escalation_of_stream"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.stream}, step {self.raised}"


class Raising(models.Model):
    """One step that was taken: who was told, or why nobody could be."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="raisings")
    step = models.CharField(max_length=12, choices=Step)
    late_since = models.DateTimeField()
    at = models.DateTimeField()
    people = models.JSONField(default=list)  # ids of accounts.User
    why = models.CharField(max_length=20, choices=Why, blank=True)
    acknowledged_at = models.DateTimeField(null=True)  # the first of those told

    class Meta:
        constraints = (models.UniqueConstraint(fields=("escalation", "step", "late_since"), name="step_taken_once"),)
        indexes = (models.Index(fields=("at",), name="raising_by_day"),)

    def __str__(self) -> str:
        return f"{self.step} of {self.escalation_id}"
