"""Turns rows into what the API sends. Reads only what the row already holds, attachments apart."""

from __future__ import annotations

from typing import Any

from zhichi.api.schemas.tickets import ServiceLevelOut, TicketOut
from zhichi.api.schemas.values import Ref
from zhichi.api.schemas.work import AttachmentOut, ConfirmationOut, FollowUpOut, MessageOut, SolutionOut
from zhichi.core.actors import spoken
from zhichi.files import selectors as files
from zhichi.files.choices import Scan
from zhichi.files.models import Attachment
from zhichi.sla import selectors as sla
from zhichi.tickets.choices import (
    FAR,
    HOLDER,
    Channel,
    ConfirmationMethod,
    MessageKind,
    SolutionKind,
    SolutionState,
    State,
    Urgency,
)
from zhichi.tickets.mails import link_to
from zhichi.tickets.models import Confirmation, FollowUp, Message, Solution, Ticket
from zhichi.tickets.numbers import number_of

SAME_NAME = (
    "subject", "type", "language", "asset_id", "version", "occurred_at", "affected", "cc", "round", "transfers",
    "needs_reply", "received_at", "registered_at", "assigned_at", "responded_at", "confirmed_at", "resolved_at",
    "closed_at", "updated_at", "number", "snoozed_until",
)  # fmt: skip


def ref(row: Any) -> Ref | None:
    """A related row by id and name; None for none."""
    if row is None:
        return None
    return Ref(id=row.pk, name=str(row))


def _level(row: Ticket) -> ServiceLevelOut:
    key = row.level["key"] if row.level else ""
    rules = sla.rules_of_version(row.level_version) if key else ()  # remembered: a version never changes
    name_en = next((rule.name_en for rule in rules if rule.key == key), "")
    return ServiceLevelOut(name=row.level_name, name_en=name_en, version=row.level_version)


def ticket(row: Ticket) -> TicketOut:
    """One request; `row` carries its relations (tickets.selectors FULL)."""
    return TicketOut.model_construct(
        **{name: getattr(row, name) for name in SAME_NAME},
        urgency=Urgency(row.urgency),
        state=State(row.state),
        channel=Channel(row.channel),
        contact=ref(row.contact),
        organisation=ref(row.organisation),
        product=ref(row.product),
        team=ref(row.team),
        owner=ref(row.owner),
        duty_role=ref(row.duty_role),
        service_level=_level(row),
        promise=row.clock["kind"] if row.clock else "",
        due_at=None if row.due_at == FAR else row.due_at,
        next_report_at=row.report_at,
        merged_into=number_of(row.merged_into_id) if row.merged_into_id else None,
        merged_from=[number_of(key) for key in row.absorbed],
        customer_url=link_to(row),
    )


def tickets(rows: list[Ticket]) -> list[TicketOut]:
    """See `ticket`."""
    return [ticket(row) for row in rows]


def attachment(row: Attachment) -> AttachmentOut:
    """A file; `row` carries its blob."""
    return AttachmentOut.model_construct(
        id=row.public_id,
        filename=row.filename,
        content_type=row.content_type,
        size=row.blob.size,
        sha256=row.blob.sha256,
        scan=Scan(row.blob.scan),
        is_locked=not row.standing.is_open,
        why_locked="" if row.standing.is_open else row.standing.words,
    )


def messages(rows: list[Message]) -> list[MessageOut]:
    """Messages with their attachments. One query for all of them."""
    attached = files.of(HOLDER, [row.pk for row in rows])
    return [_message(row, attached.get(row.pk, [])) for row in rows]


def _message(row: Message, attached: list[Attachment]) -> MessageOut:
    return MessageOut.model_construct(
        id=row.pk,
        kind=MessageKind(row.kind),
        author=spoken(row.author_label),
        text=row.new_text,
        html=row.trimmed_html or row.html,
        full_text=row.text,
        full_html=row.html,
        at=row.at,
        is_automatic=row.is_automatic,
        is_report=bool(row.report),
        withdrawn_at=row.withdrawn_at,
        attachments=[attachment(item) for item in attached],
        call_direction=row.call_direction,
        call_answered=row.call_answered,
        call_seconds=row.call_seconds,
        call_number=row.call_number,
    )


def confirmation(row: Confirmation) -> ConfirmationOut:
    """A confirmation record."""
    return ConfirmationOut.model_construct(
        id=row.pk, round=row.round, cause=row.cause, method=ConfirmationMethod(row.method), by=ref(row.by), at=row.at
    )


def solution(row: Solution) -> SolutionOut:
    """A solution."""
    return SolutionOut.model_construct(
        id=row.pk,
        round=row.round,
        kind=SolutionKind(row.kind),
        state=SolutionState(row.state),
        parts=row.parts,
        explanation=row.explanation,
        by=ref(row.by),
        at=row.at,
        settled_at=row.settled_at,
    )


def follow_up(row: FollowUp) -> FollowUpOut:
    """A follow-up."""
    return FollowUpOut.model_construct(
        id=row.pk,
        round=row.round,
        due_at=row.due_at,
        attempts=row.attempts,
        outcome=row.outcome,
        method=row.method,
        opinion=row.opinion,
        by=row.by_label,
        done_at=row.done_at,
    )
