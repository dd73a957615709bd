"""What every ticket service shares: lock the row, change it, keep the tally, append the events."""

from __future__ import annotations

import itertools
import secrets
import threading
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.prepared import Prepared
from zhichi.records import services as records
from zhichi.sla import services as sla
from zhichi.tickets import clocks
from zhichi.tickets.choices import TRANSITIONS, State
from zhichi.tickets.events import StateChanged
from zhichi.tickets.models import Tally, Ticket
from zhichi.tickets.numbers import number_of
from zhichi.tickets.services import _sleep

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.core.rights import Right

SLOTS = 4
_slots, _own = itertools.count(secrets.randbelow(SLOTS)), threading.local()
Place = tuple[int, int, str, str, bool] | None  # team, owner or 0, state, urgency, whether snoozed


def lock(ticket_id: int, *, by: Actor, right: Right | None = None) -> Ticket:
    """The ticket, locked until the transaction ends; refuses when `by` is a person without `right` to it."""
    ticket = _locked.first(ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist
    if right is not None and by.kind == "staff":
        right.check(by.user, ticket)
    return ticket


def _lock(ticket_id: int) -> QuerySet[Ticket]:
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("owner", "duty_role", "team")
    return rows.filter(pk=ticket_id)


_locked = Prepared(_lock)


def lock_home(ticket_id: int, *, by: Actor, right: Right | None = None) -> Ticket:
    """Like `lock`, of the ticket under which this one's matter goes on: the one that it was merged into."""
    ticket = lock(ticket_id, by=by, right=right)
    while ticket.merged_into_id is not None:
        ticket = lock(ticket.merged_into_id, by=by, right=right)
    return ticket


def refuse_merged(ticket: Ticket) -> None:
    """Raise Conflict when the matter goes on under another ticket."""
    if ticket.merged_into_id is not None:
        words = _("The ticket was merged into #%s.") % number_of(ticket.merged_into_id)
        raise Conflict("merged", words, _("Go on there."))


def store(ticket: Ticket, events: Sequence[Event], *, by: Actor, at: datetime, before: Place) -> None:
    """Save the changed ticket with its clocks (3.1), move the tally from `before` (see `place`), append the events."""
    ticket.is_open = ticket.state != State.CLOSED
    ticket.updated_at = max(at, ticket.updated_at)
    settled = sla.settle(stream=ticket.stream, promises=clocks.promises(ticket, at=at), at=at)
    clocks.put_beside(ticket, settled.open)
    woken = _sleep.follow(ticket, before[1] if before else ticket.owner_id or 0, at=at)
    ticket.save()
    after = place(ticket)
    if after != before:
        count(before, -1)
        count(after, +1)
    records.append_many(ticket.stream, [*events, *settled.events, *woken], by=by, at=at)


def place(ticket: Ticket) -> Place:
    """Where the tally counts this ticket; None when it is closed."""
    if ticket.state == State.CLOSED:
        return None
    return (ticket.team_id, ticket.owner_id or 0, ticket.state, ticket.urgency, ticket.snoozed_until is not None)


def count(where: Place, difference: int) -> None:
    """Add to one tally row, in one statement on both databases."""
    if where is None:
        return
    table = Tally._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (team_id, owner_id, state, urgency, snoozed, slot, count) "  # noqa: S608 - the table's own name
            f"VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (team_id, owner_id, state, urgency, snoozed, slot) "
            f"DO UPDATE SET count = {table}.count + %s",
            [*where, _slot(), difference, difference],
        )


def _slot() -> int:
    """Which of the rows that make up one number this thread counts in.

    Always the same one, so that the threads that take mail in never wait for each other's commit.
    """
    found: int | None = getattr(_own, "slot", None)
    if found is None:
        found = _own.slot = next(_slots) % SLOTS
    return found


def advance(ticket: Ticket, step: str, *, reason: str = "") -> StateChanged:
    """Take one step of the flow on the locked row; raises Conflict when the state does not allow it."""
    refuse_merged(ticket)
    transition = TRANSITIONS[step]
    if ticket.state not in transition.sources:
        raise Conflict(
            "state",
            _("The ticket is now “%s”, so this step is not possible.") % State(ticket.state).label,
            _("Look at what changed and try again."),
        )
    event = StateChanged(before=ticket.state, after=transition.target, reason=reason)
    if ticket.closed_as:  # whoever writes on takes the judgement back
        ticket.closed_as, ticket.set_aside = "", None
    ticket.state = transition.target
    return event


def digest(*parts: Any) -> str:
    """The digest by which an event proves the text of a row (3.4.2)."""
    return sha256(dumps(list(parts)))


def require(text: str, field: str, message: Any) -> str:
    """The stripped text; raises DomainError naming `field` when it is empty."""
    stripped = text.strip()
    if not stripped:
        raise DomainError(f"{field}-missing", message, fields={field: message})
    return stripped
