"""A CSV or XLSX file, by address or in a folder: one row is one article."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.core.errors import DomainError
from zhichi.gathering.formats.fields import OPTIONS, article_of
from zhichi.gathering.kinds._places import bytes_of, client, folder_problem, is_web, pictures_of, text_option
from zhichi.gathering.registry import Option, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zhichi.gathering.registry import Read, Reading, Values


def read(reading: Reading) -> Iterator[Read]:
    """Every row below the names of the columns. Raises DomainError where a named column is not there."""
    place = text_option(reading.options, "place")
    rows = list(import_module("zhichi.gathering.formats.tables").rows_of(bytes_of(place)))
    names = {name for row in rows for name in row}
    for code in ("title_field", "text_field", "id_field", "summary_field", "tags_field", "link_field"):
        name = text_option(reading.options, code)
        if name and rows and name not in names:
            raise DomainError(
                "no-column", _("There is no column “%s”.") % name, _("The columns are: %s") % ", ".join(sorted(names))
            )
    load = pictures_of(client())
    label = place.rpartition("/")[2]
    for number, row in enumerate(rows, start=1):
        reading.show(number - 1, len(rows))
        yield article_of(number, partial(_cell, row), reading.options, label, load)


def _cell(row: Mapping[str, str], name: str) -> str:
    return row.get(name, "")


def check(options: Values) -> Mapping[str, str]:
    """What is wrong with the options, by field."""
    place = text_option(options, "place")
    words = "" if is_web(place) else folder_problem(place)
    return {"place": words} if words else {}


KIND = SourceKind(
    code="table",
    label=pgettext_lazy("source", "Table"),
    hint=gettext_lazy("A CSV or XLSX file; each row becomes an article."),
    icon="table",
    options=(
        Option("place", gettext_lazy("File"), gettext_lazy("Its address on the web or its path on the server."),
               is_required=True),
        *OPTIONS,
    ),
    read=read,
    place=lambda options: text_option(options, "place"),
    check=check,
    order=60,
)  # fmt: skip
