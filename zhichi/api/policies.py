"""Who may have access tokens, and see those of others."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from zhichi.accounts.policies import CONFIGURE, has_post
from zhichi.api.models import ApiToken
from zhichi.core.rights import define


def _may_keep(person: Any, row: Any) -> bool:
    if not has_post(person):
        return False
    return row is None or row.owner_id == person.pk or CONFIGURE.allows(person, None)


def tokens_of(person: Any, tokens: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
    if not has_post(person):
        return tokens.none()
    return tokens if CONFIGURE.allows(person, None) else tokens.filter(owner=person)


TOKENS = define("api.tokens", _may_keep, tokens_of)
