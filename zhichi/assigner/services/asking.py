"""The notice of an offer: given with it, answered by taking or declining, gone when it passes on (4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.assigner.choices import Outcome
from zhichi.assigner.definitions import OFFERED
from zhichi.notices import services as notices

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.assigner.models import Decision
    from zhichi.core.actors import Actor


def ask(row: Decision, *, at: datetime) -> None:
    """Tell whoever is offered the request; by mail in their working hours or on duty, as every notice."""
    if row.person_id is None or row.offered_until is None:
        return
    notices.tell(
        [row.person_id],
        kind=OFFERED,
        stream=_stream(row),
        data={"subject": row.ticket.subject, "until": row.offered_until.isoformat()},
        dedupe_key=_key(row),
        at=at,
    )


def answered(row: Decision, *, by: Actor, at: datetime) -> None:
    """They took it or declined: that was the answer. Nothing when the notice was confirmed by hand before."""
    notices.acknowledge_key(key=_key(row), by=by, at=at)
    passed(row, at=at)


def passed(row: Decision, *, at: datetime) -> None:
    """The offer is over: its notice asks for nothing any more."""
    notices.settle_keys(streams=[_stream(row)], keys=[_key(row)], at=at)


def is_offered(row: Decision | None, at: datetime) -> bool:
    """Whether somebody is still being asked."""
    return bool(row and row.outcome == Outcome.OFFERED and row.offered_until and row.offered_until > at)


def _stream(row: Decision) -> str:
    return f"ticket:{row.ticket_id}"


def _key(row: Decision) -> str:
    until = row.offered_until.isoformat() if row.offered_until else ""
    return f"offer:{row.ticket_id}:{row.person_id}:{until}"
