"""What of this part may still name a person whose data is erased (3.4.3, 5.1.1): people decide about it.

Nothing is taken out by itself: a name in an article may be another person's, and a version proves what was reviewed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhichi.knowledge.models import Article, ArticleVersion, Draft
from zhichi.records.registry import Eraser, register_eraser

if TYPE_CHECKING:
    from zhichi.records.registry import Person


def register() -> None:
    """Tell the record."""
    stays = _("Earlier versions of articles, for staff alone: the record proves each of them word for word")
    register_eraser(Eraser("knowledge", _("Articles"), named_in=named_in, stays=(stays,)))


def named_in(person: Person) -> list[tuple[str, str]]:
    """Articles of which the draft or any version names the person; it is told where only versions of the past do."""
    drafts, versions = _naming(person, Draft, "article_id"), _naming(person, ArticleVersion, "pk")
    found = drafts | set(ArticleVersion.objects.filter(pk__in=versions).values_list("article_id", flat=True))
    listed = []
    for article in Article.objects.filter(pk__in=found).order_by("pk"):
        is_past = article.pk not in drafts and article.live_id not in versions
        words = gettext("%s (earlier versions only)") % article.title if is_past else article.title
        listed.append((words, article.get_absolute_url()))
    return listed


def _naming(person: Person, model: type[Draft | ArticleVersion], key: str) -> set[int]:
    rows = model.objects.values_list(key, "title", "summary", "parts", "search_words", "note")
    return {found for found, *words in rows.iterator() if person.is_in(words)}
