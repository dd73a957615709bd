"""Reads of gathering: sources with what waits, runs with their rows, the queue of incoming changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from zhichi.core.sheets import Happened, together, told
from zhichi.gathering.choices import BY_HAND, WAITING, ItemState
from zhichi.gathering.models import Item, Line, Run, Source
from zhichi.knowledge import selectors as articles

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.knowledge.models import Article

LINES_SHOWN = 500


def sources() -> list[Source]:
    """All sources with their last run, how many articles they brought and how many changes wait. Two queries."""
    last = Run.objects.filter(source=OuterRef("pk"), is_trial=False).order_by("-pk").values("pk")[:1]
    waiting = Count("items", filter=Q(items__state__in=WAITING, items__article__isnull=False))
    failed = Count("items", filter=~Q(items__words=""))
    rows: list[Any] = list(
        Source.objects.select_related("owner", "module").annotate(
            last_id=Subquery(last), articles=Count("items__article"), waits=waiting, failures=failed
        )
    )
    runs = Run.objects.in_bulk([row.last_id for row in rows if row.last_id])
    for row in rows:
        row.last = runs.get(row.last_id)
    return rows


def all_sources() -> QuerySet[Source]:
    """Every source."""
    return Source.objects.select_related("owner").order_by("pk")


def all_runs(source: Source) -> QuerySet[Run]:
    """Every run of a source, the newest first."""
    return Run.objects.filter(source=source).order_by("-pk")


def source(source_id: int) -> Source | None:
    """One source."""
    return Source.objects.select_related("owner", "module").filter(pk=source_id).first()


def runs_of(source: Source, most: int = 20) -> list[Run]:
    """The newest runs of a source."""
    return list(Run.objects.filter(source=source).select_related("asked_by").order_by("-pk")[:most])


def imports(most: int = 10) -> list[Run]:
    """The newest readings of uploaded archives."""
    return list(Run.objects.filter(source=None).select_related("asked_by").order_by("-pk")[:most])


def run(run_id: int) -> Run | None:
    """One run."""
    return Run.objects.select_related("source", "asked_by").filter(pk=run_id).first()


def lines_of(run: Run, outcome: str = "") -> list[Line]:
    """The rows of a run, those that need a look first."""
    rows = Line.objects.filter(run=run).select_related("item__article", "article")
    rows = rows.filter(outcome=outcome) if outcome else rows
    order = ["failed", "conflict", "gone", "new", "changed", "skipped", "same"]
    found = list(rows.order_by("pk")[:LINES_SHOWN])
    return sorted(found, key=lambda line: order.index(line.outcome))


def incoming(state: str, source_id: int | None = None) -> QuerySet[Item]:
    """What waits in one view of the queue, the newest first."""
    rows = Item.objects.filter(state=state, article__isnull=False).select_related("source", "article__live")
    rows = rows.filter(source=source_id) if source_id else rows
    return rows.defer("base", "incoming", "pictures", "traits").order_by("-changed_at", "-pk")


def incoming_counts(source_id: int | None = None) -> dict[str, int]:
    """How many stand in each view of the queue. One query."""
    rows = Item.objects.filter(state__in=WAITING, article__isnull=False)
    rows = rows.filter(source=source_id) if source_id else rows
    return dict(rows.order_by().values_list("state").annotate(count=Count("pk")))


def failing(source: Source) -> list[Item]:
    """What could not be taken the last time, with the reason."""
    return list(Item.objects.filter(source=source).exclude(words="").order_by("-seen_at", "-pk")[:50])


def item(item_id: int) -> Item | None:
    """One item with its article and source."""
    return Item.objects.select_related("source", "article__live").filter(pk=item_id).first()


def next_waiting(after: Item) -> Item | None:
    """The next one that waits in the same view of the queue, for going through it by keys."""
    rows = incoming(after.state).exclude(pk=after.pk)
    older = rows.filter(Q(changed_at__lt=after.changed_at) | Q(changed_at=after.changed_at, pk__lt=after.pk))
    return older.first() or rows.first()


def item_of(article_id: int) -> Item | None:
    """Where an article came from; None for one written here."""
    return Item.objects.select_related("source").filter(article=article_id).first()


def brought(articles: QuerySet[Article], kind: str = "") -> QuerySet[Article]:
    """Those of `articles` that sources of a kind brought; without a kind those that none brought."""
    items = Item.objects.filter(article__isnull=False)
    if not kind:
        return articles.exclude(pk__in=items.values("article"))
    return articles.filter(pk__in=items.filter(source__kind=kind).values("article"))


def begun(start: datetime, end: datetime) -> list[Happened]:
    """Articles begun from `start` (aware) to before `end`, by the kind of source that brought each or BY_HAND."""
    kind = Item.objects.filter(article=OuterRef("pk")).values("source__kind")[:1]
    return together(told(articles.begun_in(start, end), Coalesce(Subquery(kind), Value(BY_HAND)), "created_at"))


def has_state(state: str) -> bool:
    """Whether the queue has such a view."""
    return state in {one.value for one in WAITING} and state != ItemState.CURRENT
