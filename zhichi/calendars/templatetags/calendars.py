"""Tags for calendars: `{% load calendars %}`."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from zhichi.calendars.choices import DayKind, Outcome
from zhichi.calendars.hours import DAY, of_json, runs_past_midnight, shown_interval, spans
from zhichi.calendars.sources.published import day_name
from zhichi.ui.icons import icon
from zhichi.ui.timing import duration_words, weekday_words

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from zhichi.calendars.selectors import Day, Month
    from zhichi.calendars.selectors.year import Stretch

register = template.Library()

ICONS: dict[str, str] = {
    DayKind.HOLIDAY: "coffee",
    DayKind.MAKE_UP: "briefcase",
    DayKind.HOURS: "clock",
    DayKind.BREAK: "scissors",
}


@register.simple_tag
def week_bar(week: list[Any], number: int) -> SafeString:
    """`{% week_bar week 0 %}`: midnight to midnight as a bar; what the night before brings in is hatched."""
    own = spans(week[number])
    tails = [(0, until - DAY) for _since, until in spans(week[number - 1]) if until > DAY]
    drawn = [("tail", since, until) for since, until in tails]
    drawn += [("own", since, min(until, DAY)) for since, until in own]
    parts = format_html_join(
        "", '<rect class="{}" x="{}" y="0" width="{}" height="12"/>', ((k, a, b - a) for k, a, b in drawn)
    )
    return format_html(
        '<svg class="day-bar" viewBox="0 0 1440 12" preserveAspectRatio="none" aria-hidden="true">{}</svg>', parts
    )


@register.simple_tag
def week_words(week: list[Any], number: int) -> str:
    """`{% week_words week 0 %}`: the hours of a day, what runs past midnight, what the night before brings, the sum."""
    told = []
    for since, until in spans(week[number - 1]):
        if until > DAY and since < DAY:
            told.append(_("until %s from the day before") % f"{(until - DAY) // 60:02}:{until % 60:02}")
    for interval in week[number]:
        words = shown_interval(interval)
        told.append(_("%s the next day") % words if runs_past_midnight(interval) else words)
    minutes = sum(until - since for since, until in spans(week[number]))
    total = f" · {duration_words(minutes * 60)}" if minutes else ""
    return (", ".join(told) or _("No work")) + total


@register.simple_tag
def day_mark(kind: str, size: int = 12) -> SafeString | str:
    """`{% day_mark day.kind %}`: the glyph of a day that differs from its weekday."""
    name = ICONS.get(kind)
    return _icon(name, size) if name else ""


@cache
def _icon(name: str, size: int) -> SafeString:
    """Drawn once in a process: a year shows the same few a hundred times."""
    return icon(name, size)


@register.simple_tag
def month_days(month: Month, url: str = "") -> SafeString:
    """`{% month_days month url %}`: the rows of a month; each day leads to `url`, if one is given.

    Written here and not in a template: a year has 365 of them, and each costs a tenth of what an include costs.
    """
    words = {name: kind_words(name) for name in ("working", "closed", *DayKind.values)}
    rows = (
        (format_html_join("", "<td>{}</td>", ((_cell(day, url, words) if day else "",) for day in week)),)
        for week in month.weeks
    )
    return format_html_join("", "<tr>{}</tr>", rows)


def _cell(day: Day, url: str, words: dict[str, str]) -> SafeString:
    told = _told(day, words)
    classes = f"cal-day day-{day.kind}{' day-cut' * bool(day.break_hours)}{' day-proposed' * day.is_proposed}"
    today = mark_safe(' aria-current="date"') if day.is_today else ""
    marks = format_html(
        '<span class="num" aria-hidden="true">{}</span><span class="flex" aria-hidden="true">{}{}{}</span>',
        day.date.day,
        day_mark(day.kind),
        day_mark(DayKind.BREAK) if day.break_hours else "",
        _icon("circle-question-mark", 12) if day.is_proposed else "",
    )
    if url:
        link = f"{url}?day={day.date.isoformat()}"
        return format_html(
            '<a class="{}" href="{}" title="{}" aria-label="{}"{}>{}</a>', classes, link, told, told, today, marks
        )
    return format_html(
        '<span class="{}" title="{}"{}><span class="sr">{}</span>{}</span>', classes, told, today, told, marks
    )


def _told(day: Day, words: dict[str, str]) -> str:
    """All about a day in one line, for tooltips and screen readers."""
    parts = [
        date_format(day.date, "DATE_FORMAT"),
        weekday_words()[day.date.weekday()],
        words[day.kind],
        day_name(day.name),
    ]
    parts.append(day.hours)
    parts.append(_("break %s") % day.break_hours if day.break_hours else "")
    parts.append(_("proposals wait for review") if day.is_proposed else "")
    return " · ".join(filter(None, parts))


register.filter("day_name", day_name)


@register.filter
def kind_words(kind: str) -> str:
    """`{{ entry.kind|kind_words }}`: the word for a kind of day."""
    if kind in DayKind.values:
        return str(DayKind(kind).label)
    return _("Working day") if kind == "working" else _("No work")


@register.filter
def outcome_words(code: str) -> str:
    """`{{ item.outcome|outcome_words }}`: what a proposed day would do."""
    return str(Outcome(code).label) if code else ""


@register.filter
def weekday(number: Any) -> str:
    """`{{ 0|weekday }}` or `{{ entry.day|weekday }}`: the short name of a day of the week."""
    return weekday_words()[number.weekday() if isinstance(number, date) else int(number)]


@register.filter
def entry_hours(stored: list[str]) -> str:
    """`{{ entry.hours|entry_hours }}`: stored hours as people write them."""
    return ", ".join(map(shown_interval, of_json(stored)))


@register.filter
def stretch_days(stretch: Stretch) -> str:
    """`{{ stretch|stretch_days }}`: "1–7" within a month."""
    first, last = stretch.first.day, stretch.last.day
    return str(first) if first == last else f"{first}–{last}"
