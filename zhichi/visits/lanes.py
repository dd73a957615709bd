"""The calendar made ready for the page: lanes of a day to draw, and the same as words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from zhichi.visits.planning import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from zhichi.accounts.models import Absence, User
    from zhichi.visits.models import Visit
    from zhichi.visits.selectors import Block, Day, Row

FROM_HOUR, UNTIL_HOUR = 7, 20  # drawn at least; more when something lies outside
WIDTH = 960  # of a lane's drawing, in its own units


@dataclass(frozen=True)
class Bar:
    """A stretch as it is drawn: `kind` is work, visit, travel, away or taken."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class Said:
    """A visit of a day in words: the visit itself, or just that the time is taken."""

    start: datetime
    end: datetime
    visit: Visit | None = None
    absence: Absence | None = None


@dataclass
class Cell:
    """One engineer's day."""

    day: date
    bars: list[Bar]
    said: list[Said]
    is_today: bool = False


@dataclass
class Line:
    """One engineer."""

    engineer: User
    cells: list[Cell]


@dataclass
class Sheet:
    """The whole calendar: what hours are drawn, the days and the lines."""

    hours: list[int]
    days: list[date]
    lines: list[Line] = field(default_factory=list)

    @property
    def ticks(self) -> list[tuple[int, int]]:
        """Hour → where its mark stands."""
        first, last = self.hours[0], self.hours[-1]
        return [(hour, round((hour - first) * WIDTH / (last - first))) for hour in self.hours]

    def agenda(self) -> list[tuple[date, list[tuple[User, Said]]]]:
        """Day by day, in order of time, for narrow screens; days with nothing in them are left out."""
        found = []
        for place, day in enumerate(self.days):
            said = [(line.engineer, item) for line in self.lines for item in line.cells[place].said]
            if said:
                found.append((day, sorted(said, key=lambda pair: pair[1].start)))
        return found


def sheet(rows: Sequence[Row], days: Sequence[date], zone: ZoneInfo, *, today: date) -> Sheet:
    """The calendar for the page, all drawn over the same hours of `zone`."""
    first, last = _hours(rows, days, zone)
    made = Sheet(list(range(first, last + 1)), list(days))
    for row in rows:
        made.lines.append(Line(row.engineer, [_cell(day, zone, first, last, today) for day in row.days]))
    return made


def _cell(day: Day, zone: ZoneInfo, first: int, last: int, today: date) -> Cell:
    start = datetime.combine(day.day, time(), zone)
    window = Span(start + timedelta(hours=first), start + timedelta(hours=last))
    bars = [_bar("work", span, window) for span in day.work]
    bars += [_bar(block.kind, block.span, window) for block in day.blocks]
    return Cell(day.day, [bar for bar in bars if bar.width > 0], _said(day.blocks), is_today=day.day == today)


def _bar(kind: str, span: Span, window: Span) -> Bar:
    start, end = max(span.start, window.start), min(span.end, window.end)
    x = round((start - window.start) / window.length * WIDTH)
    return Bar(kind, x, round((end - window.start) / window.length * WIDTH) - x)


def _said(blocks: Iterable[Block]) -> list[Said]:
    return [
        Said(block.span.start, block.span.end, block.visit, block.absence) for block in blocks if block.kind != "travel"
    ]


def _hours(rows: Sequence[Row], days: Sequence[date], zone: ZoneInfo) -> tuple[int, int]:
    """The hours to draw: the usual ones, and what visits and their ways need beyond them."""
    first, last = FROM_HOUR, UNTIL_HOUR
    for row in rows:
        for day in row.days:
            for block in day.blocks:
                if block.kind == "away":
                    continue
                start, end = block.span.start.astimezone(zone), block.span.end.astimezone(zone)
                first = min(first, start.hour if start.date() == day.day else 0)
                last = max(last, end.hour + bool(end.minute) if end.date() == day.day else 24)
    return first, last
