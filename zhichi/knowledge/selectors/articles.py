"""Reads of articles: what one reader may see of one, lists, the review queue, variants, links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q

from zhichi.knowledge import policies
from zhichi.knowledge.choices import BONDS, ArticleState
from zhichi.knowledge.html import without_internal
from zhichi.knowledge.models import Article, ArticleVersion, Draft
from zhichi.knowledge.registry import types
from zhichi.knowledge.selectors.graph import orphans
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.knowledge.models import Content


@dataclass(frozen=True)
class ShownPart:
    """One part as it is shown: its code, its heading (lazy), sanitised HTML that this reader may see."""

    code: str
    label: Any
    html: str


@dataclass(frozen=True)
class Shown:
    """An article as one reader sees it: never more than they may."""

    article: Article
    content: Content
    parts: tuple[ShownPart, ...]
    version: ArticleVersion | None  # None for a draft
    cuts_internal: bool


@dataclass(frozen=True)
class Bond:
    """A link of an article, seen from it: to `other` when `is_outward`, else from there."""

    kind: str
    other: Article
    is_outward: bool


@dataclass(frozen=True)
class Wanted:
    """How a list is narrowed; empty fields narrow nothing."""

    query: str = ""
    state: str = ""
    kind: str = ""
    language: str = ""
    visibility: str = ""
    module_id: int | None = None
    category_id: int | None = None
    product_id: int | None = None
    tag: str = ""
    owner_id: int | None = None
    is_due: bool = False
    is_orphan: bool = False
    at: datetime | None = field(default=None)


def find(person: Any, article_id: int) -> Article | None:
    """The article if this person may read it. One query, and the readers where they matter."""
    rows = policies.READ.scope(person, Article.objects.all()) if policies.READ.scope else Article.objects.none()
    rows = with_staleness(rows.select_related("live", "owner", "module__parent"))
    found: Article | None = rows.filter(pk=article_id).first()
    return found


def shown(article: Article, person: Any, content: Content | None = None) -> Shown | None:
    """The published content for this reader, or `content` of the same article; None when nothing is published.

    Whoever hands in a draft or a version has checked policies.SEE_WORK. Blocks for staff are cut for everybody else.
    """
    said = content or article.live
    if said is None:
        return None
    cuts = not policies.sees_internal(person)
    kind = types.find(article.kind)
    parts = []
    for part in kind.parts if kind else ():
        html = said.parts.get(part.code, "")
        html = without_internal(html) if cuts else html
        if html:
            parts.append(ShownPart(part.code, part.label, html))
    version = said if isinstance(said, ArticleVersion) else None
    return Shown(article, said, tuple(parts), version, cuts)


def draft_of(article: Article) -> Draft | None:
    """The draft, if the article is being written."""
    return Draft.objects.select_related("saved_by").filter(article=article).first()


def versions_of(article: Article) -> list[ArticleVersion]:
    """All versions, the newest first, without their texts."""
    rows = ArticleVersion.objects.filter(article=article).select_related("author", "reviewer")
    return list(rows.defer("parts", "summary").order_by("-number"))


def history_of(article: Article) -> list[ArticleVersion]:
    """Every version that readers had, the present one too, the oldest first, with its text; for the export."""
    rows = ArticleVersion.objects.filter(article=article, published_at__isnull=False)
    return list(rows.select_related("author").order_by("number"))


def version_of(article: Article, number: int) -> ArticleVersion | None:
    """One version with its text."""
    return ArticleVersion.objects.filter(article=article, number=number).select_related("author", "reviewer").first()


def version_at(article: Article, at: datetime | None) -> ArticleVersion | None:
    """The version that readers had at a time; None before the first."""
    rows = ArticleVersion.objects.filter(article=article, published_at__isnull=False)
    return rows.filter(published_at__lte=at).order_by("-published_at", "-number").first() if at else None


def newest_of(article: Article) -> ArticleVersion | None:
    """The version made last."""
    return ArticleVersion.objects.filter(article=article).select_related("author", "reviewer").first()


def articles(person: Any, wanted: Wanted) -> QuerySet[Article]:
    """The articles that a list shows, narrowed; whatever this person may not read is not among them."""
    rows = policies.readable_by(person, Article.objects.all())
    exact = {
        "state": wanted.state, "kind": wanted.kind, "language": wanted.language, "visibility": wanted.visibility,
        "owner_id": wanted.owner_id, "tags__key": wanted.tag,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if not wanted.state:
        rows = rows.exclude(state=ArticleState.ARCHIVED)
    if wanted.query.strip():
        rows = rows.filter(_named(wanted.query.strip()))
    if wanted.module_id:
        rows = rows.filter(Q(module_id=wanted.module_id) | Q(module__parent_id=wanted.module_id))
    if wanted.category_id:
        rows = rows.filter(_below(wanted.category_id))
    if wanted.product_id:
        rows = rows.filter(applies__product_id=wanted.product_id)
    if wanted.is_due and wanted.at:
        rows = rows.filter(live__isnull=False, review_due_at__lte=wanted.at)
    if wanted.is_orphan:
        rows = rows.filter(orphans())
    return with_staleness(rows.select_related("owner", "module", "live").defer("live__parts"))


def _named(query: str) -> Q:
    number = query.upper().removeprefix("KB").lstrip("-# ")
    found = Q(title__icontains=query)
    if number.isascii() and number.isdecimal() and len(number) < 12:
        found |= Q(pk=int(number))
    return found


def _below(category_id: int) -> Q:
    from zhichi.knowledge.models import Category  # noqa: PLC0415 - beside the one place that walks the tree

    found = Q(pk=category_id)
    for depth in ("parent", "parent__parent", "parent__parent__parent"):
        found |= Q(**{f"{depth}_id": category_id})
    return Q(
        pk__in=Article.categories.through.objects.filter(category__in=Category.objects.filter(found)).values("article")
    )


def with_staleness(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Mark those whose variant in another language was published later and that nobody confirmed since."""
    later = Article.objects.filter(
        family=OuterRef("family"), live__isnull=False, published_at__gt=OuterRef("agrees_at")
    ).exclude(pk=OuterRef("pk"))
    return rows.annotate(is_stale=Exists(later))


