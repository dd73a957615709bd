"""Codes of upkeep."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

BACKUP, RESTORE_TEST = "backup", "restore_test"


class State(models.TextChoices):
    """Where one run of a job stands."""

    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    DOUBTFUL = "doubtful", pgettext_lazy("job", "Done, needs a look")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    STOPPED = "stopped", pgettext_lazy("job", "Stopped")


OPEN = (State.WAITING, State.RUNNING)
GOOD = (State.DONE, State.DOUBTFUL)
BY_SCHEDULE = "schedule"
__all__ = ["BACKUP", "BY_SCHEDULE", "GOOD", "OPEN", "RESTORE_TEST", "State"]
