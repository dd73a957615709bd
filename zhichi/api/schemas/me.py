"""Shape of the token itself."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from zhichi.api.choices import Scope
from zhichi.api.schemas.values import Language, Moment, Ref


class MeOut(Schema):
    """Whom the token stands for and what it may be used for."""

    user: Ref
    email: str = Field(examples=["linxiao@example.com"])
    post: str = Field(examples=["senior"])
    language: Language
    token: str = Field(description="The token's name.")
    scopes: list[Scope]
    expires_at: Moment | None
