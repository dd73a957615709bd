"""Codes of conversation reviews."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.accounts.choices import Post

LANGUAGES = ("zh-hans", "en")
MAX_CRITERIA = 20
MAX_WEIGHT = 100
SCALES = (1, 2, 3, 4, 5, 10)  # the highest mark of a criterion; the lowest is 0
# Who may review whom: a higher post only. Posts that are not named stand below all of them.
RANKS = {Post.MANAGER.value: 3, Post.SUPERVISOR.value: 2, Post.SENIOR.value: 1}


def rank_of(post: str) -> int:
    """How high a post stands for reviews; 0 for the posts that review nobody."""
    return RANKS.get(post, 0)


# Why the product itself gave a review to somebody; people write their reasons in words.
FOR_OBJECTION, FOR_NOBODY = "@objection", "@nobody"
GIVEN_FOR = {
    FOR_OBJECTION: pgettext_lazy("reason", "an objection"),
    FOR_NOBODY: pgettext_lazy("reason", "nobody could review it before"),
}


class Dimension(models.TextChoices):
    """The three demands of 3.2."""

    RESPECT = "respect", pgettext_lazy("dimension", "Respect")
    PROFESSION = "profession", pgettext_lazy("dimension", "Professionalism")
    COMMUNICATION = "communication", pgettext_lazy("dimension", "Communication")


CLAUSES = {Dimension.RESPECT: "3.2.1", Dimension.PROFESSION: "3.2.2", Dimension.COMMUNICATION: "3.2.3"}


class Origin(models.TextChoices):
    """Why a conversation is reviewed."""

    CHANCE = "chance", pgettext_lazy("origin", "Drawn by chance")
    UNSOLVED = "unsolved", pgettext_lazy("origin", "Not solved at follow-up")
    LATE = "late", pgettext_lazy("origin", "A promise was late")
    BY_HAND = "by_hand", pgettext_lazy("origin", "Chosen by hand")


class ReviewState(models.TextChoices):
    """How far a review has come."""

    OPEN = "open", pgettext_lazy("review", "To review")
    SUBMITTED = "submitted", pgettext_lazy("review", "Result out")
    OBJECTED = "objected", pgettext_lazy("review", "Objection")
    SETTLED = "settled", pgettext_lazy("review", "Settled")


class Ending(models.TextChoices):
    """How a review was settled."""

    AGREED = "agreed", pgettext_lazy("review", "Agreed")
    SILENT = "silent", pgettext_lazy("review", "Not objected in time")
    SECOND = "second", pgettext_lazy("review", "Second opinion")


class Severity(models.TextChoices):
    """What a forbidden word does to a reply."""

    WARN = "warn", pgettext_lazy("severity", "Warn")
    BLOCK = "block", pgettext_lazy("severity", "Ask for a reason")


class Place(models.TextChoices):
    """Where in a reply a courtesy phrase stands."""

    GREETING = "greeting", pgettext_lazy("phrase", "Greeting")
    APOLOGY = "apology", pgettext_lazy("phrase", "Apology")
    CLOSING = "closing", pgettext_lazy("phrase", "Closing")


class Measure(models.TextChoices):
    """What the effect is measured by (3.3.2)."""

    SCORE = "score", _("Score of conversation reviews")
    UNSOLVED = "unsolved", _("Follow-ups that find the problem not solved")


class AlertLength(models.TextChoices):
    """Over which period the effect was compared."""

    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
