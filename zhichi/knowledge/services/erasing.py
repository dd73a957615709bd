"""What of this part may still name a person whose data is erased (3.4.3, 5.1.1): people decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhichi.knowledge.models import Article, ArticleVersion, Draft
from zhichi.records.registry import Eraser, register_eraser

if TYPE_CHECKING:
    from zhichi.records.registry import Person


def register() -> None:
    """Tell the record."""
    register_eraser(Eraser("knowledge", _("Articles"), named_in=named_in))


def named_in(person: Person) -> list[tuple[str, str]]:
    """Articles of which the draft or any version names the person."""
    found: set[int] = set()
    for model in (Draft, ArticleVersion):
        rows = model.objects.values_list("article_id", "title", "summary", "parts", "search_words", "note")
        found |= {key for key, *words in rows.iterator() if person.is_in(words)}
    articles = Article.objects.filter(pk__in=found).order_by("pk")
    return [(article.title, article.get_absolute_url()) for article in articles]
