"""A line chart as plain numbers; the template draws it as SVG.

Across, everything is a share of the width, down it is pixels, so that words keep their size at every width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.handbook.codes import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from zhichi.handbook.selectors.trend import Point, Trend

HEIGHT, HEAD, FOOT = 200, 16, 24  # pixels; the foot holds the days
FLOOR = HEIGHT - FOOT
WIDE = 1000  # the box of the lines, stretched to the width
MOST_TICKS, MOST_TIGHT = 10, 4  # labels below a wide and a narrow drawing
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Dot:
    """A point of the line: percent across, pixels down, and what it stands for."""

    x: float
    y: float
    point: Point


@dataclass(frozen=True)
class Tick:
    """A word below the line; only a few stay on narrow screens."""

    x: float
    words: str
    is_tight: bool


@dataclass(frozen=True)
class Rule:
    """A horizontal line with its number."""

    y: float
    value: float


@dataclass(frozen=True)
class Chart:
    """Everything the template draws. `lines` and `target` are points of polylines in a box WIDE across."""

    dots: list[Dot]
    lines: list[str]
    target: str
    target_y: float | None  # where its end is named
    ticks: list[Tick]
    rules: list[Rule]
    height: int = HEIGHT
    wide: int = WIDE
    floor: int = FLOOR


def chart_of(trend: Trend) -> Chart:
    """The drawing of a trend; the scale of a share ends at 100, others at a round number that holds the highest."""
    start, end = trend.points[0].step.start, trend.points[-1].step.end
    top = 100.0 if trend.unit == Unit.PERCENT else _round_up(_highest(trend))

    def across(at: datetime) -> float:
        return max(0.0, min(1.0, (at - start) / (end - start)))

    def down(value: float) -> float:
        return round(FLOOR - min(value, top) / top * (FLOOR - HEAD), 1)

    middles = [across(point.step.start + (point.step.end - point.step.start) / 2) for point in trend.points]
    dots = [
        Dot(round(middle * 100, 2), down(point.value), point)
        for middle, point in zip(middles, trend.points, strict=True)
        if point.value is not None
    ]
    path = _stairs([(across(at), down(value)) for at, value in trend.targets if at < end])
    return Chart(
        dots=dots,
        lines=_lines(trend.points, middles, down),
        target=path,
        target_y=down(trend.targets[-1][1]) if trend.targets else None,
        ticks=_ticks(trend.points, middles),
        rules=[Rule(down(value), value) for value in (0, top / 2, top)],
    )


def _highest(trend: Trend) -> float:
    values = [point.value for point in trend.points if point.value is not None]
    return max([*values, *(value for _at, value in trend.targets)], default=1)


def _lines(points: Sequence[Point], middles: Sequence[float], down: Callable[[float], float]) -> list[str]:
    """One line for each run of steps without a gap."""
    runs: list[list[str]] = [[]]
    for middle, point in zip(middles, points, strict=True):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{middle * WIDE:.1f},{down(point.value):.1f}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _stairs(steps: Sequence[tuple[float, float]]) -> str:
    """A target changes at an instant: the line goes on level until then."""
    corners: list[tuple[float, float]] = []
    for x, y in steps:
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    if corners:
        corners.append((1.0, corners[-1][1]))
    return " ".join(f"{x * WIDE:.1f},{y:.1f}" for x, y in corners)


def _ticks(points: Sequence[Point], middles: Sequence[float]) -> list[Tick]:
    every, few = -(-len(points) // MOST_TICKS), -(-len(points) // MOST_TIGHT)
    few = -(-few // every) * every
    return [
        Tick(round(middle * 100, 2), point.tick, index % few == 0)
        for index, (middle, point) in enumerate(zip(middles, points, strict=True))
        if index % every == 0
    ]


def _round_up(value: float) -> float:
    """The smallest of 2, 4, 10, 20, 40, 100 … that holds `value`, so that its half is whole too."""
    size = 2
    while True:
        for step in STEPS:
            if value <= size * step:
                return float(size * step)
        size *= 10
