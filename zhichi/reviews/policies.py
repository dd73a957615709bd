"""Who sees which review, who writes it, who keeps cards, words and phrases (3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import LEADERS, by_post, has_post
from zhichi.accounts.selectors import team_ids_of
from zhichi.core.rights import define
from zhichi.reviews.choices import ReviewState, rank_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.reviews.models import Review

SEES_ALL = (Post.MANAGER, Post.AUDITOR)


def _may_see(person: Any, row: Any) -> bool:
    if not has_post(person):
        return False
    if row is None or has_post(person, *SEES_ALL) or person.pk in {row.reviewer_id, row.second_id}:
        return True
    if row.subject_id == person.pk:
        return bool(row.state != ReviewState.OPEN)  # who is under review sees the result, not the task
    return has_post(person, Post.SUPERVISOR) and not team_ids_of(row.subject).isdisjoint(team_ids_of(person))


def visible_to(person: Any, rows: QuerySet[Review]) -> QuerySet[Review]:
    """The reviews that `person` may see: all, of their teams, to write, or of their own conversations once written."""
    if not has_post(person):
        return rows.none()
    if has_post(person, *SEES_ALL):
        return rows
    allowed = Q(reviewer=person) | Q(second=person) | (Q(subject=person) & ~Q(state=ReviewState.OPEN))
    if has_post(person, Post.SUPERVISOR):
        mates = get_user_model().objects.filter(teams__in=team_ids_of(person)).exclude(pk=person.pk)
        allowed |= Q(subject__in=mates.values("pk"))
    return rows.filter(allowed)


def _may_write(person: Any, row: Any) -> bool:
    if not has_post(person):
        return False
    if row is None:
        return rank_of(person.post) > 0
    is_first = row.state == ReviewState.OPEN and row.reviewer_id == person.pk
    return bool(is_first or (row.state == ReviewState.OBJECTED and row.second_id == person.pk))


def _may_answer(person: Any, row: Any) -> bool:
    return has_post(person) and (row is None or (row.state == ReviewState.SUBMITTED and row.subject_id == person.pk))


VIEW = define("reviews.view", _may_see, visible_to)
WRITE = define("reviews.write", _may_write)
ANSWER = define("reviews.answer", _may_answer)
OVERSEE = define("reviews.oversee", by_post(*LEADERS, Post.AUDITOR))  # read all lists, drawings, alerts
MANAGE = define("reviews.manage", by_post(*LEADERS))  # cards, words, phrases, choosing by hand, actions
READ_LISTS = define("reviews.lists", by_post())  # the card, the words and the phrases are no secret among staff
