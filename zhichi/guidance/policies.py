"""Rights over missing articles: editors give them out, writers see theirs, overseers see all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post, has_post
from zhichi.core.rights import define
from zhichi.knowledge.policies import EDITORS, OVERSEERS, WRITERS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.guidance.models import Gap


def _may_see(person: Any, row: Any) -> bool:
    return has_post(person, *OVERSEERS) or (has_post(person) and (row is None or row.assignee_id == person.pk))


def visible_to(person: Any, gaps: QuerySet[Gap]) -> QuerySet[Gap]:
    """The gaps that `person` may see: all, or those given to them."""
    if has_post(person, *OVERSEERS):
        return gaps
    return gaps.filter(assignee=person) if has_post(person) else gaps.none()


def _may_fill(person: Any, row: Any) -> bool:
    mine = has_post(person, *WRITERS) and (row is None or row.assignee_id == person.pk)
    return has_post(person, *EDITORS) or mine


def _fillable_by(person: Any, gaps: QuerySet[Gap]) -> QuerySet[Gap]:
    if has_post(person, *EDITORS):
        return gaps
    return gaps.filter(assignee=person) if has_post(person, *WRITERS) else gaps.none()


MEASURERS = EDITORS | {Post.AUDITOR}
MEASURE = define("guidance.measure", by_post(*MEASURERS))
SEE_GAPS = define("guidance.see_gaps", _may_see, visible_to)
FILL_GAP = define("guidance.fill_gap", _may_fill, _fillable_by)
EDIT_GAPS = define("guidance.edit_gaps", by_post(*EDITORS))
