"""Articles, the draft that is being written, immutable versions, readers, modules and classifications."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.text import slugify

from zhichi.accounts.choices import Post
from zhichi.core.names import Titled
from zhichi.knowledge.choices import FOR_CUSTOMERS, ArticleState, Importance, Outcome, Rhythm, Scheme, Visibility

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_TITLE = 200


def new_family() -> str:
    """Names the language variants of one article."""
    return secrets.token_hex(8)


def slug_of(title: str) -> str:
    """A title for the end of an address, Chinese kept."""
    return slugify(title, allow_unicode=True)[:80]


def reader_path(key: int, slug: str = "") -> str:
    """The address of an article's page for readers; the number counts, the words stay legible in texts."""
    return uri_to_iri(reverse("kb:article_named", args=(key, slug)) if slug else reverse("kb:article", args=(key,)))


class Named(Titled, models.Model):
    """A name in Chinese (or whatever the house writes) and, where wanted, in English; a place among its neighbours."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Category(Named):
    """A branch of one of the three classifications (6.1.1)."""

    scheme = models.CharField(max_length=12, choices=Scheme)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ("scheme", "order", "pk")


class Module(Named):
    """A module of the knowledge base, or a section inside one (6.1.2), with the rhythm of its full review (6.2.1)."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    rhythm = models.CharField(max_length=10, choices=Rhythm, blank=True)  # empty: as the handbook says
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    posts = models.JSONField(default=dict, blank=True)  # deed → posts that alone may do it here; see policies.IN_MODULE

    class Meta:
        ordering = ("order", "pk")


class Tag(models.Model):
    """A free word. `key` is the form in which tags are compared."""

    word = models.CharField(max_length=40)
    key = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.word


