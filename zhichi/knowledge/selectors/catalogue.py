"""Reads of the trees: modules with sections, the three classifications, tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from zhichi.knowledge import policies
from zhichi.knowledge.choices import ArticleState
from zhichi.knowledge.models import Article, Category, Module, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime


@dataclass
class Node:
    """A branch with what lies below it, and how many articles hang on it, those below included."""

    row: Any
    count: int = 0
    depth: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The row's key as text, for templates."""
        return str(self.row.pk)


def modules(person: Any, *, all_of_them: bool = False, published: bool = False) -> list[Node]:
    """The modules with their sections and counts of articles that this person may read. Two queries.

    With `published` only published ones are counted, and an article in two languages once.
    """
    rows = list(Module.objects.all() if all_of_them else Module.objects.filter(is_active=True))
    readable = policies.readable_by(person, Article.objects.exclude(state=ArticleState.ARCHIVED))
    if published:
        readable = readable.filter(live__isnull=False)
    what = Count("family", distinct=True) if published else Count("pk")
    counts = dict(readable.exclude(module=None).order_by().values_list("module").annotate(what))
    return _tree(rows, counts)


def shelves(person: Any, *, at: datetime) -> tuple[list[Node], dict[str, int]]:
    """The modules with counts of what this person may read, and the same as `counts`. Two queries."""
    found = _counted(person, at)
    nodes = _tree(list(Module.objects.filter(is_active=True)), {row["module"]: row["all"] for row in found})
    return nodes, _summed(found)


def counts(person: Any, *, at: datetime) -> dict[str, int]:
    """How many articles this person may read: all, those of their own in work, due for a full review. One query."""
    return _summed(_counted(person, at))


def _summed(found: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {name: sum(row[name] for row in found) for name in ("all", "mine", "due")}


def _counted(person: Any, at: datetime) -> Sequence[Mapping[str, Any]]:
    """Module by module, None for those in no module."""
    readable = policies.readable_by(person, Article.objects.exclude(state=ArticleState.ARCHIVED))
    return list(
        readable.order_by()
        .values("module")
        .annotate(
            all=Count("pk"),
            mine=Count("pk", filter=Q(owner_id=person.pk, state=ArticleState.DRAFT)),
            due=Count("pk", filter=Q(live__isnull=False, review_due_at__lte=at)),
        )
    )


def module_tree() -> list[Node]:
    """The modules in use with their sections, without counts. One query."""
    return _tree(list(Module.objects.filter(is_active=True)), {})


def category_trees() -> dict[str, list[Node]]:
    """The classifications in use, by scheme, without counts. One query."""
    return _by_scheme(list(Category.objects.filter(is_active=True)), {})


def categories() -> dict[str, list[Node]]:
    """The three classifications as trees, by scheme, those out of use too. Two queries."""
    rows = list(Category.objects.all())
    counts = dict(
        Article.categories.through.objects.filter(~Q(article__state=ArticleState.ARCHIVED))
        .order_by()
        .values_list("category")
        .annotate(Count("pk"))
    )
    return _by_scheme(rows, counts)


def _by_scheme(rows: Sequence[Any], counts: dict[int, int]) -> dict[str, list[Node]]:
    schemes: dict[str, list[Any]] = {}
    for row in rows:
        schemes.setdefault(row.scheme, []).append(row)
    return {scheme: _tree(found, counts) for scheme, found in schemes.items()}


def flat(nodes: Iterable[Node]) -> list[Node]:
    """The tree as lines, each with its depth."""
    found = []
    for node in nodes:
        found += [node, *flat(node.children)]
    return found


def _tree(rows: Sequence[Any], counts: dict[int, int]) -> list[Node]:
    nodes = {row.pk: Node(row, counts.get(row.pk, 0)) for row in rows}
    tops: list[Node] = []
    for row in rows:
        above = nodes.get(row.parent_id) if row.parent_id else None
        (above.children if above else tops).append(nodes[row.pk])
    for top in tops:
        _settle(top, 0)
    return tops


def _settle(node: Node, depth: int) -> int:
    node.depth = depth
    node.count += sum(_settle(child, depth + 1) for child in node.children)
    return node.count


def module(key: int) -> Module | None:
    """One module."""
    return Module.objects.filter(pk=key).first()


def category(key: int) -> Category | None:
    """One branch of a classification."""
    return Category.objects.filter(pk=key).first()


def tags() -> list[Tag]:
    """The tags in use, the most used first."""
    rows = Tag.objects.annotate(uses=Count("articles")).filter(uses__gt=0)
    return list(rows.order_by("-uses", "key")[:200])
