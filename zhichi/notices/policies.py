"""Who has notices: every member of staff their own, and nobody those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.policies import has_post
from zhichi.core.rights import define

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.notices.models import Notice


def _own(person: Any, row: Any) -> bool:
    return has_post(person) and (row is None or row.person_id == person.pk)


def own(person: Any, notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The notices of `person`."""
    return notices.filter(person=person) if has_post(person) else notices.none()


OWN = define("notices.own", _own, own)
