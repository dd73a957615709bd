"""The numbers of 6.1.1–6.1.3, 6.2.1, 6.2.3 and 6.3.2, and the records that they count."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from zhichi.core import clock
from zhichi.core.lengths import Microseconds
from zhichi.core.sheets import Happened, count, now_in, tallied, together, told
from zhichi.knowledge.choices import BONDS, KIND, Outcome, Scheme
from zhichi.knowledge.definitions import REVIEW_HOURS
from zhichi.knowledge.models import Article, ArticleVersion, FullReview
from zhichi.knowledge.registry import types
from zhichi.records import selectors as records
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from zhichi.handbook.registry import Period

CLASSIFIED, LINKED, COMPLETE, ROUND, REVIEWED, PUBLISHED = (
    "classified", "linked", "complete", "round", "reviewed", "published",
)  # fmt: skip
ILLUSTRATED = "illustrated"
HOUR = 3_600_000_000  # microseconds


@dataclass(frozen=True)
class Sheet:
    """Published articles as they are now; full reviews due in a period; versions reviewed and published in it."""

    published: int
    classified: int
    linked: int  # in a module, or linked to another article
    complete: int
    illustrated: int
    rounds: int
    in_time: int
    reviewed: int
    within: int  # of those reviewed, as soon as the handbook asks
    review_hours: float | None  # median
    publish_hours: float | None  # median, from submitting to publishing


def sheet(period: Period) -> Sheet:
    """The numbers of a period; one query for the whole it was cut from."""
    return sheet_of(period.rows("knowledge.rows", partial(happened, at=clock.now())))


def happened(start: datetime, end: datetime, *, at: datetime) -> list[Happened]:
    """Articles published now, and what became due, was reviewed and published from `start` to before `end`."""
    live, now = live_articles(), now_in(end)
    return together(
        tallied(live, CLASSIFIED, now, is_classified()),
        tallied(live, LINKED, now, ~is_orphan()),
        tallied(live, COMPLETE, now, is_complete()),
        tallied(live, ILLUSTRATED, now, HAS_FILES),
        told(rounds_in(start, end, at=at), ROUND, "due_at", good=IN_TIME),
        told(reviewed_in(start, end), REVIEWED, "reviewed_at", good=soon_enough(), amount=TO_REVIEW),
        told(published_in(start, end), PUBLISHED, "published_at", amount=TO_PUBLISH),
    )


def sheet_of(rows: Sequence[Happened]) -> Sheet:
    """What rows of `happened` come to."""
    return Sheet(
        published=sum(int(row.amount) for row in rows if row.kind == CLASSIFIED),
        classified=_good(rows, CLASSIFIED),
        linked=_good(rows, LINKED),
        complete=_good(rows, COMPLETE),
        illustrated=_good(rows, ILLUSTRATED),
        rounds=count(rows, ROUND),
        in_time=count(rows, ROUND, good=True),
        reviewed=count(rows, REVIEWED),
        within=count(rows, REVIEWED, good=True),
        review_hours=_median(rows, REVIEWED),
        publish_hours=_median(rows, PUBLISHED),
    )


def _good(rows: Sequence[Happened], kind: str) -> int:
    return sum(int(row.amount) for row in rows if row.kind == kind and row.is_good)


def _median(rows: Sequence[Happened], kind: str) -> float | None:
    taken = [row.amount for row in rows if row.kind == kind]
    return round(statistics.median(taken) / HOUR, 1) if taken else None


def live_articles() -> QuerySet[Article]:
    """The articles that have readers now."""
    return Article.objects.filter(live__isnull=False)


def is_classified() -> Q:
    """It has a place in each of the three classifications (6.1.1)."""
    found = Q()
    for scheme in Scheme:
        places = Article.categories.through.objects.filter(article=OuterRef("pk"), category__scheme=scheme.value)
        found &= Q(Exists(places))
    return found


def is_orphan() -> Q:
    """It is in no module, and no link leads from or to it (6.1.2)."""
    return Q(module=None) & ~records.is_linked(KIND, BONDS)


def is_complete() -> Q:
    """Its published version has a summary and every required part; it has a module and its classes (6.1.3)."""
    kinds = [Q(kind=code) & _has_parts(kind) for code, kind in types.items()]
    placed = Q(module__isnull=False) & ~Q(live__summary="") & is_classified()
    return placed & reduce(or_, kinds)


def _has_parts(kind: object) -> Q:
    codes = [part.code for part in getattr(kind, "parts", ()) if part.is_required]
    return Q(live__parts__has_keys=codes) if codes else Q()


def rounds_in(start: datetime, end: datetime, *, at: datetime) -> QuerySet[FullReview]:
    """Full reviews due in a period; one that is neither due yet nor done counts neither way."""
    rows = FullReview.objects.filter(due_at__gte=start, due_at__lt=end)
    return rows.filter(Q(due_at__lte=at) | Q(done_at__isnull=False))


HAS_FILES = ~Q(live__files=[])
IN_TIME = Q(done_at__isnull=False, done_at__lte=F("due_at"))
TO_REVIEW = Microseconds(F("reviewed_at") - F("created_at"))
TO_PUBLISH = Microseconds(F("published_at") - F("created_at"))


def reviewed_in(start: datetime, end: datetime) -> QuerySet[ArticleVersion]:
    """Versions approved or sent back in a period; one that was brought back had its review before."""
    rows = ArticleVersion.objects.filter(reviewed_at__gte=start, reviewed_at__lt=end, restores=None)
    return rows.filter(outcome__in=(Outcome.APPROVED, Outcome.RETURNED))


def soon_enough() -> Q:
    """Reviewed within the hours of the handbook (6.2.3)."""
    return Q(reviewed_at__lte=F("created_at") + timedelta(hours=int(policy(REVIEW_HOURS))))


def published_in(start: datetime, end: datetime) -> QuerySet[ArticleVersion]:
    """Versions that readers got here in a period, without those brought back."""
    rows = ArticleVersion.objects.filter(published_at__gte=start, published_at__lt=end, restores=None)
    return rows.exclude(outcome=Outcome.KEPT)
