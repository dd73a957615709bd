"""Compare what events stated with the rows they speak of: cards, opinions, objections (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.records.registry import Doubt, Recorded, compare, named
from zhichi.reviews.models import Opinion, Review, ScoreCard
from zhichi.reviews.services._write import card_digest, objection_digest, opinion_digest

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_cards(events: Sequence[Recorded]) -> list[Doubt]:
    """Versions of the score card whose criteria are not those published."""
    rows = {row.number: row for row in ScoreCard.objects.filter(number__in=[event.data["number"] for event in events])}
    return compare(events, named(rows, "number"), lambda row: card_digest(row.criteria))


def check_opinions(events: Sequence[Recorded]) -> list[Doubt]:
    """Opinions that differ from what was submitted. One taken back, a draft since, proves nothing."""
    rows = Opinion.objects.in_bulk([event.data["opinion_id"] for event in events])
    last = {event.data["opinion_id"]: event.id for event in events}
    standing = [
        event
        for event in events
        if event.id == last[event.data["opinion_id"]]
        and ((row := rows.get(event.data["opinion_id"])) is None or row.submitted_at == event.at)
    ]
    return compare(standing, named(rows, "opinion_id"), opinion_digest)


def check_objections(events: Sequence[Recorded]) -> list[Doubt]:
    """Objections whose reason is not the one that was given."""
    rows = Review.objects.in_bulk([event.object_id for event in events])
    return compare(events, lambda event: rows.get(event.object_id), objection_digest)
