"""Who may put an article under a legal hold (3.4.3)."""

from __future__ import annotations

from typing import Any

from zhichi.knowledge import policies
from zhichi.knowledge.models import Article
from zhichi.records.registry import register_holdable


def register() -> None:
    """Tell the record."""
    register_holdable("article", _may_see)


def _may_see(person: Any, key: str) -> bool:
    return policies.readable_by(person, Article.objects.filter(pk=int(key))).exists()
