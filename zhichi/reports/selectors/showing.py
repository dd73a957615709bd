"""A report's content in the words of the reader: figures, what changed, findings with their actions, charts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.handbook import selectors as handbook
from zhichi.handbook.choices import ClauseState
from zhichi.reports import findings, spans
from zhichi.reports.choices import FindingKind
from zhichi.reports.sections import HEADLINES, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhichi.handbook.registry import Period
    from zhichi.reports.models import Action, Report

MOST_CHANGES = 8
TONES = {FindingKind.BROKEN: "bad", FindingKind.MISSED: "warn", FindingKind.TREND: "warn"}


@dataclass(frozen=True)
class FigureView:
    """A figure in words, with the records behind it and how it differs from the period before."""

    key: str
    label: str
    value: str
    target: str
    before: str
    change: str
    tone: str  # "ok" for the better, "bad" for the worse, "" where neither can be said
    url: str
    is_missed: bool


@dataclass(frozen=True)
class ClauseView:
    """A clause with its state in the period and the one before."""

    id: str
    title: str
    state: str
    state_before: str
    figures: list[FigureView]


@dataclass(frozen=True)
class ChartView:
    """A line over the periods before and this one."""

    clause_id: str
    trend: handbook.Trend
    chart: handbook.Chart


@dataclass(frozen=True)
class SectionView:
    """A heading with its clauses and charts."""

    code: str
    title: str
    clauses: list[ClauseView]
    charts: list[ChartView]


@dataclass(frozen=True)
class FindingView:
    """What the figures say by themselves, and the actions that answer it."""

    code: str
    kind: str
    tone: str
    label: str
    clause_id: str
    title: str
    figures: list[FigureView]
    actions: list[Action] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """All that a report shows. `general` are actions that answer no single finding."""

    period: Period
    earlier: str  # the period before in words, empty without one
    tiles: list[FigureView]
    findings: list[FindingView]
    general: list[Action]
    better: list[tuple[ClauseView, FigureView]]
    worse: list[tuple[ClauseView, FigureView]]
    moved: list[ClauseView]  # whose state is another than in the period before
    sections: list[SectionView]


def sheet_of(report: Report, actions: Iterable[Action]) -> Sheet:
    """The report in the active language. No query: everything lies in the row and the actions given."""
    content, language = report.content, "en" if handbook.active_language().startswith("en") else "zh-hans"
    raw = {clause["id"]: clause for clause in content["clauses"]}
    views = {key: _clause(clause, language) for key, clause in raw.items()}
    figures = {figure.key: figure for view in views.values() for figure in view.figures}
    judged = [clause for key, clause in raw.items() if key != HEADLINES]
    by_finding: dict[str, list[Action]] = defaultdict(list)
    for row in actions:
        by_finding[row.finding].append(row)
    found = [_finding(item, figures, by_finding) for item in report.findings]
    codes = {item.code for item in found}
    return Sheet(
        period=handbook.parse_period(report.period),
        earlier=spans.label(content["earlier"][-1]) if content["earlier"] else "",
        tiles=views[HEADLINES].figures if HEADLINES in views else [],
        findings=found,
        general=[row for code, rows in by_finding.items() if code not in codes for row in rows],
        better=_pairs(findings.changed(judged, better=True), views, figures),
        worse=_pairs(findings.changed(judged, better=False), views, figures),
        moved=[view for key, view in views.items() if key != HEADLINES and _has_moved(view)],
        sections=_sections(content, raw, views, language),
    )


def finding_label(code: str) -> str:
    """A finding's code in words: "Target missed: 3.1.1 Response time"; empty for none."""
    kind, _colon, clause = code.partition(":")
    if kind not in FindingKind.values:
        return ""
    values = {"kind": FindingKind(kind).label, "clause": clause, "title": handbook.clause_title(clause)}
    return _("%(kind)s: %(clause)s %(title)s") % values


def _clause(clause: Mapping[str, Any], language: str) -> ClauseView:
    return ClauseView(
        id=clause["id"],
        title=handbook.clause_title(clause["id"]),
        state=clause["state"],
        state_before=clause["state_before"],
        figures=[_figure(figure, language) for figure in clause["figures"]],
    )


