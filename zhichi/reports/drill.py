"""The lists behind the figures of 3.4.4: reports and actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.reports import policies, spans
from zhichi.reports.choices import ReportState
from zhichi.reports.selectors import figures
from zhichi.reports.selectors.showing import finding_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

REPORTS, ACTIONS = "reports.reports", "reports.actions"
REPORT_TITLES = {"due": gettext_lazy("Reports issued of those due"), "issued": gettext_lazy("Reports issued")}
ACTION_TITLES = {
    "agreed": gettext_lazy("Actions noted in reports"),
    "done": gettext_lazy("Actions ticked off"),
    "late": gettext_lazy("Actions past their day"),
}
REPORT_COLUMNS = (
    Column(pgettext_lazy("report", "Period"), "link"),
    Column(pgettext_lazy("report", "No."), "number"),
    Column(pgettext_lazy("report", "State")),
    Column(pgettext_lazy("report", "Due"), "time"),
    Column(pgettext_lazy("report", "Issued"), "time"),
    Column(pgettext_lazy("report", "Issued by")),
)
ACTION_COLUMNS = (
    Column(pgettext_lazy("report", "Report"), "link"),
    Column(pgettext_lazy("report", "Action"), "note"),
    Column(pgettext_lazy("report", "Finding"), "note"),
    Column(pgettext_lazy("report", "Who")),
    Column(pgettext_lazy("report", "Until")),
    Column(pgettext_lazy("report", "What came of it"), "note"),
)


def reports(what: str) -> Rows:
    """Reports that were "due" in the period, or "issued" in it."""
    return Rows(REPORTS, {"what": what})


def actions(what: str) -> Rows:
    """Actions "agreed" in reports issued in the period, told apart by "done"; or those that are "late" now."""
    return Rows(ACTIONS, {"what": what})


def register() -> None:
    """Put both lists into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _report_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=REPORT_TITLES)
    if asked.get("what") == "issued":
        rows = figures.issued_in(period.start, period.end).defer("content").select_related("issued_by")
        return [Part("issued", pgettext("reports", "Issued"), rows, ("-issued_at", "-id"))]
    rows = figures.due_in(period.start, period.end).defer("content").select_related("issued_by")
    order = ("due_at", "id")
    return [
        Part("open", pgettext("reports", "Not issued"), rows.filter(state=ReportState.DRAFT), order, "bad"),
        Part("issued", pgettext("reports", "Issued"), rows.filter(state=ReportState.ISSUED), order, "ok"),
    ]


def _action_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=ACTION_TITLES)
    about, order = ("report", "owner"), ("due_on", "id")
    if asked.get("what") == "late":
        rows = figures.late_actions().select_related(*about)
        return [Part("late", pgettext("actions", "Past their day"), rows, order, "bad")]
    rows = figures.agreed_in(period.start, period.end).select_related(*about)
    if asked.get("what") != "done":
        return [Part("all", pgettext("actions", "Noted"), rows, order)]
    return [
        Part("open", pgettext("actions", "Open"), rows.filter(done_at=None), order, "bad"),
        Part("done", pgettext("actions", "Done"), rows.exclude(done_at=None), order, "ok"),
    ]


def _report_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("reports:report", args=[row.pk]),
            [
                spans.label(row.period),
                row.number,
                str(ReportState(row.state).label),
                row.due_at,
                row.issued_at,
                row.issued_by_label,
            ],
        )
        for row in rows
    ]


def _action_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("reports:report", args=[row.report_id]),
            [
                spans.label(row.report.period),
                row.text,
                finding_label(row.finding),
                row.owner.display_name,
                f"{row.due_on:%Y-%m-%d}",
                row.outcome,
            ],
        )
        for row in rows
    ]


def _readers(person: Any, rows: Any) -> Any:
    return rows if policies.VIEW.allows(person, None) else rows.none()


SOURCES = (
    RowSource(
        name=REPORTS,
        columns=lambda _asked: REPORT_COLUMNS,
        title=lambda asked: str(REPORT_TITLES[asked.get("what", "due")]),
        parts=_report_parts,
        scope=policies.visible_to,
        describe=_report_rows,
    ),
    RowSource(
        name=ACTIONS,
        columns=lambda _asked: ACTION_COLUMNS,
        title=lambda asked: str(ACTION_TITLES[asked.get("what", "agreed")]),
        parts=_action_parts,
        scope=_readers,
        describe=_action_rows,
    ),
)
