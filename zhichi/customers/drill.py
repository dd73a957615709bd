"""The lists behind the figures of customers' files (5.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.core import clock
from zhichi.customers import policies, selectors
from zhichi.customers.choices import Standing
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhichi.handbook.registry import Period

FILES, MERGES = "customers.files", "customers.merges"
FILE_COLUMNS = (
    Column(gettext_lazy("Customer"), "link"),
    Column(pgettext_lazy("customer", "Standing")),
    Column(pgettext_lazy("customer", "Created"), "time"),
    Column(pgettext_lazy("customer", "Last checked"), "time"),
)
MERGE_COLUMNS = (
    Column(pgettext_lazy("merge", "Contact"), "link"),
    Column(gettext_lazy("Customer")),
    Column(pgettext_lazy("merge", "Duplicate")),
    Column(pgettext_lazy("merge", "Merged"), "time"),
    Column(pgettext_lazy("merge", "By")),
)


def files() -> Rows:
    """Files at the end of the period, stale and current."""
    return Rows(FILES)


def merges() -> Rows:
    """Duplicates merged in the period."""
    return Rows(MERGES)


def register() -> None:
    """Put both lists into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def seen_from(period: Period) -> datetime:
    """The end of a period, or now while it runs."""
    return min(period.end, clock.now())


def _file_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    at, order = seen_from(period), ("sort_key", "id")
    rows, current = selectors.files_at(at), selectors.current_at(at)
    return [
        Part("stale", pgettext("customer file", "To check"), rows.exclude(current), order, "bad"),
        Part("current", pgettext("customer file", "Current"), rows.filter(current), order, "ok"),
    ]


def _merge_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    about = ("survivor__organisation", "absorbed", "by")
    rows = selectors.merged_in(period.start, period.end).select_related(*about)
    return [Part("all", pgettext("merge", "Merged"), rows, ("-at", "-id"))]


def _file_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("customers:organisation", args=[row.pk]),
            [row.name, str(Standing(row.standing).label), row.created_at, row.confirmed_at],
        )
        for row in rows
    ]


def _merge_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("customers:contact", args=[row.survivor_id]),
            [
                row.survivor.display_name,
                row.survivor.organisation.name if row.survivor.organisation else "",
                row.absorbed.display_name,
                row.at,
                row.by.display_name if row.by else "",
            ],
        )
        for row in rows
    ]


def _browsed(person: Any, rows: Any) -> Any:
    return rows if policies.BROWSE.allows(person, None) else rows.none()


SOURCES = (
    RowSource(
        name=FILES,
        columns=lambda _asked: FILE_COLUMNS,
        title=lambda _asked: _("Customer files"),
        parts=_file_parts,
        scope=_browsed,
        describe=_file_rows,
    ),
    RowSource(
        name=MERGES,
        columns=lambda _asked: MERGE_COLUMNS,
        title=lambda _asked: _("Duplicate contacts merged"),
        parts=_merge_parts,
        scope=_browsed,
        describe=_merge_rows,
    ),
)
