"""Who may read a file of an article: whoever may read the text that shows it (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.knowledge import policies
from zhichi.knowledge.models import Article

if TYPE_CHECKING:
    from django.http import HttpRequest

    from zhichi.files.models import Attachment


def may_read_file(request: HttpRequest, attachment: Attachment) -> bool:
    """Drafts' files for those who see drafts; else only what the published version shows this reader."""
    article = Article.objects.select_related("live").filter(pk=attachment.holder_id or 0).first()
    if article is None:
        return False
    if policies.SEE_WORK.allows(request.user, article):
        return True
    if article.live is None or not policies.READ.allows(request.user, article):
        return False
    inside = policies.sees_internal(request.user)
    return attachment.public_id in (article.live.files if inside else article.live.open_files)
