"""Score cards, drawings, reviews with their opinions; words, phrases; alerts with their actions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhichi.reviews.choices import (
    AlertLength,
    Dimension,
    Ending,
    Measure,
    Origin,
    Place,
    ReviewState,
    Severity,
)

PERSON = settings.AUTH_USER_MODEL


class ScoreCard(models.Model):
    """A published version of the score card. Never changed: another wish is another version."""

    number = models.PositiveIntegerField(unique=True)
    criteria = models.JSONField()  # see `cards.Criterion`
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"score card {self.number}"


class Draw(models.Model):
    """A drawing for one week: the pool, the rule and the seed from which anybody can draw the same again."""

    week = models.CharField(max_length=8, unique=True)  # "2026-W47"; a week is drawn once
    seed = models.CharField(max_length=64)
    mark = models.CharField(max_length=64)  # hash of an event of the record that nobody chose
    mark_event = models.BigIntegerField()  # its id; 0 for an empty record
    rule = models.JSONField()  # the policy values it was drawn by
    pool = models.JSONField()  # see `drawing.Talk`
    digest = models.CharField(max_length=64)  # over pool, rule and mark, as the event states it
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draw of {self.week}"


class Review(models.Model):
    """One conversation of one person, looked at by somebody else (3.2)."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    card = models.ForeignKey(ScoreCard, on_delete=models.PROTECT, related_name="+")
    draw = models.ForeignKey(Draw, null=True, on_delete=models.PROTECT, related_name="reviews")
    origin = models.CharField(max_length=8, choices=Origin)
    reason = models.CharField(max_length=300, blank=True)  # of one chosen by hand
    state = models.CharField(max_length=9, choices=ReviewState, default=ReviewState.OPEN)
    reviewer = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")  # none: nobody may
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)  # from when the person sees the result: the undo time is over
    object_until = models.DateTimeField(null=True)
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True)
    second = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    second_due_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=6, choices=Ending, blank=True)
    settled_at = models.DateTimeField(null=True)
    # What counts now: the first opinion until there is a second one.
    score = models.FloatField(null=True)  # 0 to 100
    has_failed = models.BooleanField(default=False)
    dimensions = models.JSONField(default=dict)  # Dimension → 0 to 100

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "subject"), name="one_review_of_a_talk"),)
        indexes = (
            models.Index(fields=("state", "due_at"), name="review_by_state"),
            models.Index(fields=("submitted_at",), condition=Q(submitted_at__isnull=False), name="review_by_day"),
            models.Index(fields=("created_at",), name="review_by_start"),
        )

    def __str__(self) -> str:
        return f"review {self.pk} of {self.ticket_id}"

    @property
    def stream(self) -> str:
        """The key of its history in the service record."""
        return f"review:{self.pk}"


class Opinion(models.Model):
    """A filled-in score card: the first opinion or the second (复评). A draft until it is submitted."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="opinions")
    is_second = models.BooleanField(default=False)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    marks = models.JSONField(default=dict)  # criterion → mark, 0 to its scale
    comments = models.JSONField(default=dict)  # criterion → text
    evidence = models.JSONField(default=list)  # [{"message", "quote", "criterion"}]
    summary = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True)
    has_failed = models.BooleanField(default=False)
    dimensions = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("review", "is_second", "by"), name="one_opinion_each"),
            models.UniqueConstraint(
                fields=("review", "is_second"), condition=Q(submitted_at__isnull=False), name="one_submitted_opinion"
            ),
        )

    def __str__(self) -> str:
        return f"opinion on {self.review_id}"


class Word(models.Model):
    """A forbidden word (禁用语) with what to say instead, and longer words in which it is harmless."""

    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = models.CharField(max_length=80)
    essence = models.CharField(max_length=160, unique=True)  # folded: two spellings are one word
    severity = models.CharField(max_length=5, choices=Severity)
    instead = models.CharField(max_length=200, blank=True)
    exceptions = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class Phrase(models.Model):
    """A courtesy phrase (礼貌用语) for the composer; "{name}" stands for the customer."""

    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    place = models.CharField(max_length=8, choices=Place)
    text = models.CharField(max_length=400)
    order = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class WordUse(models.Model):
    """A reply that was sent with a word of the list in it, and why."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey("tickets.Message", on_delete=models.PROTECT, related_name="+")
    word = models.ForeignKey(Word, on_delete=models.PROTECT, related_name="uses")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(max_length=5, choices=Severity)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("at",), name="word_use_by_day"),)

    def __str__(self) -> str:
        return f"{self.word_id} in {self.message_id}"


class Alert(models.Model):
    """The effect fell below its standard in a period (3.3.2)."""

    measure = models.CharField(max_length=8, choices=Measure)
    length = models.CharField(max_length=5, choices=AlertLength)
    period = models.CharField(max_length=8)  # "2026-W47", "2026-10"
    value = models.FloatField()
    target = models.FloatField()
    count = models.PositiveIntegerField()  # reviews or follow-ups it was computed from
    at = models.DateTimeField()
    last_period = models.CharField(max_length=8, blank=True)  # the newest period in which it was still below
    last_value = models.FloatField(null=True)
    cleared_at = models.DateTimeField(null=True)  # the standard was kept again, see the next two
    cleared_period = models.CharField(max_length=8, blank=True)
    cleared_value = models.FloatField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("measure", "period"), name="one_alert_a_period"),)

    def __str__(self) -> str:
        return f"{self.measure} in {self.period}"


class Action(models.Model):
    """What is done about an alert: who, until when, and what came of it."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.text[:60]


__all__ = [
    "Action",
    "Alert",
    "Dimension",
    "Draw",
    "Opinion",
    "Phrase",
    "Review",
    "ScoreCard",
    "Word",
    "WordUse",
]
