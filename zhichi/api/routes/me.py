"""Who the token stands for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from zhichi.accounts.policies import DESK
from zhichi.api.auth import operation
from zhichi.api.schemas.me import MeOut
from zhichi.api.schemas.values import Ref

router = Router(tags=["Me"])


@operation(router, "get", "/me", scope=None, right=DESK, response=MeOut)
def get_me(request: HttpRequest) -> MeOut:
    """The token's owner, scopes and end; needs no scope."""
    token: Any = request.auth  # type: ignore[attr-defined]
    owner = token.owner
    return MeOut(
        user=Ref(id=owner.pk, name=owner.display_name),
        email=owner.email,
        post=owner.post,
        language=owner.language,
        token=token.name,
        scopes=token.scopes,
        expires_at=token.expires_at,
    )
