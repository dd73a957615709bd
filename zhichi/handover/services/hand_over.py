"""Hand over at the end of a shift, in one go, and take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.handover import policies
from zhichi.handover.events import HandedOver, HandOverUndone
from zhichi.handover.models import Handed, HandOver
from zhichi.handover.selectors import shift_name, undo_until
from zhichi.handover.services.telling import tell_of_hand_over, tell_of_undo
from zhichi.records import services as records
from zhichi.roster import selectors as roster
from zhichi.tickets import selectors as tickets
from zhichi.tickets import services as tickets_services
from zhichi.tickets.choices import Cause
from zhichi.tickets.services import Accountable, Target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.tickets.models import Ticket

LONGEST_NOTE = 500


@dataclass(frozen=True, kw_only=True)
class Move:
    """One ticket to hand over: to a person, or with `to_id` None to its duty role. `note` adds to the note for all."""

    ticket_id: int
    to_id: int | None = None
    note: str = ""


@transaction.atomic
def hand_over(*, moves: Sequence[Move], note: str, by: Actor, at: datetime) -> HandOver:
    """Hand one's own open tickets over with a note. Clocks run on, nothing of the used time changes (3.1).

    All or none. Appends tickets.transferred to each ticket and handover.done to the person. Raises DomainError when
    nothing is chosen or a colleague cannot work tickets, Conflict when a ticket is not one's own any more.
    """
    policies.OWN.check(by.user)
    if not moves:
        raise DomainError("nothing", _("Choose who goes on with at least one ticket."))
    held = {ticket.pk: ticket for ticket in tickets.held_by(by.person_id)}
    shift = roster.running_shift(by.user, at)
    common = clean(note).strip()[:LONGEST_NOTE]
    row = HandOver.objects.create(
        person=by.user,
        shift=shift,
        note=common,
        count=len(moves),
        ended_at=shift.ends_at if shift else None,
        at=at,
        undo_until=undo_until(shift, at),
    )
    for move in moves:
        ticket = held.get(move.ticket_id)
        if ticket is None:
            text = _("One of the tickets is not yours any more. Load the page again, then hand over.")
            raise Conflict("not-yours", text)
        words = " ".join(part for part in (common, clean(move.note).strip()[:LONGEST_NOTE]) if part)
        give(row, ticket, move.to_id, words, by=by, at=at)
    event = HandedOver(
        hand_over_id=row.pk,
        shift=shift_name(shift),
        count=len(moves),
        tickets=[move.ticket_id for move in moves],
        note=common,
    )
    records.append(f"user:{by.user_id}", event, by=by, at=at)
    tell_of_hand_over(row, shift_name(shift), at=at)
    return row


def give(row: HandOver, ticket: Ticket, to_id: int | None, note: str, *, by: Actor, at: datetime) -> None:
    """Move one ticket, and remember where it came from. Raises DomainError that names the ticket.

    With `row.is_automatic` the event tells when the shift truly ended.
    """
    person = accounts.active_staff([to_id]).get(to_id) if to_id else None
    if to_id and person is None:
        raise DomainError("nobody", _("The colleague for ticket #%s is not known.") % ticket.number)
    target = Target(owner=person) if person else Target(duty_role=ticket.duty_role, team=ticket.team)
    ended = row.ended_at if row.is_automatic else None
    try:
        tickets_services.hand_over(ticket_id=ticket.pk, target=target, note=note, shift_ended_at=ended, by=by, at=at)
    except DomainError as error:
        text = _("Ticket #%(number)s: %(why)s") % {"number": ticket.number, "why": error}
        raise DomainError(error.code, text, fields={f"to_{ticket.pk}": str(error)}) from error
    Handed.objects.create(
        hand_over=row, ticket=ticket, team_id=ticket.team_id, duty_role_id=ticket.duty_role_id, to=person
    )


@transaction.atomic
def undo_hand_over(*, hand_over_id: int, by: Actor, at: datetime) -> int:
    """Take a hand-over of one's own back; returns how many tickets came back. Appends handover.undone.

    Also one that went by itself. Tickets that somebody moved on or closed since stay where they are. Raises Conflict
    when it was undone already, or when the shift that took over has ended.
    """
    row = HandOver.objects.select_for_update(of=("self",)).select_related("person").get(pk=hand_over_id)
    policies.OWN.check(by.user, row)
    if row.undone_at is not None:
        raise Conflict("undone", _("This hand-over was taken back already."))
    if not row.can_be_undone(at):
        text = _("The shift that took over has ended, so this hand-over stands.")
        raise Conflict("too-late", text, _("Ask whoever has the ticket to hand it to you."))
    returned = [item for item in _items(row) if _takes_back(row, item, by, at)]
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    records.append(f"user:{row.person_id}", HandOverUndone(hand_over_id=row.pk, count=len(returned)), by=by, at=at)
    tell_of_undo(row, returned, at=at)
    return len(returned)


def _items(row: HandOver) -> list[Handed]:
    return list(row.items.select_related("ticket", "duty_role__holder", "duty_role__team__lead").order_by("pk"))


def _takes_back(row: HandOver, item: Handed, by: Actor, at: datetime) -> bool:
    ticket = tickets.by_id(item.ticket_id)
    if ticket is None or not ticket.is_open or ticket.owner_id != item.to_id:
        return False
    before = Accountable(row.person_id, item.team_id, item.duty_role_id)
    tickets_services.undo_assignment(ticket_id=item.ticket_id, before=before, by=by, at=at, cause=Cause.TAKEN_BACK)
    return True
