"""Turns escalations and alerts into what the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.api import ticket_reads
from zhichi.api.schemas.escalations import EscalationStepOut, LatePromiseOut, PassedAroundOut, ToSeniorOut
from zhichi.api.schemas.values import Ref
from zhichi.api.shapes import ref
from zhichi.assigner import wording
from zhichi.assigner.choices import Pattern
from zhichi.escalation.choices import STEPS, Step, Why
from zhichi.notices import selectors as notices
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from zhichi.assigner.models import Escalation as ToSenior
    from zhichi.assigner.models import TransferAlert
    from zhichi.escalation.models import Escalation, Raising


def late(rows: list[Escalation], person: Any) -> list[LatePromiseOut]:
    """Late promises with their steps, as `person` reads them. Three queries for all of them."""
    if not rows:
        return []
    names = accounts.staff_names({key for row in rows for step in row.raisings.all() for key in step.people})
    found = ticket_reads.by_keys(row.ticket_id for row in rows)
    waiting = notices.waiting_about(person.pk, [row.stream for row in rows])
    return [_late(row, names, found.get(row.ticket_id), needed=row.stream in waiting) for row in rows]


def to_senior(row: ToSenior) -> ToSeniorOut:
    """A hard request that went to a senior."""
    return ToSeniorOut.model_construct(
        id=row.pk,
        junior=ref(row.junior),
        senior=ref(row.senior),
        reason=row.reason,
        tried=row.tried,
        why=[wording.stored_words(text) for text in row.why],
        at=row.at,
        returned_at=row.returned_at,
        return_reason=row.return_reason,
    )


def passed_around(row: TransferAlert) -> PassedAroundOut:
    """A request that is passed around."""
    return PassedAroundOut.model_construct(
        id=row.pk,
        ticket=number_of(row.ticket_id),
        pattern=Pattern(row.pattern),
        path=row.path,
        at=row.at,
        settled_at=row.settled_at,
        settled_by=ref(row.settled_by),
    )


def _late(row: Escalation, names: dict[int, str], ticket: Any, *, needed: bool) -> LatePromiseOut:
    return LatePromiseOut.model_construct(
        id=row.pk,
        ticket=number_of(row.ticket_id),
        subject=ticket.subject if ticket else "",
        owner=ref(ticket.owner) if ticket else None,
        metric=row.kind,
        late_since=row.late_since,
        step=STEPS[row.raised - 1] if row.raised else None,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=ref(row.acknowledged_by),
        next_step=STEPS[row.raised] if row.next_at is not None and row.raised < len(STEPS) else None,
        next_step_at=row.next_at,
        ended_at=row.ended_at,
        steps=[_step(item, names) for item in row.raisings.all()],
        needs_acknowledgement=needed,
    )


def _step(row: Raising, names: dict[int, str]) -> EscalationStepOut:
    return EscalationStepOut.model_construct(
        step=Step(row.step),
        at=row.at,
        told=[Ref(id=key, name=names.get(key, "")) for key in row.people],
        skipped_because=str(Why(row.why).label) if row.why else None,
        acknowledged_at=row.acknowledged_at,
    )
