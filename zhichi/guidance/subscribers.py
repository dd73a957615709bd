"""What is heard of articles: one that is published closes the gaps that wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.core.actors import Actor
from zhichi.guidance import services

if TYPE_CHECKING:
    from zhichi.records.registry import Recorded


def article_published(recorded: Recorded) -> None:
    """In the transaction that publishes."""
    services.close_gaps_of(article_id=recorded.object_id, by=Actor.system("knowledge"), at=recorded.at)
