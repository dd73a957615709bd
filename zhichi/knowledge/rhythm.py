"""When an article is looked through again (6.2.1): its module's rhythm, in days that the handbook sets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhichi.knowledge.definitions import RHYTHMS
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article


def next_review(article: Article, at: datetime) -> datetime:
    """The moment until which a full review is due after one at `at`. A section without a rhythm has its module's."""
    module = article.module
    rhythm = module.rhythm if module else ""
    if module is not None and not rhythm and module.parent is not None:
        rhythm = module.parent.rhythm
    return at + timedelta(days=int(policy(RHYTHMS[rhythm])))
