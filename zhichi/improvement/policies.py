"""Who sees, raises, rewrites, votes for and moves ideas (3.3.3, 10.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import LEADERS, by_post, has_post
from zhichi.core.rights import define
from zhichi.improvement.choices import OPEN, IdeaState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.improvement.models import Idea

READ_ONLY = (Post.AUDITOR,)


def visible_to(person: Any, rows: QuerySet[Idea]) -> QuerySet[Idea]:
    """The ideas that `person` may see: all of them for staff, none for anybody else."""
    return rows if has_post(person) else rows.none()


def _may_take_part(person: Any, _row: Any) -> bool:
    return has_post(person) and not has_post(person, *READ_ONLY)


def votable_by(person: Any, rows: QuerySet[Idea]) -> QuerySet[Idea]:
    """The ideas `person` may vote for: open ones of others."""
    return rows.filter(state__in=OPEN).exclude(author=person) if _may_take_part(person, None) else rows.none()


def _may_vote(person: Any, row: Any) -> bool:
    return _may_take_part(person, row) and (row is None or (row.state in OPEN and row.author_id != person.pk))


def revisable_by(person: Any, rows: QuerySet[Idea]) -> QuerySet[Idea]:
    """The ideas `person` may rewrite: their own, while nobody has taken them up."""
    return rows.filter(state=IdeaState.RAISED, author=person) if _may_take_part(person, None) else rows.none()


def _may_revise(person: Any, row: Any) -> bool:
    mine = row is None or (row.author_id == person.pk and row.state == IdeaState.RAISED)
    return _may_take_part(person, row) and mine


def _all_of_leaders(person: Any, rows: QuerySet[Idea]) -> QuerySet[Idea]:
    return rows if has_post(person, *LEADERS) else rows.none()


VIEW = define("ideas.view", by_post(), visible_to)
RAISE = define("ideas.raise", _may_take_part)
VOTE = define("ideas.vote", _may_vote, votable_by)
REVISE = define("ideas.revise", _may_revise, revisable_by)
COMMENT = define("ideas.comment", _may_take_part)
MOVE = define("ideas.move", by_post(*LEADERS), _all_of_leaders)  # steps of the flow, the measured result
