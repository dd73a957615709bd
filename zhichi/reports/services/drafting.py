"""Draft reports, by the schedule or because a manager asks; compute a draft again; the manager's remarks (3.4.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhichi.core.canonical import sha256
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.handbook.selectors import parse_period
from zhichi.notices import services as notices
from zhichi.records.selectors import first_event_at, policy
from zhichi.reports import definitions, policies, selectors, spans
from zhichi.reports.choices import Length, ReportState
from zhichi.reports.events import Computed, Drafted, Remarked
from zhichi.reports.models import Report
from zhichi.reports.services._write import SCHEDULE, allow, lock_draft, record

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.handbook.registry import Period

LONGEST_REMARKS = 10_000


def draft_due(*, at: datetime) -> list[Report]:
    """Draft what the handbook asks for and nobody has drafted, tell the managers of what is overdue.

    Only the newest week, month and quarter that are over, and only since the record began: an old house does not wake
    up with a year of drafts. Appends reports.drafted for each. A second turn finds nothing left to do.
    """
    began, found = first_event_at(), []
    for length in Length:
        period = spans.last(length, at)
        is_wanted = policy(definitions.WRITTEN[length]) and began is not None and period.end > began
        if is_wanted and not Report.objects.filter(period=period.code).exists():
            found.append(_store(period, length, by=SCHEDULE, at=at))
    _tell_of_late(at)
    return found


def draft(*, code: str, by: Actor, at: datetime) -> Report:
    """Draft the report about a week, month or quarter ("2026-10") that is over. Appends reports.drafted.

    Raises DomainError for another period, one that is not over or lies before the record; Conflict when there is one.
    """
    allow(policies.WRITE, by)
    period = parse_period(code)
    if period.kind not in Length.values:
        raise _refusal("length", _("Reports are about a week, a month or a quarter."))
    if not period.is_over(at):
        raise _refusal("not-over", _("This period is not over yet."))
    began = first_event_at()
    if began is None or period.end <= began:
        raise _refusal("before-record", _("The service record begins later; there is nothing to report."))
    if Report.objects.filter(period=period.code).exists():
        raise _exists()
    return _store(period, Length(period.kind), by=by, at=at)


def _store(period: Period, length: Length, *, by: Actor, at: datetime) -> Report:
    """Compute, which reads much, before the transaction that writes."""
    content = selectors.compute(period)
    days = timedelta(days=policy(definitions.ISSUE_DAYS))
    try:
        with transaction.atomic():
            row = Report.objects.create(
                length=length,
                period=period.code,
                period_end=period.end,
                content=content,
                made_at=at,
                computed_at=at,
                due_at=max(period.end, at) + days,
            )
            findings = len(row.findings)
            told = Drafted(period=row.period, length=length.value, findings=findings, due_at=row.due_at.isoformat())
            record(row, told, by=by, at=at, is_new=True)
            _tell(row, definitions.DRAFT_READY, at, findings=findings)
    except IntegrityError:
        raise _exists() from None
    return row


def compute_again(*, report_id: int, by: Actor, at: datetime) -> Report:
    """Take the figures of a draft from the records once more. Appends reports.computed. Raises Conflict once issued."""
    allow(policies.WRITE, by)
    content = selectors.compute(parse_period(Report.objects.values_list("period", flat=True).get(pk=report_id)))
    with transaction.atomic():
        row = lock_draft(report_id)
        row.content, row.computed_at = content, at
        row.save(update_fields=("content", "computed_at"))
        record(row, Computed(period=row.period, findings=len(row.findings)), by=by, at=at)
    return row


@transaction.atomic
def save_remarks(*, report_id: int, remarks: str, by: Actor, at: datetime) -> Report:
    """Keep the manager's remarks with a draft. Appends reports.remarked when they are others than before.

    Raises DomainError for more than 10,000 characters, Conflict once the report is issued.
    """
    allow(policies.WRITE, by)
    row = lock_draft(report_id)
    text = clean(remarks).replace("\r\n", "\n").strip()
    if len(text) > LONGEST_REMARKS:
        message = _("At most %s characters.") % LONGEST_REMARKS
        raise DomainError("remarks-long", message, fields={"remarks": message})
    if text != row.remarks:
        row.remarks = text
        row.save(update_fields=("remarks",))
        record(row, Remarked(period=row.period, digest=sha256(text.encode())), by=by, at=at)
    return row


def _tell_of_late(at: datetime) -> None:
    for row in Report.objects.filter(state=ReportState.DRAFT, due_at__lt=at).defer("content"):
        _tell(row, definitions.OVERDUE, at)


def _tell(row: Report, kind: str, at: datetime, **data: Any) -> None:
    told = {"period": row.period, "due_at": row.due_at.isoformat(), **data}
    people = selectors.people_told(managers=True)
    notices.tell(people, kind=kind, stream=row.stream, at=at, data=told, dedupe_key=f"{kind}:{row.pk}")


def _refusal(code: str, message: str) -> DomainError:
    return DomainError(code, message, fields={"code": message})


def _exists() -> Conflict:
    message = _("There is a report about this period already.")
    return Conflict("exists", message, fields={"code": message})
