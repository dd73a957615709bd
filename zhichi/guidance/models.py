"""Articles used on tickets, read and judged by readers, questions asked of the search, requests not needed."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.guidance.choices import Audience, GapState, How, Place, Reason


def new_token() -> str:
    """Names one question, so that a click can be told of it; says nothing about who asked."""
    return secrets.token_urlsafe(12)


class ArticleUse(models.Model):
    """One use of an article on a ticket. That it solved the ticket is said once, and can be taken back."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("knowledge.Article", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()  # of the article, the one that readers saw
    how = models.CharField(max_length=6, choices=How)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("article", "how"), name="guidance_use_by_article"),)
        constraints = (
            models.UniqueConstraint(
                fields=("ticket", "article"), condition=Q(how=How.SOLVED, undone_at=None), name="guidance_solved_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.how}: article {self.article_id} on ticket {self.ticket_id}"


class Reads(models.Model):
    """How often an article was read on one day (UTC) by customers or staff; one reader counts once a day."""

    article = models.ForeignKey("knowledge.Article", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    audience = models.CharField(max_length=8, choices=Audience)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("day", "article"), name="guidance_reads_by_day"),)
        constraints = (models.UniqueConstraint(fields=("article", "day", "audience"), name="guidance_reads_once"),)

    def __str__(self) -> str:
        return f"{self.count} reads of {self.article_id} on {self.day}"


class Vote(models.Model):
    """Whether an article helped one visitor. `visitor` is a keyed digest that leads back to nobody."""

    article = models.ForeignKey("knowledge.Article", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    visitor = models.CharField(max_length=64)
    is_helpful = models.BooleanField()
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    words = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "visitor"), name="guidance_one_vote_each"),)

    def __str__(self) -> str:
        return f"{'helpful' if self.is_helpful else 'not helpful'}: article {self.article_id}"


class Question(models.Model):
    """One question to the search, kept for some months (6.3.1). Who asked is kept of staff only."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    place = models.CharField(max_length=8, choices=Place)
    words = models.CharField(max_length=200)
    key = models.CharField(max_length=200)  # the form in which questions are compared
    language = models.CharField(max_length=10)
    hits = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    chosen = models.ForeignKey("knowledge.Article", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(null=True)  # of the one that was chosen, from 1
    chosen_at = models.DateTimeField(null=True)
    is_gathered = models.BooleanField(default=False)  # looked at for what is missing

    class Meta:
        indexes = (
            models.Index(fields=("at", "id"), condition=Q(is_gathered=False), name="guidance_question_to_gather"),
            models.Index(fields=("at",), name="guidance_question_by_time"),
            models.Index(fields=("key", "language"), name="guidance_question_by_key"),
        )

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


class Attempt(models.Model):
    """One opened request form to which articles were suggested: what was shown and opened, and how it ended (6.3.3)."""

    token = models.CharField(max_length=64, unique=True)  # a digest of the form's token
    language = models.CharField(max_length=10)
    is_guest = models.BooleanField()
    shown = models.JSONField(default=list)  # ids of articles
    opened = models.JSONField(default=list)
    at = models.DateTimeField()
    solved_by = models.ForeignKey("knowledge.Article", null=True, on_delete=models.PROTECT, related_name="+")
    solved_at = models.DateTimeField(null=True)
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("at",), name="guidance_attempt_by_time"),)

    def __str__(self) -> str:
        return f"form with {len(self.shown)} articles shown"

    @property
    def is_deflected(self) -> bool:
        """Said to be solved, and nothing was sent from the same form."""
        return self.solved_at is not None and self.ticket_id is None


class Gap(models.Model):
    """Something that people look for and no article answers: a task for a writer (6.3.1)."""

    key = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    words = models.CharField(max_length=200)  # as somebody typed them last
    count = models.PositiveIntegerField(default=0)  # questions
    unanswered = models.PositiveIntegerField(default=0)  # of them without any result; to the others nobody clicked
    places = models.JSONField(default=dict)  # place → questions
    state = models.CharField(max_length=10, choices=GapState, default=GapState.OPEN)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("knowledge.Article", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # why it was dismissed
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # done or dismissed

    class Meta:
        indexes = (models.Index(fields=("state", "-count", "-last_at"), name="guidance_gap_by_count"),)
        constraints = (models.UniqueConstraint(fields=("key", "language"), name="guidance_one_gap_each"),)

    def __str__(self) -> str:
        return self.words

    @property
    def stream(self) -> str:
        """Its stream in the record."""
        return f"gap:{self.pk}"
