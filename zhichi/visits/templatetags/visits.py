"""Times of a visit in the site's own zone. `{% load visits %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.formats import date_format
from django.utils.translation import pgettext

from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.visits.models import Visit

register = template.Library()


@register.filter
def site_span(visit: Visit) -> str:
    """The planned time on the clock at the site: 12 Jun 2026 Fri 09:30–11:00. Empty while there is none."""
    if visit.starts_at is None or visit.ends_at is None:
        return ""
    start, end = visit.starts_at.astimezone(visit.site_zone), visit.ends_at.astimezone(visit.site_zone)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{_date(end)} {end:%H:%M}"
    return f"{_date(start)} {weekday_words()[start.weekday()]} {start:%H:%M}–{last}"


@register.filter
def wanted_span(visit: Visit) -> str:
    """The time that the customer wants, at the site: 12 Jun 2026 Fri 09:00 – 13 Jun 2026 Sat 18:00."""
    if visit.wanted_from is None and visit.wanted_until is None:
        return ""
    ends = (visit.wanted_from, visit.wanted_until)
    return " – ".join(day_at_site(end, visit) if end else "…" for end in ends)


@register.filter
def at_site(moment: datetime | None, visit: Visit) -> str:
    """A moment on the clock at the site: 12 Jun 2026 09:30."""
    if moment is None:
        return "…"
    local = moment.astimezone(visit.site_zone)
    return f"{_date(local)} {local:%H:%M}"


@register.filter
def day_at_site(moment: datetime, visit: Visit) -> str:
    """A moment on the clock at the site with its day: 12 Jun 2026 Fri 09:30."""
    local = moment.astimezone(visit.site_zone)
    return f"{_date(local)} {weekday_words()[local.weekday()]} {local:%H:%M}"


@register.filter
def clock_at_site(moment: datetime, visit: Visit) -> str:
    """Hours and minutes on the clock at the site: 09:30."""
    return f"{moment.astimezone(visit.site_zone):%H:%M}"


@register.filter
def day_words(day: date) -> str:
    """A day as heads of the calendar say it: Fri 12 Jun."""
    pattern = pgettext("date format", "j M")
    return f"{weekday_words()[day.weekday()]} {date_format(day, pattern)}"


def _date(moment: datetime) -> str:
    return date_format(moment.date(), pgettext("date format", "j M Y"))
