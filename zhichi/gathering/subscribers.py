"""What is heard of articles: their way through review settles what came for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.core.actors import Actor
from zhichi.gathering import services

if TYPE_CHECKING:
    from zhichi.records.registry import Recorded

BY = Actor.system("gathering")


def article_submitted(recorded: Recorded) -> None:
    """In the transaction that submits."""
    services.settle_submitted(article_id=recorded.object_id, by=BY, at=recorded.at)


def article_published(recorded: Recorded) -> None:
    """In the transaction that publishes."""
    services.settle_published(article_id=recorded.object_id, by=BY, at=recorded.at)


def article_archived(recorded: Recorded) -> None:
    """In the transaction that archives."""
    services.settle_archived(article_id=recorded.object_id, by=BY, at=recorded.at)
