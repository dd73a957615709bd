"""Articles beside a ticket: what fits it, what of that the customer may get, and what solved it (6.3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _

from zhichi.guidance.choices import How
from zhichi.guidance.models import ArticleUse
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge.choices import KIND, Visibility
from zhichi.records import selectors as records
from zhichi.records.choices import LinkKind
from zhichi.search import selectors as search
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zhichi.knowledge.models import Article
    from zhichi.tickets.models import Ticket

LONGEST = 200  # characters of a typed question that are looked at
SYMPTOM = 300  # characters of the customer's first words that say what it is about
LOOKED_AT = 12  # hits, of which variants and unpublished articles drop out
HALF = 60  # places are weighed as 1 / (HALF + place), as search does when it brings two answers together


@dataclass(frozen=True)
class Offer:
    """An article for a ticket. `refusal` says why it may not go into a reply, `link_refusal` why its link may not."""

    article: Article
    refusal: str = ""
    link_refusal: str = ""
    solved: int = 0  # tickets
    place: tuple[tuple[str, int], ...] = ()  # an excerpt in pieces with their marks

    @property
    def is_internal(self) -> bool:
        """Whether only staff may read it."""
        return not self.article.is_for_customers


def offers(person: Any, ticket: Ticket, *, query: str = "", at: datetime, limit: int = 5) -> list[Offer]:
    """Published articles that fit the ticket, or answer `query`: only what `person` may read, the best first.

    Each family of variants once, in the customer's language where there is such a variant.
    """
    words = " ".join(query[:LONGEST].split())
    found = _asked(person, words) if words else dict.fromkeys(fitting(person, ticket, KIND), ())
    rows = knowledge.by_ids(person, found)
    ordered = [rows[key] for key in found if key in rows]
    chosen = knowledge.in_language(person, ordered, ticket.language)[:limit]
    counts = solved_counts([row.pk for row in chosen])
    return _judged(chosen, ticket, counts, found, at)


def _judged(
    rows: Sequence[Article], ticket: Ticket, counts: dict[int, int], places: dict[int, Any], at: datetime
) -> list[Offer]:
    reader = knowledge_rights.addressee(ticket.contact, at=at)
    readable = knowledge.readable_ids(reader, [row.pk for row in rows])
    return [
        Offer(
            article=row,
            refusal=_refusal(row, is_readable=row.pk in readable),
            link_refusal=_link_refusal(row, ticket),
            solved=counts.get(row.pk, 0),
            place=places.get(row.pk, ()),
        )
        for row in rows
    ]


def offer(article: Article, ticket: Ticket, *, at: datetime) -> Offer:
    """One article for a ticket."""
    return _judged([article], ticket, solved_counts([article.pk]), {}, at)[0]


def rights_on(person: Any, ticket: Ticket) -> dict[str, bool]:
    """What `person` may do with an article for a ticket: `may_work` on it, `may_reply` to the customer."""
    may_work = ticket_rights.WORK.allows(person, ticket)
    may_reply = may_work and ticket.state != State.CLOSED and ticket.merged_into_id is None
    return {"may_work": may_work, "may_reply": may_reply}


def refusal(article: Article, ticket: Ticket, *, at: datetime) -> str:
    """Why the customer of this ticket may not read the article, in words for staff; empty when they may."""
    return offer(article, ticket, at=at).refusal


def _refusal(article: Article, *, is_readable: bool) -> str:
    if article.live_id is None:
        return _("It is not published yet.")
    if not article.is_for_customers:
        return _("Customers may not read it: it is for “%s”.") % article.get_visibility_display()
    if not is_readable:
        return _("This customer may not read it: it is for “%s”.") % article.get_visibility_display()
    return ""


def _link_refusal(article: Article, ticket: Ticket) -> str:
    """A link to what is not for everybody leads to the sign-in page, and helps only who can sign in."""
    has_account = ticket.contact is not None and ticket.contact.user_id is not None
    if article.visibility == Visibility.PUBLIC or has_account:
        return ""
    return _("This customer has no account to open the link with. Put the text in instead.")


def _asked(person: Any, words: str) -> dict[int, Any]:
    hits = search.find(words, for_user=person, kinds=(KIND,), limit=LOOKED_AT)
    return {hit.object_id: hit.highlights[0] if hit.highlights else () for hit in hits}


def fitting(person: Any, ticket: Ticket, kind: str) -> list[int]:
    """Ids of what fits a ticket: by the words of its subject and by the meaning of subject and symptom together."""
    said = tickets.said_by_customer(ticket.pk)[:1]
    symptom = f"{ticket.subject} {said[0][:SYMPTOM] if said else ''}"
    answers = (
        search.find(ticket.subject, for_user=person, kinds=(kind,), limit=LOOKED_AT, mode="words"),
        search.find(symptom, for_user=person, kinds=(kind,), limit=LOOKED_AT, mode="meaning"),
    )
    weights: dict[int, float] = {}
    for hits in answers:
        for place, hit in enumerate(hits):
            weights[hit.object_id] = weights.get(hit.object_id, 0) + 1 / (HALF + place)
    return sorted(weights, key=lambda key: -weights[key])


def solved_counts(ids: Iterable[int]) -> dict[int, int]:
    """How many tickets each of these articles solved."""
    rows = ArticleUse.objects.filter(article__in=list(ids), how=How.SOLVED, undone_at=None)
    return dict(rows.values_list("article").annotate(count=Count("pk")).order_by())


def solving(person: Any, ticket: Ticket) -> list[Article]:
    """The articles that solved this ticket, of those that `person` may read."""
    rows = ArticleUse.objects.filter(ticket=ticket, how=How.SOLVED, undone_at=None).order_by("at", "pk")
    ids = list(rows.values_list("article_id", flat=True))
    found = knowledge.by_ids(person, ids) if ids else {}
    return [found[key] for key in ids if key in found]


def written_from(person: Any, ticket: Ticket) -> list[Article]:
    """The articles that were begun from this ticket, of those that `person` may read."""
    links = records.links_of(ticket.stream)
    ids = [
        int(link.source.removeprefix("article:"))
        for link in links
        if link.kind == LinkKind.FOLLOWS and link.source.startswith("article:")
    ]
    found = knowledge.by_ids(person, ids) if ids else {}
    return [found[key] for key in ids if key in found]


def origins(person: Any, article: Article) -> list[Ticket]:
    """The tickets that this article was begun from, of those that `person` sees."""
    keys = [
        link.target.removeprefix("ticket:")
        for link in records.links_of(article.stream)
        if link.kind == LinkKind.FOLLOWS
    ]
    ids = [int(key) for key in keys if key.isdigit()]
    return list(tickets.for_person(person).filter(pk__in=ids)) if ids else []
