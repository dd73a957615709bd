"""Codes of clocks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class ClockState(models.TextChoices):
    """What a clock does. The last two are ends: the promise was kept or missed, or it no longer matters."""

    RUNNING = "running", pgettext_lazy("clock", "Running")
    PAUSED = "paused", pgettext_lazy("clock", "Paused")
    MET = "met", pgettext_lazy("clock", "Done")
    VOID = "void", pgettext_lazy("clock", "No longer needed")


class PauseReason(models.TextChoices):
    """The only reasons for which a clock stands still (3.1.2)."""

    CUSTOMER = "customer", pgettext_lazy("pause", "Waiting for the customer")
    VENDOR = "vendor", pgettext_lazy("pause", "Waiting for a vendor")


class ClockStep(models.TextChoices):
    """What became of a clock, as an event says it."""

    STARTED = "started", pgettext_lazy("clock", "started")
    PAUSED = "paused", pgettext_lazy("clock", "paused")
    RESUMED = "resumed", pgettext_lazy("clock", "goes on")
    MET = "met", pgettext_lazy("clock", "met")
    MISSED = "missed", pgettext_lazy("clock", "missed")
    VOID = "void", pgettext_lazy("clock", "no longer needed")
    CHANGED = "changed", pgettext_lazy("clock", "has another time")
    REVIVED = "revived", pgettext_lazy("clock", "runs again")
    CARRIED = "carried", pgettext_lazy("clock", "carried over")


ENDED = (ClockState.MET, ClockState.VOID)


class Follows(models.TextChoices):
    """What of open clocks must follow a change."""

    PROMISES = "promises", pgettext_lazy("follow", "Promised times")
    LOOKS = "looks", pgettext_lazy("follow", "Warnings")


class RuleChange(models.TextChoices):
    """What became of a rule of the table of service levels."""

    ADDED = "added", pgettext_lazy("rule", "Added")
    CHANGED = "changed", pgettext_lazy("rule", "Changed")
    MOVED = "moved", pgettext_lazy("rule", "Moved")
    REMOVED = "removed", pgettext_lazy("rule", "Removed")


class DraftStep(models.TextChoices):
    """What somebody did to the draft of the table."""

    ADDED = "added", pgettext_lazy("rule", "added")
    CHANGED = "changed", pgettext_lazy("rule", "changed")
    MOVED = "moved", pgettext_lazy("rule", "moved")
    REMOVED = "removed", pgettext_lazy("rule", "removed")
