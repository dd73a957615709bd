"""A table as a file for spreadsheets: CSV that Excel reads as UTF-8, or a workbook."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it Excel reads Chinese as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would carry out
CSV, XLSX = "csv", "xlsx"
MEDIA = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_file(kind: str, head: Sequence[Any], lines: Iterable[Sequence[Any]], *, title: str = "") -> bytes:
    """The table as CSV or XLSX; times are written in the reader's zone, lengths of time as hours, minutes, seconds."""
    return as_workbook(head, lines, title=title) if kind == XLSX else as_csv(head, lines).encode()


def as_csv(head: Sequence[Any], lines: Iterable[Sequence[Any]]) -> str:
    """UTF-8 text with a byte order mark; nothing in it is carried out as a formula."""
    text = StringIO()
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([str(label) for label in head])
    writer.writerows([cell(value) for value in line] for line in lines)
    return text.getvalue()


def as_workbook(head: Sequence[Any], lines: Iterable[Sequence[Any]], *, title: str) -> bytes:
    """One sheet with a head that stays in view. Numbers and times are such; texts are never formulas."""
    from openpyxl import Workbook  # noqa: PLC0415 - large; only whoever exports waits for it
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    bold = []
    for label in head:
        found = WriteOnlyCell(sheet, value=str(label))
        found.font = Font(bold=True)
        bold.append(found)
    sheet.append(bold)
    for line in lines:
        sheet.append([_typed(sheet, value, WriteOnlyCell) for value in line])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cell(value: Any) -> Any:
    """One value as a cell of CSV."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _typed(sheet: Any, value: Any, make: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)  # a workbook knows no zones
    if isinstance(value, str):
        found = make(sheet, value=_printable(value))
        found.data_type = "s"  # a text that begins with "=" stays a text
        return found
    return value


def _printable(text: str) -> str:
    return "".join(char for char in text if char >= " " or char in "\n\t")


def _sheet_name(title: str) -> str:
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "Sheet1"
