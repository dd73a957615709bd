"""Full reviews of published articles, each with the day it was due and the day it was done (6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from zhichi.knowledge.models import Article, FullReview
from zhichi.knowledge.rhythm import next_review

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Module


def turn(article: Article, *, by: Actor, at: datetime) -> None:
    """The review that was due is done, the next one is due when the article says."""
    FullReview.objects.filter(article=article, done_at=None).update(done_at=at, by_id=by.user_id)
    if article.review_due_at is not None:
        FullReview.objects.create(article=article, due_at=article.review_due_at)


def end(article: Article, *, by: Actor, at: datetime) -> None:
    """Nobody reads the article any more: what is not due yet is dropped, what is overdue stays as late."""
    waiting = FullReview.objects.filter(article=article, done_at=None)
    waiting.filter(due_at__gt=at).delete()
    waiting.update(done_at=at, by_id=by.user_id)


def follow(module: Module, *, at: datetime) -> int:
    """The articles of a module whose rhythm changed follow it, and those of its sections; how many days moved."""
    inside = Article.objects.filter(Q(module=module) | Q(module__parent=module), live__isnull=False)
    return sum(reset(row, at=at) for row in inside.select_for_update(of=("self",)).select_related("module__parent"))


def reset(article: Article, *, at: datetime) -> bool:
    """Bring the next review into line with the rhythm that holds now, counted from the last one; whether it moved.

    What is due already stays due. Where a shorter rhythm puts the day into the past, one round of it is left from now
    on, though never more than was left before.
    """
    due = article.review_due_at
    if article.live_id is None or due is None or due <= at:
        return False
    done = FullReview.objects.filter(article=article).exclude(done_at=None).order_by("-done_at").first()
    since = done.done_at if done and done.done_at else article.published_at or at
    wanted = next_review(article, since)
    wanted = wanted if wanted > at else min(due, next_review(article, at))
    if wanted == due:
        return False
    article.review_due_at = wanted
    article.save(update_fields=["review_due_at"])
    FullReview.objects.filter(article=article, done_at=None).update(due_at=wanted)
    return True
