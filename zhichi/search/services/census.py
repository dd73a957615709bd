"""Count how many documents hold each token, in a sample, so that rare words weigh more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.search.models import Census, Document, Generation
from zhichi.search.tokens import analyse

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

SAMPLE = 20_000  # documents looked at, at most; spread evenly over the index
MOST_TOKENS = 60_000  # frequent ones first; the rest count as rare
AT_ONCE = 500
KEPT = 2  # the newest, and the one before for processes that still read it
GROWTH = 1.1  # a census is due when the index has grown by a tenth
OLDEST_DAYS = 1.0


def take_census(*, at: datetime) -> Census:
    """Count anew; the newest census is in force within five minutes."""
    documents = _in_use()
    total = documents.count()
    holders: Counter[str] = Counter()
    counted = length = 0
    step = max(1, -(-total // SAMPLE))
    keys = list(documents.order_by("pk").values_list("pk", flat=True))[::step]
    for start in range(0, len(keys), AT_ONCE):
        rows = Document.objects.filter(pk__in=keys[start : start + AT_ONCE]).values_list("plain", "length")
        for plain, tokens in rows:
            holders.update(set(analyse(plain).tokens))
            length += tokens
            counted += 1
    average = max(1.0, length / counted) if counted else 1.0
    return _keep(Census(made_at=at, documents=total, counted=counted, length=average), holders)


def take_census_when_due(*, at: datetime) -> Census | None:
    """Count anew when the index has grown by a tenth, or a day has gone by; None when there was nothing to do."""
    last = Census.objects.order_by("-pk").only("made_at", "documents").first()
    total = _in_use().count()
    if last is not None:
        has_grown = not last.documents / GROWTH <= total <= last.documents * GROWTH
        is_old = (at - last.made_at).total_seconds() > OLDEST_DAYS * 86_400
        if not has_grown and not is_old:
            return None
    return take_census(at=at) if total else None


def _in_use() -> QuerySet[Document]:
    """The documents of the generation in use."""
    current = Generation.objects.filter(pk=1).values_list("current", flat=True).first() or 1
    return Document.objects.filter(generation=current)


@transaction.atomic
def _keep(census: Census, holders: Counter[str]) -> Census:
    census.holders = dict(holders.most_common(MOST_TOKENS))
    census.save()
    old = Census.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
    Census.objects.filter(pk__in=list(old)).delete()
    return census
