"""Issue a report: it gets its number and never changes again (3.4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from zhichi.core.canonical import dumps, sha256
from zhichi.notices import services as notices
from zhichi.reports import definitions, policies, selectors
from zhichi.reports.choices import ReportState
from zhichi.reports.events import Issued
from zhichi.reports.models import Action, Report
from zhichi.reports.services._write import allow, lock_draft, record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def issue(*, report_id: int, by: Actor, at: datetime) -> Report:
    """Number the draft and put it out. Appends reports.issued with a digest over all that it says.

    Whoever reads reports and whoever owns an action is told; what asked for the draft is settled. Raises Conflict when
    somebody issued it already.
    """
    allow(policies.WRITE, by)
    row = lock_draft(report_id)
    actions = list(row.actions.select_related("owner").order_by("pk"))
    # Locking the newest report lets two who issue at once wait for each other; the unique number is the last word.
    last = Report.objects.select_for_update().filter(state=ReportState.ISSUED).order_by("-number").first()
    highest = Report.objects.aggregate(last=Max("number"))["last"] if last else 0
    row.number, row.state = (highest or 0) + 1, ReportState.ISSUED
    row.issued_at, row.issued_by_id, row.issued_by_label = at, by.user_id, by.label
    row.digest = digest_of(row, actions)
    row.save()
    event = Issued(number=row.number, period=row.period, digest=row.digest, actions=len(actions))
    record(row, event, by=by, at=at)
    _tell(row, actions, by, at)
    return row


def digest_of(row: Report, actions: Iterable[Action]) -> str:
    """The digest by which the record proves an issued report: period, number, figures, remarks, actions as agreed."""
    agreed = [[item.finding, item.text, item.owner_id, item.due_on.isoformat()] for item in actions]
    return sha256(dumps([row.period, row.number, row.content, row.remarks, agreed]))


def _tell(row: Report, actions: Iterable[Action], by: Actor, at: datetime) -> None:
    notices.settle(stream=row.stream, kinds=[definitions.DRAFT_READY, definitions.OVERDUE], at=at)
    readers = [person for person in selectors.people_told() if person != by.user_id]
    data = {"number": row.number, "period": row.period}
    key = f"{definitions.ISSUED}:{row.pk}"
    notices.tell(readers, kind=definitions.ISSUED, stream=row.stream, at=at, data=data, dedupe_key=key)
    for item in actions:
        told = {"text": item.text, "due_on": item.due_on.isoformat()}
        key = f"{definitions.ACTION}:{item.pk}"
        notices.tell([item.owner_id], kind=definitions.ACTION, stream=row.stream, at=at, data=told, dedupe_key=key)
