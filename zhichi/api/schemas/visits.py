"""Shapes of visits on site and remote sessions."""

from __future__ import annotations

from ninja import Schema

from zhichi.api.schemas.values import Moment, Ref
from zhichi.visits.choices import ConsentBy, Result, SessionState, SignedBy, VisitState


class VisitOut(Schema):
    """A visit on site. Times are ours; the way is in minutes."""

    id: int
    state: VisitState
    reason: str
    address: str
    zone: str
    contact_name: str
    wanted_from: Moment | None
    wanted_until: Moment | None
    engineer: Ref | None
    companions: list[Ref]
    starts_at: Moment | None
    ends_at: Moment | None
    travel_before: int
    travel_after: int
    checked_in_at: Moment | None
    checked_out_at: Moment | None
    reported_at: Moment | None
    result: Result | None
    signed: SignedBy | None
    signer_name: str


class RemoteSessionOut(Schema):
    """A remote session with the customer's consent: by whom, how, when."""

    id: int
    state: SessionState
    engineer: Ref
    tool: str
    purpose: str
    consent_by: str
    consent_how: ConsentBy | None
    consent_at: Moment | None
    started_at: Moment | None
    ended_at: Moment | None
    work_done: str