def _figure(figure: Mapping[str, Any], language: str) -> FigureView:
    unit, value, before = figure["unit"], figure["value"], figure["before"]
    change, tone = "", ""
    if handbook.is_number(value) and handbook.is_number(before) and value != before:
        difference = round(value - before, 2)
        change = handbook.signed_words(difference, unit)
        if figure["directed"]:
            tone = "ok" if (difference < 0) == figure["lower"] else "bad"
    target = "" if figure["target"] is None else handbook.value_words(figure["target"], unit)
    return FigureView(
        key=figure["key"],
        label=figure["label"][language],
        value=handbook.value_words(value, unit),
        target=_("at most %s") % target if target and figure["lower"] else target,
        before=handbook.value_words(before, unit),
        change=change,
        tone=tone,
        url=figure["rows"],
        is_missed=findings.is_missed(figure),
    )


def _finding(
    item: Mapping[str, Any], figures: Mapping[str, FigureView], actions: Mapping[str, list[Action]]
) -> FindingView:
    kind = FindingKind(item["kind"])
    return FindingView(
        code=item["code"],
        kind=kind.value,
        tone=TONES[kind],
        label=str(kind.label),
        clause_id=item["clause"],
        title=handbook.clause_title(item["clause"]),
        figures=[figures[key] for key in item["figures"] if key in figures],
        actions=actions.get(item["code"], []),
    )


def _pairs(
    found: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    views: Mapping[str, ClauseView],
    figures: Mapping[str, FigureView],
) -> list[tuple[ClauseView, FigureView]]:
    return [(views[clause["id"]], figures[figure["key"]]) for clause, figure in found[:MOST_CHANGES]]


def _has_moved(view: ClauseView) -> bool:
    judged = {ClauseState.KEPT, ClauseState.AT_RISK, ClauseState.BROKEN}
    return view.state != view.state_before and {view.state, view.state_before} <= judged


def _sections(
    content: Mapping[str, Any], raw: Mapping[str, Any], views: Mapping[str, ClauseView], language: str
) -> list[SectionView]:
    found = []
    for section in SECTIONS:
        charts = [
            chart
            for clause_id, label in section.charts
            if clause_id in raw
            for figure in raw[clause_id]["figures"]
            if figure["label"]["en"] == label and (chart := _chart(content, clause_id, figure, language)) is not None
        ]
        clauses = [views[clause_id] for clause_id in section.clauses if clause_id in views]
        found.append(SectionView(section.code, str(section.title), clauses, charts))
    return [section for section in found if section.clauses]


def _chart(content: Mapping[str, Any], clause_id: str, figure: Mapping[str, Any], language: str) -> ChartView | None:
    """The chart of a figure; None for a single point, which is no line."""
    periods = [handbook.parse_period(code) for code in [*content["earlier"], content["period"]["code"]]]
    if sum(value is not None for value in figure["series"]) < 2:
        return None
    targets = [(datetime.fromisoformat(at), value) for at, value in figure.get("targets", [])]
    points = [_point(period, value, figure, targets) for period, value in zip(periods, figure["series"], strict=True)]
    trend = handbook.Trend(
        label=figure["label"][language],
        unit=figure["unit"],
        points=points,
        targets=targets,
        choices=[],
        finding=handbook.finding_of(points, lower_is_better=figure["lower"]),
    )
    return ChartView(clause_id, trend, handbook.chart_of(trend))


def _point(
    period: Period, value: Any, figure: Mapping[str, Any], targets: Sequence[tuple[datetime, float]]
) -> handbook.Point:
    unit = figure["unit"]
    target = next((goal for at, goal in reversed(targets) if at < period.end), None)
    return handbook.Point(
        step=period,
        label=period.label,
        tick=handbook.tick_of(period),
        value=value,
        words=handbook.value_words(value, unit),
        target=target,
        target_words="" if target is None else handbook.value_words(target, unit),
        url="",
        is_missed=findings.is_missed({"value": value, "target": target, "lower": figure["lower"]}),
    )
