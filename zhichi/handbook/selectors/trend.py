"""One figure of a clause over the days, weeks or months of a period, with its target as it was at each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhichi.handbook import periods, registry
from zhichi.handbook.codes import PeriodKind, Unit
from zhichi.handbook.selectors.behind import rows_url
from zhichi.handbook.selectors.conformance import evidence_for, providers_of
from zhichi.handbook.wording import is_number, label_words, value_words
from zhichi.records.selectors import policy_steps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from zhichi.handbook.periods import Period
    from zhichi.handbook.registry import Figure


@dataclass(frozen=True)
class Point:
    """The figure of one step. `value` is None where nothing was recorded; `url` leads to the records."""

    step: Period
    label: str  # the whole step in words
    tick: str  # as short as an axis needs it
    value: float | None
    words: str
    target: float | None
    target_words: str
    url: str
    is_missed: bool


@dataclass(frozen=True)
class Trend:
    """A figure over time. `choices` are all figures of the clause that can be drawn: index, label, whether this one."""

    label: str
    unit: str
    points: list[Point]
    targets: list[tuple[datetime, float]]  # since when which target was in force; empty without
    choices: list[tuple[int, str, bool]]
    finding: str

    @property
    def target_words(self) -> str:
        """The newest target in words."""
        return value_words(self.targets[-1][1], self.unit) if self.targets else ""


def has_trend(clause_id: str) -> bool:
    """Whether any part counts for this clause what happens in a period."""
    return any(provider in registry.compared for provider in providers_of(clause_id))


def trend(clause_id: str, period: Period, index: int | None, *, at: datetime, zone: tzinfo) -> Trend | None:
    """The figure at `index` of a clause; None when there is nothing to draw.

    Without `index` the first that has a target and something to show.
    """
    drawable = [item for item in evidence_for(clause_id, period, only_compared=True).figures if _can_draw(item)]
    if not drawable or (index is not None and not 0 <= index < len(drawable)):
        return None
    if index is None:
        known = [number for number, item in enumerate(drawable) if item.target is not None]
        index = next((number for number in known if drawable[number].value is not None), known[0] if known else 0)
    chosen = drawable[index]
    targets = _targets(chosen, period)
    steps = [step for step in periods.steps(period, zone=zone) if step.start <= at]
    points = [_point(step, clause_id, chosen, targets) for step in steps]
    choices = [(number, label_words(item.label), number == index) for number, item in enumerate(drawable)]
    return Trend(
        label_words(chosen.label),
        chosen.unit,
        points,
        targets,
        choices,
        finding_of(points, lower_is_better=chosen.lower_is_better),
    )


def _can_draw(figure: Figure) -> bool:
    return figure.unit not in {Unit.TEXT, Unit.FLAG, Unit.TIME, Unit.DURATION} and (
        figure.value is None or is_number(figure.value)
    )


def _targets(figure: Figure, period: Period) -> list[tuple[datetime, float]]:
    if figure.target_key:
        steps = policy_steps(figure.target_key, period.start, period.end)
        return [(at, float(value) * figure.target_factor) for at, value in steps]
    return [(period.start, float(figure.target))] if is_number(figure.target) else []


def _point(step: Period, clause_id: str, chosen: Figure, targets: Sequence[tuple[datetime, float]]) -> Point:
    wanted = label_words(chosen.label)
    found = evidence_for(clause_id, step, only_compared=True).figures
    figure = next((item for item in found if label_words(item.label) == wanted), None)
    value: Any = 0 if figure is None and chosen.unit == Unit.COUNT else figure.value if figure else None
    target = next((value_of for at, value_of in reversed(targets) if at < step.end), None)
    is_missed = value is not None and target is not None and _misses(value, target, chosen)
    return Point(
        step=step,
        label=step.label,
        tick=tick_of(step),
        value=value,
        words=value_words(value, chosen.unit),
        target=target,
        target_words="" if target is None else value_words(target, chosen.unit),
        url=rows_url(figure.rows, step, clause_id) if figure is not None and figure.rows and value is not None else "",
        is_missed=is_missed,
    )


def _misses(value: float, target: float, figure: Figure) -> bool:
    return value > target if figure.lower_is_better else value < target


def tick_of(step: Period) -> str:
    """The period as short as an axis needs it."""
    if step.kind == PeriodKind.QUARTER:
        return date_format(step.first_day, pgettext("axis of a chart", "Y/n")) + "–" + str(step.last_day.month)
    if step.kind == PeriodKind.MONTH:
        return date_format(step.first_day, pgettext("axis of a chart", "Y/n"))
    return date_format(step.first_day, pgettext("axis of a chart", "n/j"))


def finding_of(points: Sequence[Point], *, lower_is_better: bool) -> str:
    """The one sentence that a chart is for."""
    known = sorted((point for point in points if point.value is not None), key=lambda point: point.value or 0)
    if not known:
        return _("Nothing was recorded in this period.")
    worst = known[-1 if lower_is_better else 0]
    if worst.target is None:
        words = {"low": known[0].words, "high": known[-1].words}
        return _("Between %(low)s and %(high)s.") % words
    missed = sum(point.is_missed for point in known)
    told = {"missed": missed, "count": len(known), "worst": worst.words, "when": worst.label}
    if not missed:
        return _("The target of the time was kept throughout; the worst was %(worst)s (%(when)s).") % told
    return (
        ngettext(
            "The target of the time was missed %(missed)s time in %(count)s; the worst was %(worst)s (%(when)s).",
            "The target of the time was missed %(missed)s times in %(count)s; the worst was %(worst)s (%(when)s).",
            missed,
        )
        % told
    )
