"""Filters of the roster's pages: `{% load roster %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from datetime import date

    from zhichi.roster.selectors import Cell

register = template.Library()


@register.filter
def weekday(day: date) -> str:
    """The day's short name."""
    return weekday_words()[day.weekday()]


@register.filter
def month_day(day: date) -> str:
    """The date without its year, as the reader writes it."""
    return date_format(day, pgettext("date format", "j M"))


@register.filter
def hours_words(value: float) -> str:
    """Hours with a decimal only where there is one."""
    return f"{value:g}"


@register.filter
def cell_words(cell: Cell) -> str:
    """What a cell of the plan says to those who hear it."""
    parts = [f"{weekday(cell.day)} {month_day(cell.day)}"]
    if cell.shift is not None:
        parts.append(f"{cell.shift.kind.title} {cell.shift.kind.hours}")
        if cell.shift.duty_role is not None:
            parts.append(cell.shift.duty_role.title)
    elif cell.elsewhere is not None:
        parts.append(f"{cell.elsewhere.week.team.title}: {cell.elsewhere.kind.title}")
    else:
        parts.append(pgettext("roster", "Free"))
    if cell.absence is not None:
        parts.append(cell.absence.get_kind_display())
    if cell.swap is not None:
        parts.append(gettext("offered for a swap"))
    return f"{cell.person.display_name}: {', '.join(parts)}"
