"""Articles: lists, reading, searching, drafts, asking for a review, votes (6.1–6.3)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from zhichi.api import article_shapes as shapes
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.articles import (
    ArticleDetailOut,
    ArticleIn,
    ArticleOut,
    ArticleQuery,
    ArticleVoteIn,
    ChoiceIn,
    ChoiceOut,
    CountQuery,
    DraftIn,
    FiguresOut,
    FindQuery,
    FoundCountsOut,
    FoundListOut,
    SubmitIn,
    WhichQuery,
)
from zhichi.api.schemas.values import AddressId, Key, Page
from zhichi.core import clock
from zhichi.core.rights import Right
from zhichi.guidance import selectors as guidance
from zhichi.guidance import services as use
from zhichi.guidance.choices import Place
from zhichi.knowledge import policies, selectors, services
from zhichi.knowledge.models import Article

router = Router(tags=["Articles"])
READ, WRITE = Scope.ARTICLES_READ, Scope.ARTICLES_WRITE


@operation(router, "get", "/articles", scope=READ, right=policies.BROWSE, response=Page[ArticleOut])
def list_articles(request: HttpRequest, filters: Annotated[ArticleQuery, Query()]) -> Page[ArticleOut]:
    """Articles that the token's owner may read, the newest change first; archived ones only by their state."""
    wanted = selectors.Wanted(
        query=filters.query,
        state=filters.state or "",
        kind=filters.type,
        language=filters.language or "",
        module_id=filters.module_id,
        product_id=filters.product_id,
        is_due=filters.is_due,
        at=clock.now(),
    )
    rows = selectors.articles(request.user, wanted)
    return page_of(
        rows, filters, order=("-updated_at", "-pk"), shape=lambda found: [shapes.article(row) for row in found]
    )


@operation(router, "get", "/articles/search", scope=READ, right=policies.BROWSE, response=FoundListOut)
def search_articles(request: HttpRequest, asked: Annotated[FindQuery, Query()]) -> FoundListOut:
    """Published articles that answer, by words and by meaning, in Chinese and English (6.3.1). Each search counts."""
    query = " ".join(asked.query.split())
    results = guidance.find(request.user, query, asked.language)
    token = use.note_question(
        words=query, place=Place.API, language=asked.language, hits=len(results), by=request.user, at=clock.now()
    )
    return FoundListOut.model_construct(search_id=token, items=[shapes.found(one) for one in results])


@operation(router, "post", "/articles/search/{search_id}/choice", scope=READ, right=policies.BROWSE, response=ChoiceOut)
def choose_article(
    request: HttpRequest, search_id: Annotated[str, Path(max_length=32, pattern=r"^[A-Za-z0-9_-]+$")], data: ChoiceIn
) -> ChoiceOut:
    """Report which article was opened from an answer of your own; the first of a search counts (6.3.1)."""
    if not guidance.has_asked(request.user, search_id):
        raise NotFound
    row = _found(request, data.article_id)
    is_counted = use.note_choice(
        token=search_id, article_id=row.pk, position=data.position, by=request.user, at=clock.now()
    )
    return ChoiceOut(is_counted=is_counted)


@operation(router, "get", "/articles/search/counts", scope=READ, right=policies.BROWSE, response=FoundCountsOut)
def count_articles(request: HttpRequest, asked: Annotated[CountQuery, Query()]) -> FoundCountsOut:
    """How many articles the token's owner may read hold every word, by type and language (6.3.1)."""
    return shapes.counts(guidance.counts(request.user, " ".join(asked.query.split())))


@operation(router, "post", "/articles", scope=WRITE, right=policies.WRITE, response={201: ArticleDetailOut})
def create_article(request: HttpRequest, data: ArticleIn, idempotency_key: Key = "") -> HttpResponse:
    """Begin an article as a draft. What is missing for a review stands in the refusal of `submit`."""

    def create() -> ArticleDetailOut:
        text = services.Text(title=data.title, summary=data.summary, parts=data.parts, search_words=data.search_words)
        if data.variant_of is not None:
            _found(request, data.variant_of, policies.EDIT)
        made = services.create(
            kind=data.type,
            language=data.language,
            text=text,
            variant_of=data.variant_of,
            by=actor(request),
            at=clock.now(),
        )
        return _shown(request, made.pk, newest=True)

    return once(request, idempotency_key, create)


@operation(router, "get", "/articles/{article_id}", scope=READ, right=policies.BROWSE, response=ArticleDetailOut)
def get_article(request: HttpRequest, article_id: AddressId, asked: Annotated[WhichQuery, Query()]) -> ArticleDetailOut:
    """One article with its text, cut to what the token's owner may see. With `from_search` it counts as opened."""
    shown = _shown(request, article_id, newest=asked.which == "newest")
    if asked.from_search:
        use.note_choice(
            token=asked.from_search, article_id=shown.id, position=None, by=request.user, at=clock.now()
        )  # fmt: skip
    return shown


@operation(router, "put", "/articles/{article_id}/draft", scope=WRITE, right=policies.EDIT, response=ArticleDetailOut)
def save_article_draft(request: HttpRequest, article_id: AddressId, data: DraftIn) -> ArticleDetailOut:
    """Save the draft as a whole; a published article begins to be rewritten, and readers keep what they have."""
    row = _found(request, article_id, policies.EDIT)
    text = services.Text(
        title=data.title, summary=data.summary, parts=data.parts, search_words=data.search_words, note=data.note
    )
    services.save_draft(article_id=row.pk, text=text, revision=data.revision, by=actor(request), at=clock.now())
    return _shown(request, row.pk, newest=True)


@operation(router, "post", "/articles/{article_id}/submit", scope=WRITE, right=policies.EDIT, response=ArticleDetailOut)
def submit_article(request: HttpRequest, article_id: AddressId, data: SubmitIn) -> ArticleDetailOut:
    """Ask for a review of the draft (6.2.3). 422 "incomplete" names what is missing by `fields`."""
    row = _found(request, article_id, policies.EDIT)
    services.submit(article_id=row.pk, note=data.note, by=actor(request), at=clock.now())
    return _shown(request, row.pk, newest=True)


@operation(router, "get", "/articles/{article_id}/figures", scope=READ, right=policies.BROWSE, response=FiguresOut)
def get_article_figures(request: HttpRequest, article_id: AddressId) -> FiguresOut:
    """Readers, votes, tickets solved and requests not needed (6.1.3, 6.3.3)."""
    return shapes.figures(guidance.figures(_found(request, article_id)))


@operation(router, "post", "/articles/{article_id}/votes", scope=WRITE, right=policies.BROWSE, response=FiguresOut)
def vote_article(request: HttpRequest, article_id: AddressId, data: ArticleVoteIn) -> FiguresOut:
    """Say whether a published article helped; a second vote takes the place of the first (6.1.3)."""
    row = _found(request, article_id)
    if row.live is None:
        raise NotFound
    use.vote(
        article=row,
        visitor=use.visitor_of(actor(request).person_id),
        is_helpful=data.is_helpful,
        reason=data.reason or "",
        words=data.words,
        language=row.language,
        by=actor(request),
        at=clock.now(),
    )
    return shapes.figures(guidance.figures(row))


def _found(request: HttpRequest, key: int, right: Right | None = None) -> Article:
    row = selectors.find(request.user, key)
    if row is None:
        raise NotFound
    if right is not None:
        right.check(request.user, row)
    return row


def _shown(request: HttpRequest, key: int, *, newest: bool) -> ArticleDetailOut:
    shown = shapes.detail(_found(request, key), request.user, newest=newest)
    if shown is None:
        raise NotFound
    return shown
