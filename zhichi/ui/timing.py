"""Times and amounts in words, Chinese and English, in the reader's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, pgettext

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.utils.safestring import SafeString


def weekday_words() -> tuple[str, ...]:
    """Short names of the days, Monday first, in the reader's language."""
    return (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )


def when_words(moment: datetime, *, now: datetime, style: str = "relative") -> str:
    """`moment` as said at `now`, both aware: just now, 3 min ago, today 09:56, yesterday, Tue, 2 Jun, Nov 2025.

    style "short" drops the distance for today (09:56); "due" keeps the time of every day (yesterday 09:56) and has no
    distance; "full", "time" and "date" do not depend on `now`, except that "date" leaves out the present year.
    """
    moment, now = timezone.localtime(moment), timezone.localtime(now)
    clock = f"{moment:%H:%M}"
    if style == "full":
        day = date_format(moment, pgettext("date format", "j M Y"))
        return f"{day} {clock}"
    if style == "time":
        return clock
    if style == "date":
        return _date(moment, now)
    if style == "due":
        return _due(moment, now, clock)
    if style == "relative" and abs(now - moment) < timedelta(hours=1):
        return _minutes(moment, now)
    return _day(moment, now, clock, style)


def _minutes(moment: datetime, now: datetime) -> str:
    count = int(abs(now - moment).total_seconds() // 60)
    if count == 0:
        return gettext("just now")
    if moment > now:
        return gettext("in %(count)s min") % {"count": count}
    return gettext("%(count)s min ago") % {"count": count}


def _day(moment: datetime, now: datetime, clock: str, style: str) -> str:
    days = (moment.date() - now.date()).days
    if days == 0:
        return clock if style == "short" else gettext("today %(time)s") % {"time": clock}
    if days == -1:
        return gettext("yesterday")
    if days == 1:
        return gettext("tomorrow %(time)s") % {"time": clock}
    if -7 < days < 0:
        return weekday_words()[moment.weekday()]
    if 0 < days < 7:
        return f"{weekday_words()[moment.weekday()]} {clock}"
    if moment.year == now.year or 0 < days < 300:
        return date_format(moment, pgettext("date format", "j M"))
    return date_format(moment, pgettext("date format", "M Y"))


def _due(moment: datetime, now: datetime, clock: str) -> str:
    days = (moment.date() - now.date()).days
    if days == 0:
        return clock
    if -7 < days < 7 and days != 1:
        day = gettext("yesterday") if days == -1 else weekday_words()[moment.weekday()]
        return f"{day} {clock}"
    return gettext("tomorrow %(time)s") % {"time": clock} if days == 1 else f"{_date(moment, now)} {clock}"


def _date(moment: datetime, now: datetime) -> str:
    if moment.year == now.year:
        return date_format(moment, pgettext("date format", "j M"))
    return date_format(moment, pgettext("date format", "j M Y"))


def time_tag(moment: datetime | None, *, now: datetime, style: str = "relative") -> SafeString | str:
    """A `<time>` whose words the browser keeps fresh; the full time is its title. None gives a dash."""
    if moment is None:
        return "–"
    title = f"{when_words(moment, now=now, style='full')}:{timezone.localtime(moment):%S}"
    live = format_html(' data-when="{}"', style) if style in {"relative", "short"} else ""
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        moment.isoformat(timespec="seconds"),
        title,
        live,
        when_words(moment, now=now, style=style),
    )


def duration_words(value: timedelta | float | None, *, seconds: bool = False) -> str:
    """A span in its two largest units (1h 40m), on request to the second (6m 12s). Plain numbers are seconds."""
    if value is None:
        return "–"
    total = int(abs(value.total_seconds() if isinstance(value, timedelta) else value))
    days, rest = divmod(total, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    if days:
        parts = [_unit("d", days), _unit("h", hours) if hours else ""]
    elif hours:
        parts = [_unit("h", hours), _unit("m", f"{minutes:02d}") if minutes else ""]
    elif minutes or not seconds:
        parts = [_unit("m", minutes), _unit("s", rest) if seconds and rest else ""]
    else:
        parts = [_unit("s", rest)]
    return " ".join(part for part in parts if part)


def _unit(code: str, count: int | str) -> str:
    pattern = {
        "d": pgettext("duration", "%(count)sd"),
        "h": pgettext("duration", "%(count)sh"),
        "m": pgettext("duration", "%(count)sm"),
        "s": pgettext("duration", "%(count)ss"),
    }[code]
    return pattern % {"count": count}


def size_words(count: int | None) -> str:
    """Bytes as 84 KB or 1.2 MB (1 KB = 1024 bytes)."""
    size = float(count or 0)
    if size < 1024:
        return f"{int(size)} B"
    for unit in ("KB", "MB", "GB"):
        size /= 1024
        if size < 1024 or unit == "GB":
            break
    return f"{size:.0f} {unit}" if size >= 10 else f"{size:.1f} {unit}".replace(".0 ", " ")


BEIJING = {"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC"}


def zoned_words(moment: datetime, zone: ZoneInfo) -> str:
    """`moment` by the clock of `zone`, which is named: 10 Dec 2026 23:18 (Beijing time, UTC+8)."""
    local = moment.astimezone(zone)
    day = date_format(local, pgettext("date format", "j M Y"))
    facts = {"time": f"{day} {local:%H:%M}", "zone": zone_words(moment, zone)}
    return gettext("%(time)s (%(zone)s)") % facts


def zone_words(moment: datetime, zone: ZoneInfo) -> str:
    """How a zone is called at `moment`, with its distance from UTC; the distance alone where it has no name."""
    from babel import Locale  # noqa: PLC0415 - only letters need the names of zones
    from babel.dates import get_timezone_name  # noqa: PLC0415 - see above

    local = moment.astimezone(zone)
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = "UTC" if not minutes else f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"
    language = "en" if (get_language() or "en").startswith("en") else "zh_Hans"
    known = gettext("Beijing time") if zone.key in BEIJING else get_timezone_name(local, locale=Locale.parse(language))
    # Where a zone has no name of its own, the offset is all there is to say.
    return (
        offset
        if known.startswith(("GMT", "UTC"))
        else gettext("%(name)s, %(offset)s") % {"name": known, "offset": offset}
    )
