"""Tables as files: CSV and workbooks hold what was put in, and carry nothing out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

from zhichi.core.tables import BOM, CSV, XLSX, as_csv, as_file

HEAD = ("文章", "次数", "何时")
LINES = [("=1+1", 3, datetime(2026, 11, 2, 1, tzinfo=UTC)), ("乱码\x0b处理", None, timedelta(minutes=61))]


def test_csv_begins_with_a_mark_and_disarms_formulas() -> None:
    text = as_csv(HEAD, LINES)
    assert text.startswith(BOM)
    assert text.splitlines()[1] == "'=1+1,3,2026-11-02 09:00:00"
    assert text.splitlines()[2].endswith(",,1:01:00") or "1:01:00" in text


def test_a_workbook_keeps_types_and_never_a_formula() -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(as_file(XLSX, HEAD, LINES, title="知识/使用"))).active
    assert sheet is not None
    assert sheet.title == "知识使用"
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == list(HEAD)
    first, count, when = rows[1]
    assert (first.value, first.data_type, count.value) == ("=1+1", "s", 3)
    assert when.value == datetime(2026, 11, 2, 9)  # noqa: DTZ001 - a workbook knows no zones
    assert rows[2][0].value == "乱码处理"  # signs that no workbook may hold are dropped
    assert as_file(CSV, HEAD, []).decode().strip(BOM).startswith("文章")
