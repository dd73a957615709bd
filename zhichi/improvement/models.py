"""Ideas, votes for them, comments on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.improvement.choices import DONE, LONGEST_TITLE, Answer, Direction, IdeaState


class Idea(models.Model):
    """How serving could be better. `votes` is a count kept by every write; `decided_at` says since when it is done."""

    title = models.CharField(max_length=LONGEST_TITLE)
    now = models.TextField()  # what there is
    better = models.TextField()  # what would be better
    effect = models.TextField()  # what is expected of it
    direction = models.CharField(max_length=12, choices=Direction)
    state = models.CharField(max_length=12, choices=IdeaState, default=IdeaState.RAISED)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ideas")
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.PROTECT, related_name="ideas"
    )  # the request that gave rise to it
    votes = models.PositiveIntegerField(default=0)
    raised_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)  # the first step after it was raised
    decided_at = models.DateTimeField(null=True, blank=True)  # adopted or dropped
    answer = models.CharField(max_length=8, choices=Answer, blank=True)  # of the measured result
    result = models.TextField(blank=True)  # what was measured
    measured_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-changed_at", "-pk")
        indexes = (
            models.Index(fields=("state", "-changed_at"), name="idea_by_state"),
            models.Index(fields=("raised_at",), name="idea_by_raised"),
            models.Index(fields=("decided_at",), condition=Q(decided_at__isnull=False), name="idea_by_decided"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=DONE, decided_at__isnull=False) | (~Q(state__in=DONE) & Q(decided_at=None)),
                name="idea_decided_when_done",
            ),
            models.CheckConstraint(
                condition=Q(measured_at=None, answer="") | (Q(measured_at__isnull=False) & ~Q(answer="")),
                name="idea_result_is_whole",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The key of this idea's history in the service record."""
        return f"idea:{self.pk}"


class Vote(models.Model):
    """Somebody is for an idea; one each."""

    # CASCADE: a vote is nothing without its idea.
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="voters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("idea", "person"), name="one_vote_a_person"),)

    def __str__(self) -> str:
        return f"{self.person_id} for {self.idea_id}"


class Comment(models.Model):
    """A remark on an idea; it stays as it was written."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"comment {self.pk} on idea {self.idea_id}"
