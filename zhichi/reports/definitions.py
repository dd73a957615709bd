"""The numbers of clause 3.4.4 with their shipped defaults, and what staff are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhichi.core.events import gettext_noop
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition
from zhichi.reports.choices import Length

CLAUSE = "3.4.4"
WRITTEN = {length: f"3.4.4.{length.value}" for length in Length}
ISSUE_DAYS, GRACE_DAYS = "3.4.4.issue_days", "3.4.4.grace_days"
TREND_PERIODS, TREND_PERCENT = "3.4.4.trend_periods", "3.4.4.trend_percent"


def _flag(length: Length, label: str, *, default: bool) -> PolicyDefinition:
    return PolicyDefinition(key=WRITTEN[length], clause=CLAUSE, label=label, default=default, unit="flag")


def _number(key: str, label: str, default: int, unit: str, least: int, most: int) -> PolicyDefinition:
    return PolicyDefinition(
        key=key, clause=CLAUSE, label=label, default=default, unit=unit, minimum=least, maximum=most
    )


POLICIES = (
    _flag(Length.WEEK, gettext_noop("A report is drafted for every week"), default=False),
    _flag(Length.MONTH, gettext_noop("A report is drafted for every month"), default=True),
    _flag(Length.QUARTER, gettext_noop("A report is drafted for every quarter"), default=True),
    _number(ISSUE_DAYS, gettext_noop("A report is issued after the end of its period within"), 7, "days", 1, 90),
    _number(GRACE_DAYS, gettext_noop("A report later than this after its day breaks the clause"), 7, "days", 0, 90),
    _number(
        TREND_PERIODS, gettext_noop("Periods before that a figure is compared with for its trend"), 3, "count", 2, 5
    ),
    _number(TREND_PERCENT, gettext_noop("Worse than the mean of these periods by at least"), 20, "percent", 1, 500),
)

DRAFT_READY, OVERDUE = "reports.draft_ready", "reports.overdue"
ISSUED, ACTION = "reports.report_issued", "reports.action_given"
KINDS = (
    NoticeKind(
        code=DRAFT_READY,
        label=_("Analysis report to issue"),
        wording=gettext_noop("The report about %(period)s is drafted, %(findings)s findings; issue it by %(due_at)s"),
        clause=CLAUSE,
        icon="chart-column",
    ),
    NoticeKind(
        code=OVERDUE,
        label=_("Analysis report overdue"),
        wording=gettext_noop("The report about %(period)s should have been issued by %(due_at)s"),
        severity="warning",
        clause=CLAUSE,
        icon="alarm-clock",
    ),
    NoticeKind(
        code=ISSUED,
        label=_("Analysis report issued"),
        wording=gettext_noop("Report %(number)s about %(period)s is out"),
        clause=CLAUSE,
        icon="chart-column",
    ),
    NoticeKind(
        code=ACTION,
        label=_("Action from an analysis report"),
        wording=gettext_noop("An action for you until %(due_on)s: %(text)s"),
        clause=CLAUSE,
        icon="list-checks",
        url_name="reports:actions",
    ),
)
