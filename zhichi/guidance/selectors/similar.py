"""Tickets that are about the same, with what solved them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.guidance.choices import How
from zhichi.guidance.models import ArticleUse
from zhichi.guidance.selectors.offers import fitting
from zhichi.knowledge import selectors as knowledge
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article
    from zhichi.tickets.models import Ticket

KIND = "ticket"  # of search documents
SHOWN = 5


@dataclass(frozen=True)
class Similar:
    """A ticket about the same; `solved_by` is the article that solved it, where one did and the reader may see it."""

    ticket: Ticket
    solved_by: Article | None = None


def similar(person: Any, ticket: Ticket) -> list[Similar]:
    """The tickets whose words or meaning come nearest, of those that `person` sees; not itself, nothing merged."""
    ids = [key for key in fitting(person, ticket, KIND) if key != ticket.pk]
    rows = tickets.for_person(person).filter(pk__in=ids, merged_into=None).in_bulk()
    found = [rows[key] for key in ids if key in rows][:SHOWN]
    uses = ArticleUse.objects.filter(ticket__in=found, how=How.SOLVED, undone_at=None).order_by("pk")
    by_ticket = dict(uses.values_list("ticket_id", "article_id"))
    articles = knowledge.by_ids(person, by_ticket.values()) if by_ticket else {}
    return [Similar(row, articles.get(by_ticket.get(row.pk, 0))) for row in found]
