"""What is done about findings: noted on a draft, ticked off with what came of it (3.4.4, later 10.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.reports import policies, selectors, spans
from zhichi.reports.events import ActionDone, ActionDropped, ActionNoted
from zhichi.reports.models import Action, Report
from zhichi.reports.services._write import allow, lock_draft, record, required

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def note_action(
    *, report_id: int, text: str, owner_id: int, due_on: date, by: Actor, at: datetime, finding: str = ""
) -> Action:
    """Write a measure into a draft: what, who, until when, for which finding. Appends reports.action_noted.

    Raises DomainError for an empty text, an owner who is not at work here, a day that is past, a finding that the
    report does not have; Conflict once the report is issued.
    """
    allow(policies.WRITE, by)
    report = lock_draft(report_id)
    words = required(text, "text", _("Say what is to be done."))
    owner = next((person for person in selectors.staff() if person.pk == owner_id), None)
    if owner is None:
        raise _refusal("owner", _("Choose somebody who works here."))
    if due_on < spans.today(at):
        raise _refusal("due_on", _("This day is past."))
    if finding and finding not in {item["code"] for item in report.findings}:
        raise _refusal("finding", _("The report has no such finding."))
    row = Action.objects.create(report=report, finding=finding, text=words, owner=owner, due_on=due_on, created_at=at)
    event = ActionNoted(
        action_id=row.pk,
        finding=finding,
        text=words,
        owner_id=owner.pk,
        owner=owner.display_name,
        due_on=due_on.isoformat(),
    )
    record(report, event, by=by, at=at)
    return row


@transaction.atomic
def drop_action(*, action_id: int, by: Actor, at: datetime) -> Report:
    """Take a measure off a draft. Appends reports.action_dropped. Raises Conflict once the report is issued."""
    allow(policies.WRITE, by)
    row = Action.objects.get(pk=action_id)
    report = lock_draft(row.report_id)
    event = ActionDropped(action_id=row.pk, text=row.text)
    row.delete()
    record(report, event, by=by, at=at)
    return report


@transaction.atomic
def finish_action(*, action_id: int, outcome: str, by: Actor, at: datetime) -> Action:
    """Tick an action of an issued report off with what came of it: its owner or a manager. Appends reports.action_done.

    Raises DomainError for an empty outcome or a report that is still a draft, Conflict when it is ticked off.
    """
    row = Action.objects.select_for_update(of=("self",)).select_related("report").get(pk=action_id)
    allow(policies.FINISH, by, row)
    if not row.report.is_issued:
        raise DomainError("draft", _("The report is a draft; issue it first."))
    if row.done_at is not None:
        raise Conflict("done", _("It is ticked off already."))
    row.outcome = required(outcome, "outcome", _("Say what came of the action."))
    row.done_at, row.done_by_id = at, by.user_id
    row.save(update_fields=("outcome", "done_at", "done_by"))
    record(row.report, ActionDone(action_id=row.pk, outcome=row.outcome), by=by, at=at)
    return row


def _refusal(field: str, message: str) -> DomainError:
    return DomainError(field, message, fields={field: message})
