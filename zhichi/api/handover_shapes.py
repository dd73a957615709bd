"""Turns hand-overs into what the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.api.schemas.handover import ColleagueOut, HandedOut, HandOverLineOut, HandOverOut, HandOverSheetOut
from zhichi.api.schemas.values import Ref
from zhichi.api.shapes import ref
from zhichi.handover.selectors import shift_name
from zhichi.roster.selectors import shift_words
from zhichi.tickets.choices import FAR, State, Urgency
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import User
    from zhichi.handover.models import HandOver
    from zhichi.handover.selectors import Line, Sheet

SAME_NAME = ("at", "ended_at", "is_automatic", "note", "count", "undo_until", "undone_at")
PERSON = "user-"


def sheet(found: Sheet) -> HandOverSheetOut:
    """What somebody has to hand over."""
    people = {user.pk: user for user in (*found.next_people, *found.others)}
    return HandOverSheetOut.model_construct(
        shift=shift_words(shift_name(found.shift)),
        ends_at=found.ends_at,
        next_shift_at=found.next_start,
        lines=[_line(line, people) for line in found.lines],
        next_shift=_colleagues(found.next_people, found),
        others=_colleagues(found.others, found),
    )


def hand_over(row: HandOver, at: datetime) -> HandOverOut:
    """One hand-over with its items."""
    return HandOverOut.model_construct(**values(row, at))


def values(row: HandOver, at: datetime) -> dict[str, Any]:
    """See `hand_over`."""
    return {
        **{name: getattr(row, name) for name in SAME_NAME},
        "id": row.pk,
        "person": Ref(id=row.person_id, name=str(row.person)),
        "shift": shift_words(shift_name(row.shift)),
        "items": [
            HandedOut.model_construct(ticket=number_of(item.ticket_id), to=ref(item.to), duty_role=ref(item.duty_role))
            for item in row.items.all()
        ],
        "can_be_undone": row.can_be_undone(at),
    }


def _line(line: Line, people: dict[int, User]) -> HandOverLineOut:
    ticket, person = line.ticket, None
    goes_to = line.proposal
    if line.proposal.startswith(PERSON):
        person, goes_to = people.get(int(line.proposal.removeprefix(PERSON))), "person"
    return HandOverLineOut.model_construct(
        ticket=ticket.number,
        subject=ticket.subject,
        urgency=Urgency(ticket.urgency),
        state=State(ticket.state),
        customer=str(ticket.organisation or ticket.contact or ""),
        due_at=None if ticket.due_at == FAR else ticket.due_at,
        is_due=line.is_due,
        needs_care=line.goes,
        goes_to=goes_to,
        person=ref(person),
        remarks=line.remarks,
        duty_role=ref(ticket.duty_role),
        duty_holder=ref(line.duty_holder),
    )


def _colleagues(people: list[User], found: Sheet) -> list[ColleagueOut]:
    return [ColleagueOut.model_construct(person=ref(user), open=found.loads.get(user.pk, 0)) for user in people]
