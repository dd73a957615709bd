"""Rows of CSV and XLSX files, each a mapping of column to text."""

from __future__ import annotations

import csv
import io
import zipfile
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.gathering.formats.decode import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_ROWS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
LONGEST_CELL = 400_000


def rows_of(content: bytes) -> Iterator[dict[str, str]]:
    """The rows below the line of names; whichever of the two kinds it is says its first bytes. Raises DomainError."""
    table = _xlsx(content) if content.startswith(b"PK") else _csv(text_of(content))
    names = [name.strip() for name in next(table, [])]
    if not any(names):
        raise DomainError("no-names", _("The first line has to name the columns."))
    for number, row in enumerate(table):
        if number >= MOST_ROWS:
            raise DomainError("too-many", _("More than %s rows are not read.") % MOST_ROWS, _("Cut the table."))
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name}
        if any(cell.strip() for cell in cells.values()):
            yield cells


def _csv(text: str) -> Iterator[Sequence[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        dialect = csv.Sniffer().sniff(text[:4_000], delimiters=",;\t|")
        marks = dialect.delimiter
    except csv.Error:
        marks = ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=marks)
    except csv.Error as error:
        raise DomainError("broken", _("A line cannot be read: %s") % error) from error


def _xlsx(content: bytes) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - CSV needs none of it
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise DomainError("too-large", _("It unpacks to more than is read."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in islice(sheet.iter_rows(values_only=True), MOST_ROWS + 2):
            yield ["" if cell is None else str(cell) for cell in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise DomainError("broken", _("It is no table, or it is damaged."), _("Save it as .xlsx again.")) from error
