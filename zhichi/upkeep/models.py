"""Runs of jobs (one table is queue, progress and history), how each check fares, statements that were slow."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from zhichi.upkeep.choices import OPEN, State


class Run(models.Model):
    """One run of one job. While it waits or runs no other of its job is begun."""

    job = models.CharField(max_length=40)
    options = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # the last sign of progress; an old one means that its process died
    ended_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=200, blank=True)  # an English msgid
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    words = models.CharField(max_length=300, blank=True)  # what it did: an English msgid …
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # … with the values of its placeholders
    error = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("job",), condition=models.Q(state__in=("waiting", "running")), name="upkeep_one_open_run"
            ),
        )
        indexes = (
            models.Index(fields=("job", "-id"), name="upkeep_run_by_job"),
            models.Index(fields=("id",), condition=models.Q(state__in=("waiting", "running")), name="upkeep_run_open"),
        )

    def __str__(self) -> str:
        return f"{self.job} {self.pk}: {self.state}"

    @property
    def stream(self) -> str:
        """The stream of its events."""
        return f"upkeep:{self.job}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN

    @property
    def percent(self) -> int | None:
        """How much of the present step is done, 0 to 100; None when nobody can tell."""
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


class CheckState(models.Model):
    """How one check fared when the worker last looked, and since when."""

    name = models.CharField(max_length=40, primary_key=True)
    level = models.CharField(max_length=4)  # "ok", "warn" or "bad"
    since = models.DateTimeField()  # of this level
    looks = models.PositiveIntegerField(default=1)  # in a row at this level
    checked_at = models.DateTimeField()
    trouble_since = models.DateTimeField(null=True)  # administrators were told of trouble that began then

    def __str__(self) -> str:
        return f"{self.name}: {self.level}"


class SlowStatement(models.Model):
    """A database statement that took long, by its text without values; nobody's data is in it."""

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()
    process = models.CharField(max_length=10)  # of the last time: "web", "worker" or "command"
    count = models.PositiveIntegerField(default=0)
    total_ms = models.PositiveBigIntegerField(default=0)
    longest_ms = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def average_ms(self) -> int:
        """Milliseconds each time."""
        return self.total_ms // max(self.count, 1)
