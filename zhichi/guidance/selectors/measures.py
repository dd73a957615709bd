"""The numbers of 6.1.3, 6.3.1 and 6.3.3 about the use of knowledge, and the records that they count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from zhichi.core.sheets import Happened, count, together, told
from zhichi.guidance.choices import How
from zhichi.guidance.models import ArticleUse, Attempt, Question, Vote
from zhichi.tickets.selectors import behind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.handbook.registry import Period
    from zhichi.tickets.models import Ticket

VOTE, QUESTION, USE, CLOSED, FORM = "vote", "question", "use", "closed", "form"
HELPFUL, CHOSEN, FOUND = Q(is_helpful=True), Q(chosen__isnull=False), Q(hits__gt=0)
DEFLECTED = Q(solved_at__isnull=False, ticket=None)


@dataclass(frozen=True)
class Sheet:
    """What happened to knowledge in a period."""

    votes: int
    helpful: int
    searches: int
    found: int  # searches with a result
    clicked: int  # of those, searches that led to an article
    closed: int  # tickets
    linked: int  # of those, tickets on which an article was used
    solved: int  # times that an article was said to have solved a ticket
    forms: int  # request forms to which articles were suggested
    deflected: int  # of those, forms that were not sent because an article helped


def sheet(period: Period) -> Sheet:
    """The numbers of a period; one query for the whole it was cut from."""
    return sheet_of(period.rows("guidance.rows", happened))


def happened(start: datetime, end: datetime) -> list[Happened]:
    """Votes, searches, uses on tickets, closed tickets and request forms from `start` (aware) to before `end`."""
    return together(
        told(votes_in(start, end), VOTE, "at", good=HELPFUL),
        told(questions_in(start, end), QUESTION, "at", good=CHOSEN, amount=F("hits")),
        told(solved_in(start, end), USE, "at"),
        told(closed_in(start, end), CLOSED, "closed_at", good=used()),
        told(forms_in(start, end), FORM, "at", good=DEFLECTED),
    )


def sheet_of(rows: Sequence[Happened]) -> Sheet:
    """What rows of `happened` come to."""
    searches = [row for row in rows if row.kind == QUESTION]
    found = [row for row in searches if row.amount > 0]
    return Sheet(
        votes=count(rows, VOTE),
        helpful=count(rows, VOTE, good=True),
        searches=len(searches),
        found=len(found),
        clicked=sum(row.is_good for row in found),
        closed=count(rows, CLOSED),
        linked=count(rows, CLOSED, good=True),
        solved=count(rows, USE),
        forms=count(rows, FORM),
        deflected=count(rows, FORM, good=True),
    )


def votes_in(start: datetime, end: datetime) -> QuerySet[Vote]:
    """What readers said in a period; a changed answer counts where it was changed last."""
    return Vote.objects.filter(at__gte=start, at__lt=end)


def questions_in(start: datetime, end: datetime) -> QuerySet[Question]:
    """Searches of a period."""
    return Question.objects.filter(at__gte=start, at__lt=end)


def solved_in(start: datetime, end: datetime) -> QuerySet[ArticleUse]:
    """Articles said in a period to have solved a ticket, and not taken back."""
    return ArticleUse.objects.filter(at__gte=start, at__lt=end, how=How.SOLVED, undone_at=None)


def closed_in(start: datetime, end: datetime) -> QuerySet[Ticket]:
    """Tickets closed in a period."""
    return behind.finished_in(start, end)


def used() -> Q:
    """An article was put into a reply of the ticket, or solved it."""
    return Q(Exists(ArticleUse.objects.filter(ticket=OuterRef("pk"), undone_at=None)))


def forms_in(start: datetime, end: datetime) -> QuerySet[Attempt]:
    """Request forms of a period to which articles were suggested."""
    return Attempt.objects.filter(at__gte=start, at__lt=end)