def variants_of(article: Article, person: Any) -> list[Article]:
    """The other languages of an article that this person may read."""
    rows = policies.readable_by(person, Article.objects.filter(family=article.family).exclude(pk=article.pk))
    return list(rows.select_related("live").order_by("language"))


def is_stale(article: Article) -> bool:
    """Whether another language was published later than this article was confirmed. One query."""
    row: Any = with_staleness(Article.objects.filter(pk=article.pk)).only("pk").first()
    return row is not None and row.is_stale


def review_queue(person: Any) -> QuerySet[Article]:
    """What waits for a reviewer, who may not be its author; the longest waiting first."""
    rows = policies.readable_by(person, Article.objects.filter(state=ArticleState.SUBMITTED))
    newest = ArticleVersion.objects.filter(article=OuterRef("pk"), number=OuterRef("versions_made"))
    rows = rows.annotate(
        waits_since=newest.values("created_at")[:1],
        author_id=newest.values("author_id")[:1],
        author_label=newest.values("author_label")[:1],
        note=newest.values("note")[:1],
    )
    about = ("owner", "module__parent", "live")
    return rows.select_related(*about).defer("live__parts").order_by("waits_since", "pk")


def waiting_count(person: Any) -> int:
    """How many articles wait for a review by this person."""
    if not policies.REVIEW.allows(person, None):
        return 0
    mine = Exists(
        ArticleVersion.objects.filter(article=OuterRef("pk"), number=OuterRef("versions_made"), author_id=person.pk)
    )
    scope = policies.REVIEW.scope
    rows = Article.objects.filter(state=ArticleState.SUBMITTED).exclude(mine)
    return (scope(person, rows) if scope else rows).count()


