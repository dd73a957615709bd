"""Turns analysis reports into what the API sends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhichi.api.figure_shapes import records_path
from zhichi.api.schemas.analysis import (
    AnalysisActionOut,
    AnalysisClauseOut,
    AnalysisDetailOut,
    AnalysisFigureOut,
    AnalysisFindingOut,
    AnalysisOut,
)
from zhichi.api.schemas.handbook import PeriodOut, Texts
from zhichi.api.schemas.values import Ref
from zhichi.api.shapes import ref
from zhichi.reports import selectors
from zhichi.reports.choices import FindingKind, Length, ReportState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.reports.models import Action, Report

SAME_NAME = ("number", "made_at", "due_at", "issued_at")


def report(row: Report) -> AnalysisOut:
    """A line of the list; it carries its figures and the count of its actions."""
    return AnalysisOut.model_construct(**_values(row, getattr(row, "all_actions", 0)))


def detail(row: Report) -> AnalysisDetailOut:
    """One report with all that it says. One query."""
    actions, content = selectors.actions_of(row), row.content
    return AnalysisDetailOut.model_construct(
        **_values(row, len(actions)),
        remarks=row.remarks,
        earlier=content["earlier"],
        handbook_version=content["handbook_version"],
        digest=row.digest,
        clauses=[_clause(clause) for clause in content["clauses"]],
        found=[
            AnalysisFindingOut.model_construct(**{**item, "kind": FindingKind(item["kind"])}) for item in row.findings
        ],
        measures=[_action(item) for item in actions],
    )


def _values(row: Report, actions: int) -> dict[str, Any]:
    period = row.content["period"]
    return {
        **{name: getattr(row, name) for name in SAME_NAME},
        "id": row.pk,
        "length": Length(row.length),
        "state": ReportState(row.state),
        "period": PeriodOut.model_construct(
            code=period["code"],
            start=datetime.fromisoformat(period["start"]),
            end=datetime.fromisoformat(period["end"]),
        ),
        "issued_by": ref(row.issued_by),
        "findings": len(row.findings),
        "actions": actions,
    }


def _clause(clause: Mapping[str, Any]) -> AnalysisClauseOut:
    return AnalysisClauseOut.model_construct(
        id=clause["id"],
        state=clause["state"],
        state_before=clause["state_before"],
        figures=[_figure(figure) for figure in clause["figures"]],
    )


def _figure(figure: Mapping[str, Any]) -> AnalysisFigureOut:
    label = figure["label"]
    return AnalysisFigureOut.model_construct(
        key=figure["key"],
        label=Texts.model_construct(zh=label["zh-hans"], en=label["en"]),
        value=figure["value"],
        unit=figure["unit"],
        target=figure["target"],
        lower_is_better=figure["lower"],
        before=figure["before"],
        series=figure["series"],
        records=records_path(figure["rows"]),
    )


def _action(row: Action) -> AnalysisActionOut:
    return AnalysisActionOut.model_construct(
        id=row.pk,
        finding=row.finding,
        text=row.text,
        owner=Ref(id=row.owner_id, name=str(row.owner)),
        due_on=row.due_on,
        done_at=row.done_at,
        outcome=row.outcome,
    )
