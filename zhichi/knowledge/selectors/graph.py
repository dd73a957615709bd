"""Articles with the links between them, module by module (6.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhichi.knowledge import policies
from zhichi.knowledge.choices import BONDS, KIND, ArticleState
from zhichi.knowledge.models import Article
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 120  # articles of one drawing


@dataclass(frozen=True)
class Edge:
    """A link as it was made: `source` needs, names or replaces `target`."""

    kind: str
    source: Article
    target: Article


@dataclass
class Cluster:
    """A module with its articles, the important ones first; `key` is 0 for what is in no module."""

    key: int
    title: str
    articles: list[Article] = field(default_factory=list)


@dataclass(frozen=True)
class Graph:
    """What is drawn. `is_cut`: there is more than a drawing holds."""

    clusters: list[Cluster]
    edges: list[Edge]
    is_cut: bool


def graph(person: Any, module_id: int | None = None) -> Graph:
    """Linked articles that this person may read: all, or those of a module with what they link. Two queries."""
    pairs = [(link.kind, _key(link.source), _key(link.target)) for link in records.links_among(KIND, BONDS)]
    rows = policies.readable_by(person, Article.objects.exclude(state=ArticleState.ARCHIVED))
    linked = rows.filter(pk__in={key for _kind, *ends in pairs for key in ends})
    linked = linked.select_related("module__parent").order_by("module__order", "place", "-importance", "pk")
    known = {row.pk: row for row in linked}
    edges = [Edge(kind, known[a], known[b]) for kind, a, b in pairs if a in known and b in known]
    if module_id is not None:
        edges = [edge for edge in edges if module_id in {*_modules(edge.source), *_modules(edge.target)}]
    wanted = {end.pk for edge in edges for end in (edge.source, edge.target)}
    drawn = [row for row in known.values() if row.pk in wanted]
    shown = {row.pk for row in drawn[:MOST]}
    kept = [edge for edge in edges if edge.source.pk in shown and edge.target.pk in shown]
    return Graph(_clusters(drawn[:MOST]), kept, len(drawn) > MOST)


def orphans() -> Q:
    """The condition of published articles in no module that no link leads from or to."""
    return Q(module=None, live__isnull=False) & ~records.is_linked(KIND, BONDS)


def _key(stream: str) -> int:
    return int(stream.partition(":")[2])


def _modules(article: Article) -> set[int | None]:
    module = article.module
    return {article.module_id, module.parent_id if module else None}


def _clusters(rows: Iterable[Article]) -> list[Cluster]:
    found: dict[int, Cluster] = {}
    for row in rows:
        module = row.module
        top = module.parent if module and module.parent else module
        key = top.pk if top else 0
        found.setdefault(key, Cluster(key, top.title if top else _("In no module"))).articles.append(row)
    return list(found.values())
