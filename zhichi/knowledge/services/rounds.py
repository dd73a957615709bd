"""Full reviews of published articles, each with the day it was due and the day it was done (6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.knowledge.models import FullReview

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Article


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
