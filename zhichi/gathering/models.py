"""Sources, what they hold, and their runs row by row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhichi.gathering.choices import OPEN_RUNS, ItemState, Outcome, RunState
from zhichi.gathering.registry import kinds
from zhichi.knowledge.choices import Visibility

LONGEST_ADDRESS = 2_000


class Source(models.Model):
    """Where articles come from. `options` are those of its kind; secrets among them lie sealed in `secrets`."""

    kind = models.CharField(max_length=20)  # a code of registry.kinds
    name = models.CharField(max_length=120, unique=True)
    options = models.JSONField(default=dict, blank=True)
    secrets = models.TextField(blank=True)  # sealed JSON
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    article_type = models.CharField(max_length=20)  # a code of knowledge's registry
    module = models.ForeignKey("knowledge.Module", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=14, choices=Visibility, default=Visibility.STAFF)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveIntegerField(null=True)  # between runs; empty: as the handbook says
    is_active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(fields=("next_at",), condition=Q(is_active=True), name="gathering_source_due"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("gathering:source", args=[self.pk])

    @property
    def stream(self) -> str:
        """Its stream in the record."""
        return f"source:{self.pk}"

    @property
    def place(self) -> str:
        """Where it is, for people: an address, a folder."""
        kind = kinds.find(self.kind)
        return kind.place(self.options) if kind else ""


class Item(models.Model):
    """One page, file or row of a source, and the article that it became.

    `base` is the content that we took over last, `incoming` the one that waits for a decision; both as they are stored
    in articles. `written` is the digest of what we wrote last: an article whose digest is another was edited by us.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=64)  # SHA-256 of external_id
    external_id = models.TextField()
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.NEW)
    article = models.ForeignKey("knowledge.Article", null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)  # of what came last
    base = models.JSONField(default=dict, blank=True)
    incoming = models.JSONField(null=True, blank=True)
    written = models.CharField(max_length=64, blank=True)
    pictures = models.JSONField(default=dict, blank=True)  # address at the source → [SHA-256, address here]
    traits = models.JSONField(default=dict, blank=True)
    waits_for = models.JSONField(default=list, blank=True, db_default=[])  # identities without article that it links to
    words = models.TextField(blank=True)  # why it could not be taken
    first_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "key"), name="gathering_item_once"),
            models.UniqueConstraint(fields=("article",), name="gathering_article_of_one_item"),
        )
        indexes = (
            models.Index(fields=("state", "-changed_at", "-id"), name="gathering_item_by_state"),
            models.Index(fields=("source", "state"), name="gathering_item_of_source"),
        )

    def __str__(self) -> str:
        return self.title or self.external_id


class Run(models.Model):
    """One reading of a source, or of an uploaded archive (then without a source). A trial writes nothing but its rows.

    `archive` is kept until the run ends; `name` is what the upload was called.
    """

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="runs")
    archive = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255, blank=True, default="", db_default="")
    is_trial = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # last sign of life of the worker that runs it
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)  # Outcome → how many
    words = models.TextField(blank=True)  # why it failed or did not look at everything
    stop_asked = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=("source", "-id"), name="gathering_run_of_source"),)
        constraints = (
            models.UniqueConstraint(
                fields=("source",), condition=Q(state__in=OPEN_RUNS), name="gathering_one_open_run"
            ),
        )

    def __str__(self) -> str:
        return self.source.name if self.source is not None else self.name

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN_RUNS


class Line(models.Model):
    """One row of a run; of an archive's it names the article itself. `preview` is what a trial would have brought."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lines")  # inside the aggregate
    outcome = models.CharField(max_length=8, choices=Outcome)
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    title = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("knowledge.Article", null=True, on_delete=models.PROTECT, related_name="+")  # no item
    preview = models.JSONField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("run", "outcome", "id"), name="gathering_line_by_outcome"),)

    def __str__(self) -> str:
        return f"{self.outcome}: {self.title or self.address}"
