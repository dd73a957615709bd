"""What the services of visits share: lock the row, take a step, prove the text, append to the ticket's stream."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.tickets import policies as ticket_rights
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import State as TicketState
from zhichi.visits.choices import STEPS, VisitState
from zhichi.visits.models import Amendment, RemoteSession, Visit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.core.rights import Right
    from zhichi.tickets.models import Ticket


def lock(visit_id: int, *, by: Actor, right: Right) -> Visit:
    """The visit, locked until the transaction ends; refuses when `by` is a person without `right` to it."""
    rows = Visit.objects.select_for_update(of=("self",)).select_related(
        "ticket__contact", "engineer", "signature__blob"
    )
    visit = rows.get(pk=visit_id)
    if not by.is_system:
        right.check(by.user, visit)
    return visit


def open_ticket(ticket_id: int, *, by: Actor) -> Ticket:
    """The ticket that `by` may work on. Raises Conflict when it is closed."""
    ticket = tickets.by_id(ticket_id)
    if ticket is None:
        raise DomainError("ticket-unknown", _("This request does not exist."))
    if not by.is_system:
        ticket_rights.WORK.check(by.user, ticket)
    if ticket.state == TicketState.CLOSED:
        raise Conflict("closed", _("The request is closed."), _("Reopen it first."))
    return ticket


def advance(visit: Visit, name: str) -> None:
    """Take one step on the locked row; raises Conflict when its state does not allow it."""
    step = STEPS[name]
    if visit.state not in step.sources:
        raise Conflict(
            "state",
            _("The visit is now “%s”, so this step is not possible.") % VisitState(visit.state).label,
            _("Look at what changed and try again."),
        )
    visit.state = step.target


def tell(ticket: Ticket, *events: Event, by: Actor, at: datetime) -> None:
    """Append the events to the ticket's stream."""
    records.append_many(ticket.stream, events, by=by, at=at)


def typed(text: str, field: str, message: Any, *, limit: int = 20_000) -> str:
    """The text as it is kept; raises DomainError at `field` when it is empty or too long."""
    found = clean(text).strip()
    if not found:
        raise DomainError(f"{field}-missing", message, fields={field: message})
    return short(found, field, limit=limit)


def short(text: str, field: str, *, limit: int) -> str:
    """The text as it is kept; raises DomainError at `field` when it is too long."""
    found = clean(text).strip()
    if len(found) > limit:
        message = _("At most %s characters.") % limit
        raise DomainError(f"{field}-too-long", message, fields={field: message})
    return found


def request_digest(visit: Visit) -> str:
    """Proves why and whereto a visit was asked for."""
    return _digest(visit.reason, visit.address, visit.contact_name, visit.contact_phone, visit.requested_by_id)


def report_digest(visit: Visit) -> str:
    """Proves the report and the signature under it."""
    picture = visit.signature.blob.sha256 if visit.signature is not None else ""
    return _digest(
        visit.found,
        visit.minutes_worked,
        visit.work_done,
        visit.parts_used,
        visit.result,
        visit.signed,
        visit.signer_name,
        visit.unsigned_reason,
        picture,
    )


def amendment_digest(row: Amendment) -> str:
    """Proves what was added to a report, and who added it."""
    return _digest(row.visit_id, row.author_id, row.text)


def consent_digest(session: RemoteSession) -> str:
    """Proves who agreed to a remote session, how and when, and to what."""
    at = session.consent_at.astimezone(UTC).isoformat() if session.consent_at else ""
    return _digest(session.tool, session.link, session.purpose, session.consent_by, session.consent_how, at)


def session_digest(session: RemoteSession) -> str:
    """Proves what was done in a remote session."""
    return _digest(session.work_done)


def _digest(*parts: Any) -> str:
    return sha256(dumps(list(parts)))
