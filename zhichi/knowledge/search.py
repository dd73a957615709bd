"""Articles in the search index: one document for staff, one without blocks for staff for customers (6.3.1, 6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhichi.accounts.policies import has_post
from zhichi.core import clock
from zhichi.knowledge import policies
from zhichi.knowledge.choices import KIND, ArticleState, Visibility
from zhichi.knowledge.html import plain, without_internal
from zhichi.knowledge.models import Article, ArticleVersion, Draft
from zhichi.search.registry import Document, Mark, SearchRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.knowledge.models import Content

TEXT_LIMIT = 100_000  # characters of one article that are indexed
PUBLIC = "public"
_STATES: dict[str, tuple[str, str]] = {  # glyph and tone, as lists of articles show them
    ArticleState.DRAFT: ("pencil", "line"), ArticleState.SUBMITTED: ("eye", "accent"),
    ArticleState.REVIEWED: ("check", "accent"), ArticleState.PUBLISHED: ("check", "ok"),
}  # fmt: skip


def documents_of(ids: Sequence[int]) -> list[Document]:
    """The documents of articles: of the published version; of the newest content where none is published yet.

    The one for customers is made of the cut text and only for articles that customers may read. Archived: none.
    """
    rows = Article.objects.filter(pk__in=ids).exclude(state=ArticleState.ARCHIVED)
    rows = rows.select_related("live").prefetch_related("tags", "applies__product", "categories")
    unpublished = _newest([row.pk for row in rows if row.live_id is None])
    found = []
    for article in rows:
        content = article.live or unpublished.get(article.pk)
        if content is None:
            continue
        found.append(_document(article, content, "staff"))
        if article.live is not None and article.is_for_customers:
            found.append(_document(article, content, PUBLIC))
    return found


def _newest(ids: Sequence[int]) -> dict[int, Content]:
    found: dict[int, Content] = {}
    if ids:
        for version in ArticleVersion.objects.filter(article__in=ids).order_by("number"):
            found[version.article_id] = version
        for draft in Draft.objects.filter(article__in=ids):
            found[draft.article_id] = draft
    return found


def _document(article: Article, content: Content, visibility: str) -> Document:
    texts = [content.parts[code] for code in content.parts]
    if visibility == PUBLIC:
        texts = [without_internal(html) for html in texts]
    # In one order whatever the database's is: else the same article would be read differently by meaning.
    around = [article.number, content.search_words, *sorted(tag.word for tag in article.tags.all())]
    for row in sorted(article.applies.all(), key=lambda one: one.pk):
        around += [row.product.name, row.product.name_en, *row.versions]
    branches = sorted(article.categories.all(), key=lambda one: one.pk)
    around += [name for branch in branches for name in (branch.name, branch.name_en)]
    # What readers can read comes first: excerpts are cut from there, not from the words around it.
    said = "\n".join([content.summary, *(plain(html) for html in texts)])[:TEXT_LIMIT]
    body = "\n".join(line for line in (said, *around) if line)
    facets = {"type": article.kind, "language": article.language}
    return Document(
        kind=KIND, object_id=article.pk, title=content.title, text=body, language=article.language,
        visibility=visibility, at=article.published_at or article.updated_at, facets=facets,
    )  # fmt: skip


def ids(after: int, size: int) -> list[int]:
    """The next articles, for a rebuild of the index."""
    return list(Article.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])


def variants(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The family and the language of each published article; a draft stands for none but itself."""
    rows = Article.objects.filter(pk__in=ids, live__isnull=False).values_list("pk", "family", "language")
    return {key: (family, language) for key, family, language in rows}


def visible(person: Any) -> QuerySet[Any] | Q | None:
    """What `person` may find: everything for those who see all, else the scope of READ, inside the query."""
    if has_post(person, *policies.OVERSEERS):
        return None
    readable = policies.readable_by(person, Article.objects.all()).values("pk")
    return readable if has_post(person) else Q(visibility=PUBLIC, object_id__in=readable)


def load(ids: Sequence[int], person: Any) -> dict[int, SearchRow]:
    """How hits are shown; rights are asked once more, and a customer sees the published title."""
    rows = policies.readable_by(person, Article.objects.filter(pk__in=ids)).select_related("live", "module")
    is_staff, at = has_post(person), clock.now()
    return {
        article.pk: SearchRow(
            title=article.live.title if article.live else article.title,
            subtitle=" · ".join([article.number, *([str(article.module)] if article.module else [])]),
            url=article.get_absolute_url() if is_staff else article.reader_url,
            icon="book-open",
            marks=_marks(article, at) if is_staff else (),
        )
        for article in rows
    }


def _marks(article: Article, at: datetime) -> tuple[Mark, ...]:
    """For staff: whether it is published, who may read it, whether it is due for a full review."""
    glyph, tone = _STATES.get(article.state, ("archive", ""))
    readers = ("globe" if article.visibility == Visibility.PUBLIC else "users", "ok")
    return (
        Mark(article.get_state_display(), glyph, tone),
        Mark(article.get_visibility_display(), *(readers if article.is_for_customers else ("lock", "note"))),
        *((Mark(_("Due for a full review"), "calendar-clock", "warn"),) if article.is_due_at(at) else ()),
    )
