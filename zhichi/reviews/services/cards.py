"""Publish a version of the score card (质检评分表). Versions are never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.reviews import policies
from zhichi.reviews.cards import Criterion, to_json
from zhichi.reviews.choices import MAX_CRITERIA, MAX_WEIGHT, SCALES, Dimension
from zhichi.reviews.events import CardPublished
from zhichi.reviews.models import ScoreCard
from zhichi.reviews.services._write import allow, card_digest, record, required

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def publish_card(
    *, criteria: Sequence[Criterion], reason: str, by: Actor, at: datetime, after: int | None = None
) -> ScoreCard:
    """Put a new version in force; reviews planned before keep theirs. Appends reviews.card_published.

    Raises DomainError for a card that cannot be scored, an empty reason, or one equal to the version in force;
    Conflict when the newest version is not `after` any more.
    """
    allow(policies.MANAGE, by)
    text = required(reason, "reason", _("Say why the card changes."))
    newest = ScoreCard.objects.select_for_update().order_by("-number").first()
    if after is not None and newest is not None and newest.number != after:
        raise Conflict("stale", _("Somebody published version %s meanwhile.") % newest.number, _("Look at it first."))
    rows = to_json(_checked(criteria))
    if newest is not None and newest.criteria == rows:
        raise DomainError("unchanged", _("Nothing differs from version %s.") % newest.number)
    number = (ScoreCard.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    card = ScoreCard.objects.create(
        number=number, criteria=rows, reason=text, by_id=by.user_id, by_label=by.label[:200], at=at
    )
    event = CardPublished(number=number, reason=text, digest=card_digest(rows))
    record(f"score_card:{number}", event, by=by, at=at, is_new=True)
    return card


def _checked(criteria: Sequence[Criterion]) -> list[Criterion]:
    rows = list(criteria)
    if not rows or len(rows) > MAX_CRITERIA:
        raise DomainError("count", _("A card has 1 to %s criteria.") % MAX_CRITERIA)
    codes = [item.code for item in rows]
    if len(set(codes)) != len(codes) or not all(codes):
        raise DomainError("codes", _("Two criteria have the same code."))
    wrong = [
        _("Criterion %(number)s: %(what)s") % {"number": number, "what": what}
        for number, item in enumerate(rows, start=1)
        if (what := _wrong(item))
    ]
    if wrong:
        raise DomainError("criterion", " ".join(wrong))
    if nobody_asks := unasked(item.dimension for item in rows):
        raise DomainError("dimension", nobody_asks)
    return rows


def unasked(dimensions: Iterable[str]) -> str:
    """Which dimensions no criterion asks about, in words; empty when there is one for each."""
    asked = set(dimensions)
    missing = [str(kind.label) for kind in Dimension if kind not in asked]
    return _("No criterion asks about: %s") % _(", ").join(missing) if missing else ""


def _wrong(item: Criterion) -> str:
    if not item.name_zh.strip() or not item.name_en.strip():
        return _("give it a name in Chinese and in English.")
    if item.dimension not in Dimension.values:
        return _("choose its dimension.")
    if not 1 <= item.weight <= MAX_WEIGHT:
        return _("the weight is a whole number from 1 to %s.") % MAX_WEIGHT
    if item.scale not in SCALES:
        return _("choose a scale of the list.")
    return ""
