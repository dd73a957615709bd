"""Who reads which report, who writes and issues it, who ticks an action off (3.4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import LEADERS, by_post, has_post
from zhichi.core.rights import define
from zhichi.reports.choices import ReportState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.reports.models import Report

READERS = (*sorted(LEADERS), Post.SENIOR, Post.AUDITOR, Post.ADMINISTRATOR)


def _may_see(person: Any, row: Any) -> bool:
    if row is not None and not row.is_issued:
        return has_post(person, Post.MANAGER)
    return has_post(person, *READERS)


def visible_to(person: Any, rows: QuerySet[Report]) -> QuerySet[Report]:
    """The reports that `person` may read: what is issued; drafts are the manager's."""
    if has_post(person, Post.MANAGER):
        return rows
    return rows.filter(state=ReportState.ISSUED) if has_post(person, *READERS) else rows.none()


def _may_finish(person: Any, row: Any) -> bool:
    return has_post(person) and (row is None or row.owner_id == person.pk or has_post(person, Post.MANAGER))


VIEW = define("reports.view", _may_see, visible_to)
WRITE = define("reports.write", by_post(Post.MANAGER))
FINISH = define("reports.finish", _may_finish)  # an action: its owner, whatever post, or a manager
