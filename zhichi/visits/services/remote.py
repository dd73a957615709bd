"""Remote assistance: never without the customer's consent, which is asked for before and kept with the record (2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError, Gathering, Refused
from zhichi.tickets import policies as ticket_rights
from zhichi.visits.choices import SAID_TO_US, ConsentBy, SessionState
from zhichi.visits.events import RemoteAgreed, RemoteAsked, RemoteEnded, RemoteRefused, RemoteStarted
from zhichi.visits.models import RemoteSession
from zhichi.visits.services import _invite
from zhichi.visits.services._write import consent_digest, open_ticket, session_digest, short, tell, typed

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the customer is asked to agree to."""

    tool: str
    link: str = ""
    purpose: str = ""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The customer's consent as the engineer heard it. `agrees` is the engineer's word that it was given."""

    agrees: bool
    by: str
    how: str


@transaction.atomic
def ask_consent(*, ticket_id: int, asked: Asked, by: Actor, at: datetime) -> RemoteSession:
    """Ask the customer by mail, on their own page. Appends visits.remote_asked. Refused where no address is known."""
    asked, _nobody = judged_session(asked, None)
    row = _new(ticket_id, asked, SessionState.ASKED, by=by, at=at)
    if not _invite.ask_consent(row, by=by, at=at):
        message = _("The customer has no mail address. Ask on the phone and note the consent here.")
        raise DomainError("no-address", message)
    tell(row.ticket, RemoteAsked(session_id=row.pk, tool=row.tool), by=by, at=at)
    return row


@transaction.atomic
def start_session(*, ticket_id: int, asked: Asked, consent: Consent, by: Actor, at: datetime) -> RemoteSession:
    """Begin a session with consent given to the engineer. Appends visits.remote_agreed and visits.remote_started.

    Raises DomainError without the customer's consent, or without by whom and how it was given; it names every field.
    """
    asked, given_by = judged_session(asked, consent)
    row = _new(ticket_id, asked, SessionState.ASKED, by=by, at=at)
    agreed = _agree(row, given_by, consent.how, at=at)
    _begin(row, agreed, by=by, at=at)
    return row


@transaction.atomic
def answer_consent(*, session_id: int, agrees: bool, name: str, by: Actor, at: datetime) -> RemoteSession:
    """The customer's own answer. Appends visits.remote_agreed or visits.remote_refused; the same answer twice is one.

    A consent may be taken back until the session begins; then we have to ask anew. Raises Refused for staff, Conflict
    once it has begun or was taken back, DomainError without a name.
    """
    if by.kind != "customer":
        raise Refused("staff", _("Only the customer agrees on this page."))
    row = _lock(session_id)
    wanted = SessionState.AGREED if agrees else SessionState.REFUSED
    if row.state == wanted:
        return row
    if row.state not in {SessionState.ASKED, SessionState.AGREED, SessionState.REFUSED}:
        raise Conflict("begun", _("The remote session has begun or ended already."))
    if agrees and row.consent_at is not None:
        raise Conflict("taken-back", _("This consent was taken back. We have to ask you anew."))
    name = typed(name, "name", _("Write your name."), limit=120)
    event: Event
    if agrees:
        event = _agree(row, name, ConsentBy.PORTAL, at=at)
    else:
        row.state = SessionState.REFUSED  # a consent taken back stays readable: its event speaks of it
        event = RemoteRefused(session_id=row.pk, refused_by=name)
    row.save()
    tell(row.ticket, event, by=by, at=at)
    return row


@transaction.atomic
def start_agreed(*, session_id: int, by: Actor, at: datetime) -> RemoteSession:
    """Begin the session that the customer agreed to on their page. Raises Conflict before, or after a refusal."""
    row = _lock(session_id)
    if not by.is_system:
        ticket_rights.WORK.check(by.user, row.ticket)
    open_ticket(row.ticket_id, by=by)
    if row.state == SessionState.RUNNING:
        return row
    if row.state != SessionState.AGREED:
        raise Conflict("consent-missing", _("Without the customer's consent there is no remote session. Ask first."))
    row.engineer_id = by.person_id
    _begin(row, by=by, at=at)
    return row


@transaction.atomic
def end_session(*, session_id: int, work_done: str, by: Actor, at: datetime) -> RemoteSession:
    """End a remote session with what was done. Appends visits.remote_ended. Raises Conflict when none is running."""
    row = _lock(session_id)
    if not by.is_system:
        ticket_rights.WORK.check(by.user, row.ticket)
    if row.state != SessionState.RUNNING or row.started_at is None:
        raise Conflict("ended", _("This remote session is not running."))
    row.work_done = typed(work_done, "work_done", _("Say what was done."))
    row.ended_at, row.state = max(at, row.started_at), SessionState.ENDED
    row.save(update_fields=("work_done", "ended_at", "state"))
    minutes = int((row.ended_at - row.started_at).total_seconds() // 60)
    tell(row.ticket, RemoteEnded(session_id=row.pk, minutes=minutes, digest=session_digest(row)), by=by, at=at)
    return row


def judged_session(asked: Asked, consent: Consent | None) -> tuple[Asked, str]:
    """What is asked for and who agreed, as they are kept. Raises one DomainError that names every wrong field.

    Without `consent` the customer is yet to be asked.
    """
    told = Gathering()
    given_by = told.take(lambda: _agreed_by(consent), "") if consent else ""
    tool = told.take(lambda: typed(asked.tool, "tool", _("Say which tool is used."), limit=80), "")
    link = told.take(lambda: _link(asked.link), "")
    purpose = told.take(lambda: short(asked.purpose, "purpose", limit=500), "")
    told.refuse()
    return Asked(tool=tool, link=link, purpose=purpose), given_by


def _agreed_by(consent: Consent) -> str:
    told = Gathering()
    told.take(lambda: _check_consent(consent), None)
    name = told.take(lambda: typed(consent.by, "consent_by", _("Say who agreed."), limit=120), "")
    told.refuse()
    return name


def _check_consent(consent: Consent) -> None:
    wrong = {}
    message = _("Without the customer's consent there is no remote session. Ask first.")
    if not consent.agrees:
        wrong["agrees"] = message
    if consent.how not in SAID_TO_US:
        wrong["consent_how"] = _("Choose one")
    if not consent.agrees:
        raise DomainError("consent-missing", message, fields=wrong)
    if wrong:
        raise DomainError("consent-how", _("Say how they agreed."), fields=wrong)


def _new(ticket_id: int, asked: Asked, state: SessionState, *, by: Actor, at: datetime) -> RemoteSession:
    ticket = open_ticket(ticket_id, by=by)
    return RemoteSession.objects.create(
        ticket=ticket,
        state=state,
        engineer_id=by.person_id,
        tool=asked.tool,
        link=asked.link,
        purpose=asked.purpose,
        asked_at=at,
    )


def _lock(session_id: int) -> RemoteSession:
    rows = RemoteSession.objects.select_for_update(of=("self",)).select_related("ticket__contact", "engineer")
    return rows.get(pk=session_id)


def _agree(row: RemoteSession, name: str, how: str, *, at: datetime) -> RemoteAgreed:
    row.state, row.consent_by, row.consent_how, row.consent_at = SessionState.AGREED, name, how, at
    return RemoteAgreed(session_id=row.pk, consent_by=name, consent_how=str(how), digest=consent_digest(row))


def _begin(row: RemoteSession, *before: Event, by: Actor, at: datetime) -> None:
    row.state, row.started_at = SessionState.RUNNING, max(at, row.consent_at or at)
    row.save()
    tell(row.ticket, *before, RemoteStarted(session_id=row.pk, tool=row.tool), by=by, at=at)


def _link(typed_link: str) -> str:
    link = short(typed_link, "link", limit=500)
    if not link:
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        message = _("A link begins with https:// and names a server. Leave it empty if the tool has none.")
        raise DomainError("link", message, fields={"link": message})
    return link
