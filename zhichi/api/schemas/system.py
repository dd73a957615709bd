"""Shapes of the health of the system."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import Moment

Level = Literal["ok", "warn", "bad"]


class FindingOut(Schema):
    """One thing that a check found."""

    level: Level
    what: str = Field(description="What is true, in the language asked for.")
    what_to_do: str = Field(description="What helps; empty when nothing is to be done.")


class CheckOut(Schema):
    """One check."""

    name: str = Field(description="Stable, for programs.", examples=["disk"])
    label: str = Field(description="The check in words, in the language asked for.")
    level: Level = Field(description="The worst of its findings.")
    since: Moment | None = Field(description="Since when it is at this level; null until the worker has looked.")
    findings: list[FindingOut]


class HealthOut(Schema):
    """All checks, the worst first."""

    level: Level = Field(description="The worst of all.")
    at: Moment
    checks: list[CheckOut]
