"""Close what never was a request, and take that back (2.1, 3.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict
from zhichi.tickets import policies
from zhichi.tickets.choices import ClosedAs, State
from zhichi.tickets.events import MarkedSpam, UnmarkedSpam
from zhichi.tickets.services._write import lock, place, refuse_merged, store

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.tickets.models import Ticket

RESTORED = ("state", "needs_reply", "closed_at", "snoozed_until")


@transaction.atomic
def mark_spam(*, ticket_id: int, reason: str, by: Actor, at: datetime, even_answered: bool = False) -> Ticket:
    """Close a ticket as spam: its clocks are void, no figure counts it, nobody is asked or told.

    Only while nobody of us has answered, for what was answered was taken for a request; `even_answered` says that
    somebody looked and decided otherwise. Appends tickets.marked_spam. Raises Conflict for one that was answered,
    solved, merged or marked before.
    """
    ticket = lock(ticket_id, by=by, right=policies.MARK_SPAM)
    refuse_merged(ticket)
    if ticket.closed_as:
        raise Conflict("marked", _("The ticket was closed as spam already."))
    is_answered = ticket.responded_at is not None and not even_answered
    if is_answered or ticket.state in {State.RESOLVED, State.CLOSED}:
        words = _("#%s was answered or closed, so it is no spam.") % ticket.number
        raise Conflict("answered", words, _("Close it by the usual way."))
    before = place(ticket)
    found = {name: getattr(ticket, name) for name in RESTORED}
    ticket.set_aside = {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in found.items()
    }
    ticket.closed_as, ticket.state, ticket.closed_at = ClosedAs.SPAM, State.CLOSED, at
    ticket.needs_reply, ticket.snoozed_until = False, None
    store(ticket, [MarkedSpam(reason=reason.strip()[:300])], by=by, at=at, before=before)
    return ticket


@transaction.atomic
def unmark_spam(*, ticket_id: int, by: Actor, at: datetime) -> Ticket:
    """Take it back: the ticket stands as before, with its promises as they were made. Appends tickets.unmarked_spam.

    Raises Conflict when it is not closed as spam any more.
    """
    ticket = lock(ticket_id, by=by, right=policies.MARK_SPAM)
    if not ticket.closed_as:
        raise Conflict("not-marked", _("The ticket is not closed as spam."))
    before = place(ticket)
    for name, value in (ticket.set_aside or {"state": State.NEW}).items():
        is_moment = name.endswith(("_at", "_until")) and value is not None
        setattr(ticket, name, parse_datetime(value) if is_moment else value)
    ticket.closed_as, ticket.set_aside = "", None
    store(ticket, [UnmarkedSpam()], by=by, at=at, before=before)
    return ticket
