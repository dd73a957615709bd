"""Progress reports (3.1.3): send one, agree another time for the next, change the words around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.records import services as records
from zhichi.records.selectors import policy
from zhichi.tickets import policies, reports
from zhichi.tickets.choices import State
from zhichi.tickets.clocks import DONE
from zhichi.tickets.events import AgreementUndone, ReportAgreed, ReportTemplateChanged
from zhichi.tickets.models import ReportTemplate
from zhichi.tickets.selectors.reports import report_template
from zhichi.tickets.services._checks import refuse_template
from zhichi.tickets.services._write import lock, place, require, store
from zhichi.tickets.services.converse import Reply, refuse_closed, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.core.actors import Actor
    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Message, Ticket
    from zhichi.tickets.services._checks import Heeded


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is being done, in a sentence; the words around it come from the template of the ticket's language."""

    doing: str
    attachments: Sequence[Attachment] = ()
    cc: Sequence[str] = ()
    seen: int | None = None
    heeded: Heeded | None = None  # as for a reply


@transaction.atomic
def report(*, ticket_id: int, words: Report, by: Actor, at: datetime) -> Message:
    """Send the customer a progress report (3.1.3), like a reply: by mail and on the portal, held for the undo time.

    Appends tickets.message_added and tickets.progress_reported. Raises DomainError when it does not say what is being
    done, Conflict when the ticket is solved or closed or a colleague answered meanwhile, Questioned as a reply does.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    doing = require(words.doing, "text", _("Say in a sentence what is being done."))
    refuse_closed(ticket)
    if ticket.state == State.RESOLVED:
        hint = _("Record the follow-up, or reply.")
        raise Conflict("solved", _("The ticket is solved: there is no progress to report."), hint)
    text = reports.letter(report_template(ticket.language), ticket, doing=doing, at=at)
    answer = Reply(text=text, attachments=words.attachments, cc=words.cc, seen=words.seen, heeded=words.heeded)
    return tell(ticket, answer, by=by, at=at, report=doing)


@transaction.atomic
def agree_report(*, ticket_id: int, until: datetime, reason: str, by: Actor, at: datetime) -> Ticket:
    """Note another time for the next progress report, agreed with the customer (3.1.3): the clock runs to it.

    Holds until they next hear from us. Appends tickets.report_agreed. Raises DomainError for a time that is past or
    further away than policy 3.1.3.agreed_hours, or without a reason; Conflict when no report is due.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    if ticket.state in DONE:
        raise Conflict("done", _("No progress report is due on this ticket any more."))
    reason = require(reason, "reason", _("Say what was agreed with the customer."))
    _check_time(until, at)
    before = place(ticket)
    event = ReportAgreed(
        until=until.astimezone(UTC).isoformat(),
        before=ticket.report_at.astimezone(UTC).isoformat() if ticket.report_at else "",
        reason=reason,
    )
    ticket.agreed_at, ticket.agreed_for = at, until
    store(ticket, [event], by=by, at=at, before=before)
    return ticket


@transaction.atomic
def undo_agreement(*, ticket_id: int, by: Actor, at: datetime) -> Ticket:
    """Let the next progress report be due by the handbook again. Appends tickets.agreement_undone."""
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    if ticket.agreed_at is None:
        return ticket
    before = place(ticket)
    ticket.agreed_at = ticket.agreed_for = None
    store(ticket, [AgreementUndone()], by=by, at=at, before=before)
    return ticket


@transaction.atomic
def set_report_template(*, language: str, text: str, by: Actor, at: datetime) -> ReportTemplate:
    """Change the words around progress reports in one language. Appends tickets.report_template_changed.

    Raises DomainError for a mark that does not exist or one that is missing, and for words that the draft checks find.
    """
    policies.EDIT_TEMPLATES.check(by.user)
    if language not in dict(settings.LANGUAGES):
        raise DomainError("language", _("This language does not exist."), fields={"language": _("Choose one")})
    text = reports.checked(text)
    refuse_template(text)
    before = report_template(language)
    row, is_new = ReportTemplate.objects.select_for_update().get_or_create(
        language=language, defaults={"text": text, "changed_at": at}
    )
    if before == text and not is_new:
        return row
    row.text, row.changed_at = text, at
    row.save()
    event = ReportTemplateChanged(language=language, before=before, after=text)
    records.append(f"report-template:{row.pk}", event, by=by, at=at)
    return row


def _check_time(until: datetime, at: datetime) -> None:
    furthest = timedelta(hours=policy("3.1.3.agreed_hours"))
    if until <= at:
        message = _("This time is past.")
        raise DomainError("past", message, _("Choose a time to come."), fields={"until": message})
    if until > at + furthest:
        message = _("At most %s hours from now.") % policy("3.1.3.agreed_hours")
        raise DomainError(
            "too-far", message, _("Agree an earlier time, and another one then."), fields={"until": message}
        )
