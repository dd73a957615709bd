"""A small bar chart as plain numbers; the template draws it as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhichi.tickets.selectors import Day

WIDTH, HEIGHT, FOOT = 560, 168, 20  # units of the drawing; the foot holds the days
GAP = 4
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """One rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Pair:
    """The two bars of one day and where its name stands."""

    day: date
    came: Bar
    went: Bar
    middle: float


@dataclass(frozen=True)
class Rule:
    """A horizontal line with its number."""

    y: float
    value: int


@dataclass(frozen=True)
class Chart:
    """Everything the template draws."""

    pairs: list[Pair]
    rules: list[Rule]
    width: int = WIDTH
    height: int = HEIGHT


def bars_of(days: Sequence[Day]) -> Chart:
    """Bars for days of equal width; the scale ends at a round number above the highest bar."""
    top = _round_up(max((max(day.came, day.went) for day in days), default=1))
    plot = HEIGHT - FOOT
    room = (WIDTH - 28) / max(len(days), 1)
    breadth = (room - GAP * 2) / 2

    def bar(index: int, place: int, value: int) -> Bar:
        tall = round(value / top * (plot - 8), 1)
        return Bar(
            round(28 + index * room + GAP + place * breadth, 1), round(plot - tall, 1), round(breadth - 1, 1), tall
        )

    pairs = [
        Pair(day.day, bar(index, 0, day.came), bar(index, 1, day.went), round(28 + (index + 0.5) * room, 1))
        for index, day in enumerate(days)
    ]
    rules = [Rule(round(plot - step / top * (plot - 8), 1), step) for step in (0, top // 2, top) if step or top]
    return Chart(pairs, rules)


def _round_up(value: int) -> int:
    """The smallest of 2, 4, 10, 20, 40, 100 … that holds `value`, so that its half is whole too."""
    size = 2
    while True:
        for step in STEPS:
            if value <= size * step:
                return size * step
        size *= 10
