"""Articles and missing articles as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from zhichi.api.schemas.articles import (
    ArticleDetailOut,
    ArticleFoundOut,
    ArticleLinkOut,
    ArticleOut,
    CountOut,
    FiguresOut,
    FoundCountsOut,
    GapOut,
    PartOut,
)
from zhichi.api.schemas.values import Ref
from zhichi.guidance.choices import GapState
from zhichi.knowledge import policies, selectors
from zhichi.knowledge.choices import KIND, ArticleState, Visibility
from zhichi.knowledge.models import ArticleVersion
from zhichi.search.selectors import Count

if TYPE_CHECKING:
    from zhichi.guidance.models import Gap
    from zhichi.guidance.selectors import Result
    from zhichi.knowledge.models import Article
    from zhichi.search.selectors import Counts


def article(row: Article) -> ArticleOut:
    """One article of a list."""
    return ArticleOut.model_construct(**_facts(row))


def detail(row: Article, person: Any, *, newest: bool) -> ArticleDetailOut | None:
    """One article with its text for this person; None where there is nothing that they may see."""
    sees_work = policies.SEE_WORK.allows(person, row)
    draft = selectors.draft_of(row) if sees_work else None
    content = (draft or selectors.newest_of(row)) if newest and sees_work else row.live
    shown = selectors.shown(row, person, content) if content else None
    if shown is None:
        return None
    is_version = isinstance(content, ArticleVersion)
    which = ("published" if content == row.live else "version") if is_version else "draft"
    return ArticleDetailOut.model_construct(
        **_facts(row) | {"title": shown.content.title},
        which=which,
        summary=shown.content.summary,
        parts=[PartOut.model_construct(code=one.code, title=str(one.label), html=one.html) for one in shown.parts],
        search_words=shown.content.search_words,
        products=[_ref(one.product_id, one.product.title) for one in row.applies.select_related("product")],
        links=[
            ArticleLinkOut.model_construct(kind=bond.kind, is_outward=bond.is_outward, article=_named(bond.other))
            for bond in selectors.bonds_of(row, person)
        ],
        draft_revision=draft.revision if draft else None,
    )


def found(result: Result) -> ArticleFoundOut:
    """One answer of the search."""
    places = ["".join(words for words, _mark in place) for place in result.places]
    return ArticleFoundOut.model_construct(
        article=article(result.article), position=result.position, by_meaning=result.by_meaning, places=places
    )


def counts(counted: Counts) -> FoundCountsOut:
    """How many articles answer."""
    facets = {name: {value: _count(one) for value, one in by.items()} for name, by in counted.facets.items()}
    return FoundCountsOut.model_construct(
        articles=_count(counted.kinds.get(KIND, Count(0, is_more=False))),
        by_type=facets.get("type", {}),
        by_language=facets.get("language", {}),
    )


def _count(one: Count) -> CountOut:
    return CountOut.model_construct(number=one.number, is_more=one.is_more)


def figures(counted: Any) -> FiguresOut:
    """What became of an article."""
    return FiguresOut.model_construct(
        readers=counted.read,
        votes=counted.votes,
        helpful=counted.helpful,
        tickets_solved=counted.solved,
        requests_not_needed=counted.deflected,
    )


def gap(row: Gap) -> GapOut:
    """One missing article."""
    names = ("id", "words", "language", "count", "unanswered", "reason", "first_at", "last_at")
    return GapOut.model_construct(
        **{name: getattr(row, name) for name in names},
        state=GapState(row.state),
        assignee=_ref(row.assignee.pk, row.assignee.display_name) if row.assignee else None,
        article=_named(row.article) if row.article else None,
    )


def _facts(row: Article) -> dict[str, Any]:
    names = ("id", "number", "title", "language", "published_at", "updated_at", "review_due_at")
    return {name: getattr(row, name) for name in names} | {
        "type": row.kind,
        "state": ArticleState(row.state),
        "visibility": Visibility(row.visibility),
        "module": _ref(row.module.pk, row.module.title) if row.module else None,
        "owner": _ref(row.owner.pk, row.owner.display_name) if row.owner else None,
        "published_version": row.live.number if row.live else None,
        "url": f"{settings.BASE_URL}{row.short_reader_url}",
    }


def _named(row: Article) -> Ref:
    return _ref(row.pk, f"{row.number} {row.title}")


def _ref(key: int, name: str) -> Ref:
    return Ref.model_construct(id=key, name=name)
