"""Forbidden words and courtesy phrases as lists, and what a reply holds of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count

from zhichi.reviews.choices import Place, Severity
from zhichi.reviews.matching import Listed, matcher_of, own_words, without_citations
from zhichi.reviews.models import Phrase, Word, WordUse
from zhichi.tickets import selectors as tickets
from zhichi.tickets.registry import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.tickets.models import Ticket

NAME = "{name}"
LEADING = " ,，、:：;；"


def listed() -> tuple[Listed, ...]:
    """The words in force, of both languages: a text may hold either. One query."""
    rows = Word.objects.filter(is_active=True).order_by("pk")
    return tuple(
        Listed(key, text, severity == Severity.BLOCK, instead, tuple(exceptions))
        for key, text, severity, instead, exceptions in rows.values_list(
            "pk", "text", "severity", "instead", "exceptions"
        )
    )


def look(ticket_id: int, text: str) -> Sequence[Finding]:
    """The forbidden words in a reply; not in quoted lines, nor where the customer's own words are cited.

    One query, two when something is found.
    """
    hits = matcher_of(listed()).find(own_words(text))
    if hits:
        hits = without_citations(text, tickets.said_by_customer(ticket_id), hits)
    return [
        Finding(
            key=f"word:{hit.word.key}", start=hit.start, end=hit.end, advice=hit.word.instead, asks_why=hit.word.blocks
        )
        for hit in hits
    ]


def words(*, language: str = "", query: str = "") -> QuerySet[Word]:
    """The list with how often each word was sent all the same (`used`)."""
    rows = Word.objects.annotate(used=Count("uses")).order_by("-is_active", "-language", "text")
    if language:
        rows = rows.filter(language=language)
    return rows.filter(text__icontains=query.strip()) if query.strip() else rows


def word(key: int) -> Word | None:
    """One word, or None."""
    return Word.objects.filter(pk=key).first()


def uses(start: datetime, end: datetime) -> QuerySet[WordUse]:
    """The replies sent with a word of the list in the period, newest first."""
    rows = WordUse.objects.filter(at__gte=start, at__lt=end)
    return rows.select_related("word", "by", "ticket").order_by("-at", "-pk")


def phrases(*, language: str = "") -> QuerySet[Phrase]:
    """The courtesy phrases in their order."""
    rows = Phrase.objects.order_by("-is_active", "-language", "place", "order", "pk")
    return rows.filter(language=language) if language else rows


def phrase(key: int) -> Phrase | None:
    """One phrase, or None."""
    return Phrase.objects.filter(pk=key).first()


def phrases_for(ticket: Ticket) -> list[tuple[Any, list[str]]]:
    """The phrases for a reply in the ticket's language by place, the customer's name put in. One query."""
    rows = Phrase.objects.filter(is_active=True, language=ticket.language).order_by("order", "pk")
    by_place: dict[str, list[str]] = {place: [] for place in Place.values}
    name = ticket.contact.display_name if ticket.contact else ""
    for row in rows:
        by_place[row.place].append(with_name(row.text, name))
    return [(Place(place).label, texts) for place, texts in by_place.items() if texts]


def with_name(text: str, name: str) -> str:
    """The phrase with the customer's name; without one the gap closes ("您好" rather than "，您好")."""
    if name:
        return text.replace(NAME, name)
    before, _gap, after = text.partition(NAME)
    if not before.strip(LEADING):
        return after.lstrip(LEADING)
    return before.rstrip(LEADING) + after if NAME in text else text
