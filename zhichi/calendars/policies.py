"""Rights over calendars: all staff read them, managers and supervisors write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.policies import LEADERS, by_post, has_post
from zhichi.core.rights import define

if TYPE_CHECKING:
    from django.db.models import QuerySet


def visible_to(person: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Calendars are no secret among staff; customers see none."""
    return rows if has_post(person) else rows.none()


VIEW = define("calendars.view", by_post(), visible_to)
MANAGE = define("calendars.manage", by_post(*LEADERS))
