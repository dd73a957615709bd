"""Codes of articles, and the flow of an article as data (6.2.3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.records.choices import LinkKind

HOLDER = "article"  # the kind under which pictures and files hang on articles
KIND = "article"  # of search documents and of streams


class ArticleState(models.TextChoices):
    """Where the newest content of an article stands. What readers see meanwhile is `Article.live`."""

    DRAFT = "draft", pgettext_lazy("article", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("article", "In review")
    REVIEWED = "reviewed", pgettext_lazy("article", "Reviewed")
    PUBLISHED = "published", pgettext_lazy("article", "Published")
    ARCHIVED = "archived", pgettext_lazy("article", "Archived")


@dataclass(frozen=True)
class Step:
    """One allowed step of the flow: from which states, to which."""

    name: str
    sources: tuple[ArticleState, ...]
    target: ArticleState


STEPS = {
    step.name: step
    for step in (
        Step("submit", (ArticleState.DRAFT,), ArticleState.SUBMITTED),
        Step("withdraw", (ArticleState.SUBMITTED, ArticleState.REVIEWED), ArticleState.DRAFT),
        Step("send_back", (ArticleState.SUBMITTED, ArticleState.REVIEWED), ArticleState.DRAFT),
        Step("approve", (ArticleState.SUBMITTED,), ArticleState.REVIEWED),
        Step("schedule", (ArticleState.REVIEWED,), ArticleState.REVIEWED),
        Step("publish", (ArticleState.REVIEWED,), ArticleState.PUBLISHED),
        Step("edit", (ArticleState.PUBLISHED,), ArticleState.DRAFT),
        Step("discard", (ArticleState.DRAFT,), ArticleState.PUBLISHED),
        Step("roll_back", (ArticleState.PUBLISHED,), ArticleState.PUBLISHED),
        Step("archive", (ArticleState.DRAFT, ArticleState.PUBLISHED), ArticleState.ARCHIVED),
        Step("restore", (ArticleState.ARCHIVED,), ArticleState.DRAFT),
    )
}


class Outcome(models.TextChoices):
    """What became of a version after it was submitted."""

    WAITING = "waiting", pgettext_lazy("version", "In review")
    APPROVED = "approved", pgettext_lazy("version", "Approved")
    RETURNED = "returned", pgettext_lazy("version", "Sent back")
    WITHDRAWN = "withdrawn", pgettext_lazy("version", "Withdrawn")
    KEPT = "kept", pgettext_lazy("version", "Published elsewhere")


class Visibility(models.TextChoices):
    """Who may read an article once it is published (6.4.1)."""

    PUBLIC = "public", _("Everybody, without signing in")
    CUSTOMERS = "customers", _("All customers")
    ORGANISATIONS = "organisations", _("Customers of chosen organisations")
    PRODUCTS = "products", _("Customers of chosen products")
    STAFF = "staff", _("All staff")
    POSTS = "posts", _("Chosen posts")
    TEAMS = "teams", _("Chosen teams")


FOR_CUSTOMERS = (Visibility.PUBLIC, Visibility.CUSTOMERS, Visibility.ORGANISATIONS, Visibility.PRODUCTS)
FOR_ALL_STAFF = (*FOR_CUSTOMERS, Visibility.STAFF)
CHOSEN = (Visibility.ORGANISATIONS, Visibility.PRODUCTS, Visibility.POSTS, Visibility.TEAMS)  # these need readers named


class Scheme(models.TextChoices):
    """The three classifications of 6.1.1, independent of each other."""

    AREA = "area", _("Business area")
    TECHNOLOGY = "technology", _("Technology")
    PROCESS = "process", _("Service process")


class Importance(models.IntegerChoices):
    """How much depends on an article (6.1.2)."""

    LOW = 1, pgettext_lazy("importance", "Low")
    NORMAL = 2, pgettext_lazy("importance", "Normal")
    HIGH = 3, pgettext_lazy("importance", "High")


class Rhythm(models.TextChoices):
    """How often a module is reviewed as a whole (6.2.1)."""

    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")


BONDS = (LinkKind.PREREQUISITE, LinkKind.SEE_ALSO, LinkKind.SUPERSEDES)  # links between articles (6.1.2)


class Deed(models.TextChoices):
    """What a module may leave to some posts (6.2.3, 6.4.1)."""

    WRITE = "write", pgettext_lazy("deed", "Write")
    REVIEW = "review", pgettext_lazy("deed", "Review")
    PUBLISH = "publish", pgettext_lazy("deed", "Publish")
