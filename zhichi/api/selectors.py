"""Reads of access tokens."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from zhichi.api import policies
from zhichi.api.models import ApiToken
from zhichi.core.canonical import sha256


def secret_hash(secret: str) -> str:
    """The form in which a secret is kept."""
    return sha256(secret.encode("utf-8", "surrogatepass"))


def token_by_secret(secret: str) -> ApiToken | None:
    """The token with its owner; revoked and expired ones too. One query."""
    return ApiToken.objects.select_related("owner").filter(secret_hash=secret_hash(secret)).first()


def tokens_for(person: Any) -> QuerySet[ApiToken]:
    """The tokens `person` may see, newest first, with their owners."""
    return policies.tokens_of(person, ApiToken.objects.select_related("owner"))


def token_for(person: Any, token_id: int) -> ApiToken | None:
    """One of them."""
    return tokens_for(person).filter(pk=token_id).first()


def label_of(token_id: str) -> str:
    """The name of a token, for pages that name streams."""
    row = ApiToken.objects.filter(pk=int(token_id)).first()
    return str(row) if row else token_id


def url_of(token_id: str) -> str:
    """Where tokens are shown."""
    return reverse("api_tokens:list")
