"""Knowledge in numbers, line by line: articles, questions to the search, what products cause (6.3.1, 6.3.3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Max, Q, Sum

from zhichi.core.texts import fold
from zhichi.customers import selectors as customers
from zhichi.guidance.choices import INSERTED, How
from zhichi.guidance.models import ArticleUse, Reads
from zhichi.guidance.selectors import measures
from zhichi.knowledge import selectors as knowledge
from zhichi.tickets.selectors import causes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhichi.handbook.registry import Period
    from zhichi.knowledge.models import Article

LONGEST_CAUSE = 200  # characters of a judged cause by which tickets are put together
SAMPLES = 5


@dataclass
class ArticleLine:
    """One article over a period: readers, times put into a reply, tickets solved, votes, requests not needed."""

    article: Article
    views: int = 0
    links: int = 0
    solved: int = 0
    votes: int = 0
    yes: int = 0
    deflected: int = 0

    @property
    def helpful(self) -> float | None:
        """Percent of the votes."""
        return round(100 * self.yes / self.votes, 1) if self.votes else None


@dataclass(frozen=True)
class SearchLine:
    """One question over a period: how often it was asked, what was found, opened, and where that stood."""

    words: str
    language: str
    asked: int
    hits: float  # on average
    empty: int
    clicked: int
    position: float | None  # on average, of what was opened
    last_at: Any

    @property
    def click_rate(self) -> float | None:
        """Percent of the times that it was asked."""
        return round(100 * self.clicked / self.asked, 1) if self.asked else None


@dataclass
class CauseLine:
    """One cause in one version of one product: tickets, urgent ones, the article that solves it."""

    product: str
    version: str
    cause: str
    article: Article | None
    tickets: int = 0
    urgent: int = 0
    samples: list[causes.Caused] = field(default_factory=list)


def article_lines(person: Any, period: Period) -> list[ArticleLine]:
    """Every published article that this person may read, and what became of it in the period. Five queries.

    Readers are counted by days of UTC, those that begin in the period.
    """
    lines = {row.pk: ArticleLine(row) for row in knowledge.published(person)}
    start, end = period.start, period.end
    read = Reads.objects.filter(day__gte=start.date(), day__lt=end.date())
    for key, total in read.order_by().values_list("article").annotate(total=Sum("count")):
        if key in lines:
            lines[key].views = total
    uses = ArticleUse.objects.filter(at__gte=start, at__lt=end, undone_at=None).order_by()
    put, did = Count("pk", filter=Q(how__in=INSERTED)), Count("pk", filter=Q(how=How.SOLVED))
    for key, links, solved in uses.values_list("article").annotate(put=put, did=did):
        if key in lines:
            lines[key].links, lines[key].solved = links, solved
    votes = measures.votes_in(start, end).order_by()
    for key, count, yes in votes.values_list("article").annotate(
        count=Count("pk"), yes=Count("pk", filter=measures.HELPFUL)
    ):
        if key in lines:
            lines[key].votes, lines[key].yes = count, yes
    saved = measures.forms_in(start, end).filter(measures.DEFLECTED).order_by()
    for key, count in saved.values_list("solved_by").annotate(count=Count("pk")):
        if key in lines:
            lines[key].deflected = count
    return list(lines.values())


def search_lines(period: Period) -> list[SearchLine]:
    """Every question of the period, the same words in other signs together. One query."""
    rows = measures.questions_in(period.start, period.end).order_by().values("key", "language")
    found = rows.annotate(
        said=Max("words"),
        asked=Count("pk"),
        found=Avg("hits"),
        empty=Count("pk", filter=Q(hits=0)),
        clicked=Count("chosen"),
        place=Avg("position"),
        last_at=Max("at"),
    )
    return [
        SearchLine(
            words=row["said"],
            language=row["language"],
            asked=row["asked"],
            hits=round(row["found"], 1),
            empty=row["empty"],
            clicked=row["clicked"],
            position=None if row["place"] is None else round(row["place"], 1),
            last_at=row["last_at"],
        )
        for row in found
    ]


def cause_lines(person: Any, period: Period) -> list[CauseLine]:
    """What products cause, the most frequent first: tickets that one article solved together, else by the judged cause.

    Of tickets and articles that this person may see. Five queries.
    """
    rows = causes.causes_in(person, period.start, period.end)
    solved = _solved_by(person, [row.ticket_id for row in rows])
    names = {row.pk: row.title for row in customers.products(active=None)}
    lines: dict[tuple[int, str, str], CauseLine] = {}
    for row in rows:
        article = solved.get(row.ticket_id)
        words = " ".join(row.cause.split())[:LONGEST_CAUSE]
        key = (row.product_id, fold(row.version), f"article:{article.pk}" if article else fold(words))
        if key not in lines:
            lines[key] = CauseLine(names.get(row.product_id, ""), row.version, words, article)
        line = lines[key]
        line.tickets += 1
        line.urgent += row.is_urgent
        if len(line.samples) < SAMPLES:
            line.samples.append(row)
    return sorted(lines.values(), key=lambda line: (-line.tickets, -line.urgent, line.product, line.version))


def _solved_by(person: Any, ticket_ids: Sequence[int]) -> dict[int, Article]:
    by_ticket: dict[int, int] = {}
    for chunk in _chunks(ticket_ids, 500):
        uses = ArticleUse.objects.filter(ticket__in=chunk, how=How.SOLVED, undone_at=None).order_by("-pk")
        by_ticket.update(uses.values_list("ticket_id", "article_id"))
    articles = knowledge.by_ids(person, set(by_ticket.values())) if by_ticket else {}
    return {key: articles[article] for key, article in by_ticket.items() if article in articles}


def _chunks(ids: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (ids[first : first + size] for first in range(0, len(ids), size))


def product_totals(lines: Iterable[CauseLine]) -> list[tuple[str, int]]:
    """Tickets by product, the most first."""
    found: dict[str, int] = defaultdict(int)
    for line in lines:
        found[line.product] += line.tickets
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