class Article(models.Model):
    """One article in one language. `live` is the version that readers see, empty while there is none.

    `state` says where the newest content stands: a published article that is being rewritten is a draft with a `live`
    version. `title` is that of the newest content, for lists. `revision` grows with every write (optimistic lock).
    """

    kind = models.CharField(max_length=20)  # a code of registry.types
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    family = models.CharField(max_length=16, default=new_family)
    title = models.CharField(max_length=LONGEST_TITLE)
    state = models.CharField(max_length=10, choices=ArticleState, default=ArticleState.DRAFT)
    importance = models.PositiveSmallIntegerField(choices=Importance, default=Importance.NORMAL)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="articles")
    creator = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=14, choices=Visibility, default=Visibility.STAFF)
    module = models.ForeignKey(Module, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    place = models.PositiveSmallIntegerField(default=100)  # order inside the module
    categories = models.ManyToManyField(Category, related_name="articles", blank=True)
    tags = models.ManyToManyField(Tag, related_name="articles", blank=True)
    live = models.ForeignKey("ArticleVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    versions_made = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    publish_at = models.DateTimeField(null=True)  # reviewed, and waits for this moment
    review_due_at = models.DateTimeField(null=True)  # looked through again by then (6.2.1)
    agrees_at = models.DateTimeField(null=True)  # until when the variants in other languages were followed
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # of `live`

    class Meta:
        indexes = (
            models.Index(fields=("-updated_at", "-id"), name="article_by_update"),
            models.Index(fields=("state", "-updated_at"), name="article_by_state"),
            models.Index(fields=("publish_at",), condition=Q(state=ArticleState.REVIEWED), name="article_scheduled"),
            models.Index(fields=("review_due_at",), condition=Q(live__isnull=False), name="article_review_due"),
        )
        constraints = (
            models.UniqueConstraint(fields=("family", "language"), name="article_one_variant_each"),
            models.CheckConstraint(
                condition=~Q(state=ArticleState.PUBLISHED) | Q(live__isnull=False), name="article_published_is_live"
            ),
            models.CheckConstraint(
                condition=~Q(state=ArticleState.ARCHIVED) | Q(live=None), name="article_archived_is_gone"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page on the desk."""
        return reverse("knowledge:article", args=[self.pk])

    @property
    def number(self) -> str:
        """The name for people, easy to say on the phone."""
        return f"KB-{self.pk:04d}"

    @property
    def stream(self) -> str:
        """Its stream in the record."""
        return f"article:{self.pk}"

    @property
    def is_for_customers(self) -> bool:
        """Whether customers may read it, or some of them."""
        return self.visibility in FOR_CUSTOMERS

    def is_due_at(self, at: datetime) -> bool:
        """Whether readers have it and its full review is due."""
        return self.live_id is not None and self.review_due_at is not None and self.review_due_at <= at

    @property
    def slug(self) -> str:
        """Its title for the end of its address."""
        return slug_of(self.title)

    @property
    def reader_url(self) -> str:
        """Its page for readers; the number counts, the words are for people."""
        return reader_path(self.pk, self.slug)

    @property
    def short_reader_url(self) -> str:
        """The same page without the words, which letters would show as a row of signs."""
        return reader_path(self.pk)


class FullReview(models.Model):
    """One full review of a published article (6.2.1): when it was due, and when somebody had looked it through."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="full_reviews")  # inside the aggregate
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("due_at",), name="knowledge_full_review_by_due"),)
        constraints = (
            models.UniqueConstraint(fields=("article",), condition=Q(done_at=None), name="knowledge_one_review_open"),
        )

    def __str__(self) -> str:
        return f"full review of {self.article_id} due {self.due_at:%Y-%m-%d}"


class Applies(models.Model):
    """A product that an article is about, and its versions; none means all of them."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="applies")  # inside the aggregate
    product = models.ForeignKey("customers.Product", on_delete=models.PROTECT, related_name="+")
    versions = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "product"), name="article_product_once"),)

    def __str__(self) -> str:
        return f"{self.product} {' '.join(self.versions)}".strip()


class Reader(models.Model):
    """Whom an article with a chosen visibility is for: one organisation, product, team or post a row."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="readers")  # inside the aggregate
    organisation = models.ForeignKey("customers.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("customers.Product", null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=20, choices=Post, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, product=None, team=None, post="")
                | Q(organisation=None, product__isnull=False, team=None, post="")
                | Q(organisation=None, product=None, team__isnull=False, post="")
                | (Q(organisation=None, product=None, team=None) & ~Q(post="")),
                name="article_reader_is_one",
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation or self.product or self.team or self.get_post_display())


class Content(models.Model):
    """What stands in an article: a title, a summary, its parts as sanitised HTML by code, words to find it by."""

    title = models.CharField(max_length=LONGEST_TITLE)
    summary = models.CharField(max_length=500, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    search_words = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=300, blank=True)  # what changed, for the list of versions

    class Meta:
        abstract = True


class Pattern(models.Model):
    """A template of the house: what an article of a type begins with (6.1.3)."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)  # a code of registry.types
    summary = models.CharField(max_length=500, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    source = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="+")  # it was made from
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "name", "pk")
        constraints = (models.UniqueConstraint(fields=("kind", "name"), name="knowledge_pattern_name_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Its stream in the record."""
        return f"pattern:{self.pk}"


class Draft(Content):
    """The content that is being written; saved every few seconds, made a version when it is submitted."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="draft")  # inside the aggregate
    based_on = models.PositiveIntegerField(default=0)  # the version it began from
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"draft of {self.article_id}"


class ArticleVersion(Content):
    """One submitted content, for ever: its words are never changed, only what became of it."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=200)  # an importer has a name too
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    remarks = models.TextField(blank=True)  # of the reviewer
    published_at = models.DateTimeField(null=True)
    restores = models.PositiveIntegerField(null=True)  # the version that this one brought back
    files = models.JSONField(default=list, blank=True)  # public ids of the files in it
    open_files = models.JSONField(default=list, blank=True)  # those outside blocks for staff

    class Meta:
        ordering = ("-number",)
        indexes = (
            models.Index(fields=("reviewed_at",), name="article_version_by_review"),
            models.Index(fields=("published_at",), name="article_version_by_published"),
        )
        constraints = (models.UniqueConstraint(fields=("article", "number"), name="article_version_once"),)

    def __str__(self) -> str:
        return f"v{self.number} of {self.article_id}"


class Remark(models.Model):
    """What a reader of the work says about one passage: `quote` are the words of `part` that it is about (6.2.3)."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="remarks")
    version = models.PositiveIntegerField()  # the one that was commented
    part = models.CharField(max_length=20)  # a code of the type's parts
    quote = models.CharField(max_length=300)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("article", "at"), name="knowledge_remark_by_article"),)

    def __str__(self) -> str:
        return f"remark on {self.article_id} v{self.version}"
