"""Who may review whom: never an author, always a higher post, those with the least to do first (3.2)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import F, Q

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.reviews.choices import RANKS, ReviewState, rank_of
from zhichi.reviews.models import Review

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from zhichi.accounts.models import User

HIGHEST = max(RANKS.values())


def staff_by_id(ids: Iterable[int]) -> dict[int, User]:
    """The active members of staff among these, by id. One query."""
    rows = get_user_model().objects.filter(pk__in=list(ids), is_active=True).exclude(post="")
    return {row.pk: row for row in rows}


def all_staff() -> list[User]:
    """The active members of staff, by name."""
    return list(get_user_model().objects.filter(is_active=True).exclude(post="").order_by("sort_key", "pk"))


def name_of(person_id: int) -> str:
    """What somebody is called; empty for nobody. One query."""
    row = get_user_model().objects.filter(pk=person_id).first()
    return row.display_name if row is not None else ""


def told_of_alerts(*, supervisors: bool) -> list[int]:
    """Ids of the active managers, and of the supervisors where they are to hear of alerts too (3.3.2)."""
    posts = [Post.MANAGER, Post.SUPERVISOR] if supervisors else [Post.MANAGER]
    rows = get_user_model().objects.filter(is_active=True, post__in=posts)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def first_reviewer(subject: User, *, authors: Collection[int], at: datetime) -> User | None:
    """Who is to review, or None when nobody may."""
    return next(iter(reviewers(subject, authors=authors, at=at)), None)


def reviewers(subject: User, *, authors: Collection[int], at: datetime) -> list[User]:
    """Who may review a conversation of `subject`, best first: managers come last, they give second opinions.

    A higher post than the person under review; a manager's conversation may be reviewed by another manager.
    """
    least = min(rank_of(subject.post) + 1, HIGHEST)
    found = _able(least, except_for=authors, at=at)
    load = _open_reviews()
    return sorted(found, key=lambda row: (rank_of(row.post) == HIGHEST, load[row.pk], rank_of(row.post), row.pk))


def second_reviewers(review: Review, *, authors: Collection[int], at: datetime) -> list[User]:
    """Who may give the second opinion: of a higher post than the first reviewer, another manager after a manager."""
    first = review.reviewer
    least = min((rank_of(first.post) if first else 0) + 1, HIGHEST)
    except_for = {*authors, *([first.pk] if first else [])}
    load = _open_reviews()
    return sorted(_able(least, except_for=except_for, at=at), key=lambda row: (load[row.pk], rank_of(row.post), row.pk))


def _able(least: int, *, except_for: Collection[int], at: datetime) -> list[User]:
    posts = [post for post, rank in RANKS.items() if rank >= least]
    rows = get_user_model().objects.filter(is_active=True, post__in=posts).exclude(pk__in=list(except_for))
    able = list(rows)
    away = accounts.away_ids(at)
    return [row for row in able if row.pk not in away] or able


def _open_reviews() -> Counter[int]:
    """Open reviews and second opinions by person."""
    rows = Review.objects.filter(state__in=(ReviewState.OPEN, ReviewState.OBJECTED)).values_list(
        "state", "reviewer_id", "second_id"
    )
    return Counter(first or 0 if state == ReviewState.OPEN else second or 0 for state, first, second in rows)


def reviews_without_reviewer() -> list[int]:
    """The open reviews and objections that nobody has, or somebody who has left or wrote in the conversation since."""
    nobody = Q(state=ReviewState.OPEN) & (Q(reviewer=None) | Q(reviewer__is_active=False))
    no_second = Q(state=ReviewState.OBJECTED) & (Q(second=None) | Q(second__is_active=False))
    wrote = Q(state=ReviewState.OPEN, ticket__messages__author=F("reviewer"))
    wrote_second = Q(state=ReviewState.OBJECTED, ticket__messages__author=F("second"))
    rows = Review.objects.filter(nobody | no_second | wrote | wrote_second)
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())
