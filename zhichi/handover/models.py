"""Hand-overs and what was handed over in each; which ends of shifts have been dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from datetime import datetime


class HandOver(models.Model):
    """Tickets that changed owners at the end of one person's shift."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hand_overs")
    shift = models.ForeignKey("roster.Shift", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)
    is_automatic = models.BooleanField(default=False)
    count = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)  # when the shift truly ended; None without a shift
    at = models.DateTimeField(db_index=True)
    undo_until = models.DateTimeField(null=True, blank=True)  # end of the shift that took over
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d %H:%M} {self.count}"

    @property
    def stream(self) -> str:
        """What notices about this hand-over are about."""
        return f"hand_over:{self.pk}"

    def can_be_undone(self, at: datetime) -> bool:
        """Whether it may still be taken back at `at` (aware): within the shift that took over."""
        return self.undone_at is None and self.undo_until is not None and at <= self.undo_until


class Handed(models.Model):
    """One ticket of a hand-over: where it came from, so that it can come back, and where it went."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="items")  # inside the aggregate
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="+")
    duty_role = models.ForeignKey("accounts.DutyRole", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # None: the duty role

    class Meta:
        constraints = (models.UniqueConstraint(fields=("hand_over", "ticket"), name="handed_once"),)

    def __str__(self) -> str:
        return f"{self.ticket} → {self.to or self.duty_role}"


class ShiftEnd(models.Model):
    """The end of this shift has been looked at; it is not looked at again."""

    shift = models.OneToOneField("roster.Shift", on_delete=models.CASCADE, related_name="+")  # without it no end
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.shift}"
