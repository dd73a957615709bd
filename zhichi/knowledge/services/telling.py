"""What authors and owners hear of their articles: sent back, published, not published at the planned time (6.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.notices import services as notices

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Article, ArticleVersion

# Kinds of notice.
REMARKED, RETURNED = "knowledge.remarked", "knowledge.returned"
PUBLISHED, NOT_PUBLISHED = "knowledge.published", "knowledge.not_published"


def tell(
    kind: str,
    article: Article,
    version: ArticleVersion | None,
    *,
    by: Actor,
    at: datetime,
    once: str = "",
    reason: str = "",
) -> None:
    """Tell the version's author and the article's owner, but not whoever did it; with `once` each of them only once."""
    people = {article.owner_id, version.author_id if version else None} - {None, by.user_id}
    notices.tell(
        [key for key in people if key is not None], kind=kind, stream=article.stream, at=at, by=by, dedupe_key=once,
        data={"number": article.number, "title": article.title, "name": by.label, "reason": reason},
    )  # fmt: skip
