"""Days from a CSV file. Its first row names the columns, in Chinese or English, in any order."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.calendars.choices import DayKind
from zhichi.calendars.hours import Hours
from zhichi.calendars.hours import read as read_hours
from zhichi.calendars.sources.reading import LONGEST, Reading
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = {
    "day": ("date", "day", "from", "start", "日期", "开始日期", "开始", "起"),
    "until": ("until", "end", "to", "last", "结束日期", "结束", "至", "止"),
    "kind": ("kind", "type", "类型", "性质", "种类", "安排"),
    "name": ("name", "holiday", "title", "名称", "节日", "说明", "备注"),
    "hours": ("hours", "time", "时间", "工作时间", "时段"),
}
KINDS = {
    DayKind.HOLIDAY: (
        "holiday", "off", "closed", "day off", "休", "假", "放假", "节假日", "假日", "休息", "休假", "停工",
    ),
    DayKind.MAKE_UP: (
        "workday", "work", "working day", "make-up", "make up", "makeup", "make-up day", "make_up",
        "班", "上班", "补班", "调休", "调休上班", "工作日", "调班",
    ),
    DayKind.HOURS: ("hours", "short", "own hours", "特殊时间", "特殊", "短日"),
    DayKind.BREAK: ("break", "pause", "中断", "停", "间断"),
}  # fmt: skip
_KINDS = {word: kind for kind, words in KINDS.items() for word in words}
_COLUMNS = {word: column for column, words in COLUMNS.items() for word in words}
_DATE = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")


def read(text: str) -> Reading:
    """Every row below the head. Raises DomainError when the first row names no column of dates."""
    lines = text.strip().splitlines()
    delimiter = max(",;\t", key=lines[0].count)
    rows = csv.reader(lines, delimiter=delimiter)
    columns = {_COLUMNS[word]: place for place, cell in enumerate(next(rows, [])) if (word := _word(cell)) in _COLUMNS}
    if "day" not in columns:
        message = _("The first row must name the columns.")
        hint = _("Such as: date,kind,name,hours – or 日期,类型,名称,时间.")
        raise DomainError("file-head", message, hint, fields={"file": f"{message} {hint}"})
    reading = Reading()
    try:
        for number, cells in enumerate(rows, 2):
            if any(cell.strip() for cell in cells):
                found = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
                _read_row(reading, number, found)
    except csv.Error:  # a quotation mark that never ends makes one field of the rest
        reading.refuse(rows.line_num, "table")
    return reading


def _read_row(reading: Reading, number: int, cells: dict[str, str]) -> None:
    first = day_of(cells.get("day", ""))
    last = day_of(cells["until"]) if cells.get("until") else first
    if first is None or last is None:
        reading.refuse(number, "date", cells.get("until", "") if first else cells.get("day", ""))
        return
    if not 0 <= (last - first).days < LONGEST:
        reading.refuse(number, "span", f"{first} – {last}")
        return
    try:
        hours = read_hours(cells.get("hours", ""))
    except ValueError:
        reading.refuse(number, "hours", cells["hours"])
        return
    word = _word(cells.get("kind", ""))
    kind = _KINDS.get(word) if word else (DayKind.HOURS if hours else DayKind.HOLIDAY)
    if kind is None:
        reading.refuse(number, "kind", cells["kind"])
    elif kind in {DayKind.HOURS, DayKind.BREAK} and not hours:
        reading.refuse(number, "no-hours", cells.get("day", ""))
    else:
        kind, hours = _settle(kind, hours)
        reading.add(number, days_between(first, last), kind, cells.get("name", ""), hours)


def _settle(kind: DayKind, hours: Hours) -> tuple[DayKind, Hours]:
    """A make-up day with hours has hours of its own; a holiday has none."""
    if kind == DayKind.MAKE_UP and hours:
        return DayKind.HOURS, hours
    return (kind, ()) if kind == DayKind.HOLIDAY else (kind, hours)


def day_of(text: str) -> date | None:
    """2026-10-01, 2026/10/1, 20261001 or 2026年10月1日; None for anything else."""
    match = _DATE.fullmatch(text.strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def days_between(first: date, last: date) -> Iterable[date]:
    """All days from the first to the last."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _word(cell: str) -> str:
    return cell.strip().strip("\ufeff").lower()
