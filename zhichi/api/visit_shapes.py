"""Turns visits and remote sessions into what the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.api.schemas.values import Ref
from zhichi.api.schemas.visits import RemoteSessionOut, VisitAmendmentOut, VisitDetailOut, VisitOut
from zhichi.api.shapes import ref
from zhichi.tickets.numbers import number_of
from zhichi.visits.choices import ConsentBy, Result, SessionState, SignedBy, VisitState

if TYPE_CHECKING:
    from zhichi.visits.models import RemoteSession, Visit

VISIT = (
    "reason", "address", "zone", "contact_name", "wanted_from", "wanted_until", "starts_at", "ends_at", "travel_before",
    "travel_after", "checked_in_at", "checked_out_at", "reported_at", "signer_name",
)  # fmt: skip
DETAIL = (
    "requested_at", "contact_phone", "equipment", "overruled", "departed_at", "found", "work_done", "parts_used",
    "minutes_worked", "unsigned_reason", "signed_at", "cancelled_at", "cancel_reason",
)  # fmt: skip
SESSION = ("tool", "purpose", "consent_by", "consent_at", "started_at", "ended_at", "work_done")


def visits(rows: list[Visit]) -> list[VisitOut]:
    """Visits; each carries its engineer and companions."""
    return [VisitOut.model_construct(**_values(row)) for row in rows]


def detail(row: Visit) -> VisitDetailOut:
    """One visit as `visits.selectors.visit` gives it."""
    return VisitDetailOut.model_construct(
        **_values(row),
        **{name: getattr(row, name) for name in DETAIL},
        requested_by=Ref(id=row.requested_by_id, name=str(row.requested_by)),
        skills=_refs(row.skills.all()),
        amendments=[
            VisitAmendmentOut.model_construct(
                author=Ref(id=item.author_id, name=str(item.author)), at=item.at, text=item.text
            )
            for item in row.amendments.all()
        ],
    )


def sessions(rows: list[RemoteSession]) -> list[RemoteSessionOut]:
    """Remote sessions; each carries its engineer."""
    return [session(row) for row in rows]


def session(row: RemoteSession) -> RemoteSessionOut:
    """See `sessions`."""
    return RemoteSessionOut.model_construct(
        **{name: getattr(row, name) for name in SESSION},
        id=row.pk,
        state=SessionState(row.state),
        engineer=Ref(id=row.engineer_id, name=str(row.engineer)),
        consent_how=ConsentBy(row.consent_how) if row.consent_how else None,
    )


def _values(row: Visit) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in VISIT},
        "id": row.pk,
        "ticket": number_of(row.ticket_id),
        "state": VisitState(row.state),
        "engineer": ref(row.engineer),
        "companions": _refs(row.companions.all()),
        "result": Result(row.result) if row.result else None,
        "signed": SignedBy(row.signed) if row.signed else None,
    }


def _refs(rows: Any) -> list[Ref]:
    return [Ref(id=row.pk, name=str(row)) for row in rows]
