"""A small bar chart as plain numbers; the template draws it as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhichi.tickets.selectors import Day

HEIGHT, HEAD, FOOT = 192, 8, 24  # pixels; the foot holds the days
WHOLE = 100.0  # across, everything is a share of the width: the drawing grows with its card and its words do not
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """How far down a bar begins and how tall it is."""

    y: float
    height: float


@dataclass(frozen=True)
class Pair:
    """The two bars of one day and the share of the width that the day has."""

    day: date
    came: Bar
    went: Bar
    x: float
    width: float
    is_last: bool


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
    height: int = HEIGHT


def bars_of(days: Sequence[Day]) -> Chart:
    """Bars for days of equal width; the scale ends at a round number that holds the highest bar."""
    top = _round_up(max((max(day.came, day.went) for day in days), default=1))
    floor = HEIGHT - FOOT
    width = WHOLE / max(len(days), 1)

    def bar(value: int) -> Bar:
        tall = round(value / top * (floor - HEAD), 1)
        return Bar(round(floor - tall, 1), tall)

    pairs = [
        Pair(day.day, bar(day.came), bar(day.went), round(index * width, 2), round(width, 2), index == len(days) - 1)
        for index, day in enumerate(days)
    ]
    return Chart(pairs, [Rule(bar(value).y, value) for value in (0, top // 2, top)])


def _round_up(value: int) -> int:
    """The smallest of 2, 4, 10, 20, 40, 100 … that holds `value`, so that its half is whole too."""
    size = 2
    while True:
        for step in STEPS:
            if value <= size * step:
                return size * step
        size *= 10
