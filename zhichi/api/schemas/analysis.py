"""Shapes of analysis reports: figures in both languages, findings, actions (3.4.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.handbook import PeriodOut, Texts
from zhichi.api.schemas.values import Moment, PageQuery, Ref
from zhichi.reports.choices import FindingKind, Length, ReportState


class AnalysisQuery(PageQuery):
    """Which reports."""

    length: Length | None = None
    state: ReportState | None = None


class AnalysisOut(Schema):
    """A report about a week, month or quarter. Drafts are seen by managers only."""

    id: int
    number: int | None = Field(description="Null while it is a draft.")
    length: Length
    period: PeriodOut
    state: ReportState
    made_at: Moment
    due_at: Moment = Field(description="Until when it is to be issued.")
    issued_at: Moment | None
    issued_by: Ref | None
    findings: int
    actions: int


class AnalysisFigureOut(Schema):
    """A figure as it was when the report was computed. `series`: the periods before, the oldest first, and this one."""

    key: str
    label: Texts
    value: Any
    unit: str
    target: Any
    lower_is_better: bool
    before: Any
    series: list[Any]
    records: str | None = Field(description="Where the API lists the records that are counted now.")


class AnalysisClauseOut(Schema):
    """A clause with its figures and its state in the period and the one before (empty without one)."""

    id: str = Field(examples=["3.1.2"])
    state: str
    state_before: str
    figures: list[AnalysisFigureOut]


class AnalysisActionOut(Schema):
    """A measure. `done_at` null: open."""

    id: int
    finding: str = Field(description="Code of the finding it answers; empty: the report as a whole.")
    text: str
    owner: Ref
    due_on: date
    done_at: Moment | None
    outcome: str


class AnalysisFindingOut(Schema):
    """What figures say by themselves. `figures` are keys of those that say so."""

    code: str = Field(examples=["missed:3.1.1"])
    kind: FindingKind
    clause: str
    figures: list[str]


class AnalysisDetailOut(AnalysisOut):
    """One report with all that it says."""

    remarks: str
    earlier: list[str] = Field(description="Codes of the periods before, as in `series`.")
    handbook_version: int
    digest: str = Field(description="As the service record states it; empty for a draft.")
    clauses: list[AnalysisClauseOut]
    found: list[AnalysisFindingOut]
    measures: list[AnalysisActionOut]
