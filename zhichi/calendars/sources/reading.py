"""What a source hands on: days to propose, and what it could not read, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhichi.calendars.choices import FIRST_YEAR, LAST_YEAR, DayKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from zhichi.calendars.hours import Hours

LONGEST = 31  # days in one row or event: more is a mistyped year


@dataclass(frozen=True)
class Proposed:
    """A day to propose. `like_weekday` (0 = Monday) belongs to make-up days and is chosen in review."""

    day: date
    kind: str
    name: str = ""
    hours: Hours = ()
    is_expected: bool = False  # by law alone: the year's notice is not out


@dataclass(frozen=True)
class Problem:
    """What could not be read: the row (1 is the first), a code that `wording` turns into words, and the text."""

    row: int
    code: str
    text: str = ""

    def as_json(self) -> dict[str, object]:
        """As the import keeps it."""
        return {"row": self.row, "code": self.code, "text": self.text}


@dataclass
class Reading:
    """Days and problems, in order of their rows."""

    days: list[Proposed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: dict[date, list[int]] = field(default_factory=dict)

    def add(
        self,
        row: int,
        days: Iterable[date],
        kind: str,
        name: str = "",
        hours: Hours = (),
        *,
        is_expected: bool = False,
    ) -> None:
        """Note the days of one row; a date out of range is a problem of the row."""
        for day in days:
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                self.days.append(Proposed(day, kind, name[:120], hours, is_expected))
                self.rows.setdefault(day, []).append(row)
            else:
                self.refuse(row, "range", day.isoformat())

    def refuse(self, row: int, code: str, text: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(row, code, text[:120]))

    def settled(self) -> Reading:
        """Each day once. Days that the source contradicts itself about are left out and named."""
        found: dict[tuple[date, bool], list[Proposed]] = {}
        for item in self.days:
            found.setdefault((item.day, item.kind == DayKind.BREAK), []).append(item)
        kept, problems = [], list(self.problems)
        for (day, _is_break), items in sorted(found.items()):
            if len({(item.kind, item.hours) for item in items}) == 1:
                kept.append(items[0])
            else:
                rows = ", ".join(map(str, self.rows[day]))
                problems.append(Problem(self.rows[day][0], "conflict", f"{day.isoformat()} ({rows})"))
        return Reading(kept, sorted(problems, key=lambda problem: problem.row), self.rows)
