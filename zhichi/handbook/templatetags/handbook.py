"""Tags of the handbook: `{% load handbook %}`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html, format_html_join

from zhichi.handbook.codes import ClauseState
from zhichi.ui.icons import icon
from zhichi.ui.templatetags.ui import when
from zhichi.ui.timing import duration_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from zhichi.handbook.rows import Column, Row

register = template.Library()

LOOKS = {
    ClauseState.KEPT: ("chip-ok", "circle-check"),
    ClauseState.AT_RISK: ("chip-warn", "triangle-alert"),
    ClauseState.BROKEN: ("chip-bad", "circle-x"),
    ClauseState.NO_DATA: ("", "circle-dashed"),
    ClauseState.NOT_BUILT: ("chip-line", "construction"),
    ClauseState.FAILED: ("chip-bad", "bug"),
}


@register.simple_tag
def state_chip(state: str) -> SafeString:
    """`{% state_chip view.state %}`: icon, word and colour of a clause's state."""
    look, name = LOOKS[ClauseState(state)]
    return format_html('<span class="chip {}">{}{}</span>', look, icon(name, 12), ClauseState(state).label)


@register.simple_tag
def row_cells(row: Row, columns: Sequence[Column]) -> SafeString:
    """`{% row_cells row columns %}`: the cells of one record behind a figure; the column of kind link leads to it."""
    parts = [_cell(value, column, row.url) for value, column in zip(row.cells, columns, strict=True)]
    return format_html_join("", "{}", ((part,) for part in parts))


def _cell(value: Any, column: Column, url: str) -> SafeString:
    if column.kind == "link":
        return format_html('<th scope="row" class="fit num"><a href="{}">{}</a></th>', url, value)
    if isinstance(value, datetime):
        return format_html('<td class="nowrap">{}</td>', when(value, "full"))
    if isinstance(value, timedelta):
        return format_html('<td class="num nowrap">{}</td>', duration_words(value))
    look = {"number": "num", "note": "wrap small"}.get(column.kind, "")
    return format_html('<td class="{}">{}</td>', look, "–" if value in {None, ""} else value)
