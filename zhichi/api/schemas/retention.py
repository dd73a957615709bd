"""Shapes of retention: records by age, legal holds, signed heads, exports (3.4.2, 3.4.3)."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import Moment, PageQuery


class AgeOut(Schema):
    """How many records are of this age: at least `from_months`, less than `to_months` (null: no end)."""

    from_months: int
    to_months: int | None
    count: int


class KeptOut(Schema):
    """The records of one type by age."""

    type: str = Field(examples=["requests"])
    label: str = Field(description="In the language asked for.")
    kept_months: int = Field(description="The value of the handbook.")
    in_use: int = Field(description="Have no age yet, as open requests.")
    ages: list[AgeOut]
    older: int = Field(description="Older than the value of the handbook.")


class RetentionOut(Schema):
    """Every type of record."""

    items: list[KeptOut]


class HoldQuery(PageQuery):
    """Which legal holds."""

    all: bool = Field(default=False, description="The lifted ones too.")


class HoldOut(Schema):
    """A legal hold on one object. `lifted_at` null: it stands."""

    id: int
    stream: str = Field(examples=["ticket:17"], description="Kind and id of the object in the service record.")
    label: str = Field(examples=["#10017"])
    reason: str
    placed_at: Moment
    placed_by: str
    lifted_at: Moment | None
    lifted_by: str
    lift_reason: str


class HeadOut(Schema):
    """A signed head of the record's Merkle log (RFC 9162 tree hash, Ed25519)."""

    number: int
    at: str = Field(examples=["2026-11-24T08:00:00.000000+00:00"], description="UTC, as it is in what was signed.")
    size: int = Field(description="Events in the log.")
    last_event: int = Field(description="Id of the newest event in the log.")
    root: str = Field(description="Root of the tree, in hex.")
    previous: str = Field(description="SHA-256 of what was signed in the head before, in hex.")
    key: str = Field(description="Fingerprint of the key: SHA-256 of the public key, in hex.")
    public: str = Field(description="The public key, in hex.")
    signature: str = Field(description="Over the canonical JSON of these fields and their format, in hex.")


class ExportOut(Schema):
    """A part of the record that left the house as a bundle. Without `stream` it was a period; null: no bound."""

    id: int
    at: Moment
    by: str
    stream: str
    start: Moment | None
    end: Moment | None
    events: int
    manifest: str = Field(description="SHA-256 of the bundle's manifest, in hex.")
