"""Remote assistance: never without the customer's consent (2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.tickets import policies as ticket_rights
from zhichi.visits.choices import ConsentBy
from zhichi.visits.events import RemoteEnded, RemoteStarted
from zhichi.visits.models import RemoteSession
from zhichi.visits.services._write import consent_digest, open_ticket, session_digest, short, tell, typed

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session as it begins. `agrees` says that the customer agreed; by whom and how belong to the record."""

    tool: str
    agrees: bool
    consent_by: str
    consent_how: str
    link: str = ""


@transaction.atomic
def start_session(*, ticket_id: int, session: Session, by: Actor, at: datetime) -> RemoteSession:
    """Begin a remote session. Appends visits.remote_started. Raises DomainError without the customer's consent."""
    ticket = open_ticket(ticket_id, by=by)
    tool = typed(session.tool, "tool", _("Say which tool is used."), limit=80)
    if not session.agrees:
        message = _("Without the customer's consent there is no remote session. Ask first.")
        raise DomainError("consent-missing", message, fields={"agrees": message})
    consent_by = typed(session.consent_by, "consent_by", _("Say who agreed."), limit=120)
    if session.consent_how not in ConsentBy.values:
        raise DomainError("consent-how", _("Say how they agreed."), fields={"consent_how": _("Choose one")})
    row = RemoteSession.objects.create(
        ticket=ticket,
        engineer_id=by.person_id,
        tool=tool,
        link=_link(session.link),
        consent_by=consent_by,
        consent_how=session.consent_how,
        consent_at=at,
        started_at=at,
    )
    event = RemoteStarted(
        session_id=row.pk,
        tool=tool,
        consent_by=consent_by,
        consent_how=row.consent_how,
        digest=consent_digest(row),
    )
    tell(ticket, event, by=by, at=at)
    return row


@transaction.atomic
def end_session(*, session_id: int, work_done: str, by: Actor, at: datetime) -> RemoteSession:
    """End a remote session with what was done. Appends visits.remote_ended. Raises Conflict when it ended before."""
    row = RemoteSession.objects.select_for_update(of=("self",)).select_related("ticket__contact").get(pk=session_id)
    if not by.is_system:
        ticket_rights.WORK.check(by.user, row.ticket)
    if row.ended_at is not None:
        raise Conflict("ended", _("The remote session has ended already."))
    row.work_done = typed(work_done, "work_done", _("Say what was done."))
    row.ended_at = max(at, row.started_at)
    row.save(update_fields=("work_done", "ended_at"))
    minutes = int((row.ended_at - row.started_at).total_seconds() // 60)
    tell(row.ticket, RemoteEnded(session_id=row.pk, minutes=minutes, digest=session_digest(row)), by=by, at=at)
    return row


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
