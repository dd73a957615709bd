"""Take messages that are another matter out into a ticket of its own (拆分). They stay where they were said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.insert import insert
from zhichi.core.texts import clean
from zhichi.records import selectors as histories
from zhichi.records import services as records
from zhichi.records.choices import LinkKind
from zhichi.sla import services as sla
from zhichi.tickets import clocks, policies
from zhichi.tickets.choices import MessageKind, State, Urgency
from zhichi.tickets.events import SplitFrom, SplitOff
from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.said import said
from zhichi.tickets.selectors.moves import splittable
from zhichi.tickets.services._write import count, lock, place, refuse_merged, require, store
from zhichi.tickets.services.converse import customer_had_last_word
from zhichi.tickets.services.hand_on import lost_owner
from zhichi.tickets.services.intake import SUBJECT_LENGTH, registered
from zhichi.tickets.services.merge import QUIET, UNDO_WITHIN, join

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor

BIRTH = ("tickets.registered", SplitFrom.code)


@dataclass(frozen=True, kw_only=True)
class Parting:
    """Which messages are another matter, and what that is."""

    message_ids: Sequence[int]
    subject: str
    urgency: str = ""  # as the old ticket's when empty


@dataclass(frozen=True)
class _Answered:
    """Whether and when we answered the messages that are split off: in the old ticket, after the first of them."""

    first: datetime | None
    last: datetime | None


@transaction.atomic
def split(*, ticket_id: int, parting: Parting, by: Actor, at: datetime) -> Ticket:
    """Register the chosen messages as a request of their own, of the same customer (3.1); returns it.

    It shows them as taken over; in the old ticket they stay. Its clocks began when the first of them was said, and an
    answer in the old ticket after that was its response. Appends tickets.split_off to the old, tickets.registered and
    tickets.split_from to the new one. Raises DomainError when no message of the customer is chosen, or all are.
    """
    old = lock(ticket_id, by=by, right=policies.WORK)
    refuse_merged(old)
    subject = require(clean(parting.subject), "subject", _("Say in a few words what it is about."))
    chosen = _chosen(old, parting.message_ids)
    new = _new_ticket(old, chosen, subject, parting.urgency, at)
    settled = sla.begin(promises=clocks.promises(new, at=at), at=at)
    clocks.put_beside(new, settled.open)
    insert(new)
    sla.keep(settled, stream=new.stream)
    count(place(new), +1)
    ids = [message.pk for message in chosen]
    Message.objects.filter(pk__in=ids).update(taken_by=new)  # what answers them by mail goes to the new ticket
    taken = SplitFrom(number=old.number, ticket_id=old.pk, count=len(ids), message_ids=ids)
    records.append_many(new.stream, [registered(new), taken, *settled.events], by=by, at=at, is_new=True)
    before = place(old)
    old.needs_reply = old.is_open and customer_had_last_word(old, without=ids)
    event = SplitOff(number=new.number, ticket_id=new.pk, count=len(ids), message_ids=ids)
    store(old, [event], by=by, at=at, before=before)
    records.link(source=new.stream, target=old.stream, kind=LinkKind.FOLLOWS, by=by, at=at)
    return new


@transaction.atomic
def undo_split(*, ticket_id: int, by: Actor, at: datetime) -> Ticket:
    """Undo of `split` a moment ago: the new ticket is merged back, the old one and its clocks stand as before.

    Returns the old ticket. Raises Conflict when it is too late or the new ticket was worked on.
    """
    birth = histories.history(Ticket(pk=ticket_id).stream, codes=(SplitFrom.code,))
    if not birth:
        raise Conflict("no-split", _("This ticket was not split off from another one."))
    old_id = birth[0].data["ticket_id"]
    found = {key: lock(key, by=by, right=policies.WORK) for key in sorted((ticket_id, old_id))}
    new, old = found[ticket_id], found[old_id]
    _refuse_undo(new, old, birth[0].at, at)
    old.needs_reply = old.is_open and customer_had_last_word(old)
    join(new, old, _("undone"), by=by, at=at, carries=False)
    return old


def _chosen(old: Ticket, wanted: Sequence[int]) -> list[Message]:
    """The chosen messages in order of time."""
    words, keys = splittable(old), set(wanted)
    chosen = [item for item in words if item.pk in keys]
    if not chosen or len(chosen) < len(keys):
        message = _("Choose messages of this ticket.")
        raise DomainError("messages", message, fields={"messages": message})
    theirs = [item for item in words if item.kind == MessageKind.CUSTOMER and not item.is_automatic]
    if not any(item.pk in keys for item in theirs):
        message = _("Choose at least one message of the customer: it is their request.")
        raise DomainError("no-request", message, fields={"messages": message})
    if all(item.pk in keys for item in theirs):
        message = _("Leave at least one message of the customer, or change the subject instead.")
        raise DomainError("nothing-left", message, fields={"messages": message})
    return chosen


def _new_ticket(old: Ticket, chosen: list[Message], subject: str, urgency: str, at: datetime) -> Ticket:
    first = next(item for item in chosen if item.kind == MessageKind.CUSTOMER)
    answered = _answered(old, first)
    owner = None if lost_owner(old) else old.owner
    state = State.IN_PROGRESS if answered.first else State.OPEN if owner else State.NEW
    last_said = max(item.at for item in chosen if item.kind == MessageKind.CUSTOMER)
    return Ticket(
        type=old.type,
        urgency=urgency if urgency in Urgency.values else old.urgency,
        state=state,
        channel=first.channel or old.channel,
        subject=" ".join(subject.split())[:SUBJECT_LENGTH],
        language=old.language,
        contact_id=old.contact_id,
        organisation_id=old.organisation_id,
        product_id=old.product_id,
        asset_id=old.asset_id,
        version=old.version,
        cc=old.cc,
        team_id=old.team_id,
        duty_role=old.duty_role,
        owner=owner,
        needs_reply=answered.last is None or answered.last < last_said,
        received_at=first.at,
        registered_at=at,
        assigned_at=at if owner else None,
        responded_at=answered.first,
        told_at=answered.last,
        updated_at=at,
        taken=[item.pk for item in chosen],
    )


def _answered(old: Ticket, first: Message) -> _Answered:
    words = said(old).filter(withdrawn_at=None, at__gte=first.at)
    replies = words.filter(kind=MessageKind.REPLY) | words.filter(kind=MessageKind.CALL, call_answered=True)
    times = sorted(replies.values_list("at", flat=True))
    return _Answered(times[0], times[-1]) if times else _Answered(None, None)


def _refuse_undo(new: Ticket, old: Ticket, split_at: datetime, at: datetime) -> None:
    refuse_merged(new)
    refuse_merged(old)
    since = [item.code for item in histories.history(new.stream) if not item.code.startswith(QUIET)]
    if at - split_at > UNDO_WITHIN or any(code not in BIRTH for code in since):
        hint = _("Merge the two instead.")
        raise Conflict("too-late", _("The split can no longer be undone."), hint)