def bonds_of(article: Article, person: Any) -> list[Bond]:
    """Links with other articles, both ways, only to those that this person may read. Two queries."""
    links = [link for link in records.links_of(article.stream) if link.kind in BONDS]
    ids = {int(key) for link in links for key in (_id(link.source), _id(link.target)) if key} - {article.pk}
    rows = policies.readable_by(person, Article.objects.filter(pk__in=ids)).in_bulk()
    found = []
    for link in links:
        is_outward = link.source == article.stream
        other = rows.get(int(_id(link.target if is_outward else link.source) or 0))
        if other is not None:
            found.append(Bond(link.kind, other, is_outward))
    return found


def _id(stream: str) -> str:
    kind, _, key = stream.partition(":")
    return key if kind == "article" else ""


def by_ids(person: Any, ids: Iterable[int]) -> dict[int, Article]:
    """Those of several articles that this person may read."""
    rows = policies.readable_by(person, Article.objects.filter(pk__in=list(ids)))
    return rows.select_related("live", "owner").in_bulk()


def whole_base() -> QuerySet[Article]:
    """Every article that is not in the archive, whoever asks, with all that belongs to it; for the export."""
    rows = Article.objects.exclude(state=ArticleState.ARCHIVED).select_related(
        "live", "owner", "module__parent", "draft"
    )
    return rows.prefetch_related(
        "categories__parent__parent__parent", "tags", "applies__product", "readers__organisation", "readers__product",
        "readers__team",
    ).order_by("family", "language")  # fmt: skip


def of_family(family: str, language: str = "") -> Article | None:
    """An article by the name of its variants, in one language or in any."""
    rows = Article.objects.filter(family=family)
    return (rows.filter(language=language) if language else rows).order_by("pk").first()


def begun_in(start: datetime, end: datetime) -> QuerySet[Article]:
    """Every article that was begun in a time, whoever asks."""
    return Article.objects.filter(created_at__gte=start, created_at__lt=end)


def last_change() -> str:
    """Changes with every change of any article: of its readers, its state, its words. One query on an index."""
    newest = Article.objects.order_by("-updated_at", "-pk").values_list("updated_at", flat=True).first()
    return str(newest.timestamp()) if newest else ""


def published(person: Any) -> QuerySet[Article]:
    """The published articles that this person may read, the newest first."""
    rows = policies.readable_by(person, Article.objects.filter(live__isnull=False))
    return rows.select_related("live", "module").defer("live__parts").order_by("-published_at", "-pk")


def in_language(person: Any, articles: Iterable[Article], language: str) -> list[Article]:
    """Published articles, each in `language` where this person may read such a variant; a family once. One query."""
    rows = list(articles)
    readable = policies.readable_by(person, Article.objects.filter(family__in={row.family for row in rows}))
    found = {row.family: row for row in readable.filter(language=language, live__isnull=False).select_related("live")}
    chosen = {row.family: found.get(row.family, row) for row in rows if row.live_id or row.family in found}
    return list(chosen.values())


def readable_ids(person: Any, ids: Iterable[int]) -> set[int]:
    """Which of these articles this person may read."""
    return set(policies.readable_by(person, Article.objects.filter(pk__in=list(ids))).values_list("pk", flat=True))


def owned_by(person_id: int) -> list[str]:
    """The articles that somebody answers for, for the day they leave."""
    rows = Article.objects.filter(owner_id=person_id).exclude(state=ArticleState.ARCHIVED).order_by("pk")
    return [str(row) for row in rows]


def counts(person: Any, *, at: datetime) -> dict[str, int]:
    """How many articles of each view there are for this person: all, theirs being written, in review, due for one."""
    rows = policies.readable_by(person, Article.objects.exclude(state=ArticleState.ARCHIVED))
    found = rows.aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(owner_id=person.pk, state=ArticleState.DRAFT)),
        due=Count("pk", filter=Q(live__isnull=False, review_due_at__lte=at)),
    )
    return {**found, "review": waiting_count(person)}
