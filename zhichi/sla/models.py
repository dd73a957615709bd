"""Tables of clocks and of service levels."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.sla.choices import ClockState, Follows, PauseReason


class Clock(models.Model):
    """One promise about one object, and how much of it is used. `stream` names the object ("ticket:17").

    Of `target`, `used` had gone when it was last stopped or changed; since `since` it counts by the calendar. So a
    pause, another target and another calendar all keep what was used. Times are UTC; both lengths are working time.
    """

    stream = models.CharField(max_length=64)
    kind = models.CharField(max_length=24)
    group = models.CharField(max_length=16, blank=True)  # what evidence tells apart: the urgency of a solution
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    calendar_id = models.BigIntegerField(null=True, blank=True)  # calendars.Calendar; none runs around the clock
    revision = models.UUIDField(null=True)  # the state of the calendar by which `due_at` was reckoned
    target = models.DurationField()
    used = models.DurationField(default=timedelta)
    since = models.DateTimeField()
    started_at = models.DateTimeField()  # with stream and kind it tells one promise from the next
    due_at = models.DateTimeField(null=True, blank=True)  # none while paused
    act_at = models.DateTimeField(null=True, blank=True)  # when the sweep looks next: the next warning, or the due time
    warned = models.PositiveSmallIntegerField(default=0)  # the highest warning given, in percent
    breached_at = models.DateTimeField(null=True, blank=True)  # the true instant, not when it was noticed
    ended_at = models.DateTimeField(null=True, blank=True)
    elapsed = models.DurationField(null=True, blank=True)  # working time used until the end

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("stream", "kind", "started_at"), name="clock_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, state__in=(ClockState.RUNNING, ClockState.PAUSED))
                | Q(ended_at__isnull=False, state__in=(ClockState.MET, ClockState.VOID)),
                name="clock_end_agrees",
            ),
        )
        indexes = (
            models.Index(fields=("stream",), condition=Q(ended_at=None), name="clock_open"),
            models.Index(fields=("act_at",), condition=Q(act_at__isnull=False), name="clock_to_act"),
            models.Index(
                fields=("calendar_id", "revision"), condition=Q(state=ClockState.RUNNING), name="clock_by_calendar"
            ),
            models.Index(fields=("kind", "ended_at"), condition=Q(ended_at__isnull=False), name="clock_ended"),
            models.Index(fields=("breached_at",), condition=Q(breached_at__isnull=False), name="clock_breached"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.stream}: {self.state}"


class Pause(models.Model):
    """A time in which a clock stood still, and why (3.1.2)."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=12, choices=PauseReason)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("clock",), condition=Q(until=None), name="pause_open"),)

    def __str__(self) -> str:
        return f"{self.clock_id} waits: {self.reason}"


class LevelVersion(models.Model):
    """A published table of service levels; the highest number is in force. The database refuses to change or delete it.

    `rules` are `levels.Rule.plain`, in the order in which they are asked.
    """

    number = models.PositiveIntegerField(unique=True)
    rules = models.JSONField()
    reason = models.CharField(max_length=500)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_label = models.CharField(max_length=200)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"service levels {self.number}"


class LevelDraft(models.Model):
    """The one table that is being written. `edition` rises with each change, so that two people do not overwrite it."""

    slot = models.PositiveSmallIntegerField(default=1, unique=True)
    rules = models.JSONField(default=list)
    base = models.PositiveIntegerField(default=0)  # the version it was begun from; 0: the empty table
    edition = models.PositiveBigIntegerField()
    changed_at = models.DateTimeField()
    changed_label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"draft {self.edition} from version {self.base}"


class LevelRollout(models.Model):
    """A version on its way to the open tickets: how many there were, how many were looked at, how many changed."""

    number = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_label = models.CharField(max_length=200)
    total = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("asked_at",), condition=Q(finished_at=None), name="rollout_open"),)

    def __str__(self) -> str:
        return f"version {self.number}: {self.looked} of {self.total}"


class Following(models.Model):
    """Open clocks on their way behind a changed handbook or another calendar. One unfinished row of each kind.

    `last` is the last key that was looked at by the follower number `follower`, in `turn` 0 for all, in turn 1 for
    what changed meanwhile in processes that did not know yet.
    """

    kind = models.CharField(max_length=10, choices=Follows)
    asked_at = models.DateTimeField()
    asked_label = models.CharField(max_length=200)
    turn = models.PositiveSmallIntegerField(default=0)
    follower = models.PositiveSmallIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "followings"
        constraints = (
            models.UniqueConstraint(fields=("kind",), condition=Q(finished_at=None), name="one_following_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.changed} of {self.looked} changed"
