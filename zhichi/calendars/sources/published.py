"""Days that are published: the State Council's yearly notice, and public holidays of countries and their regions.

`chinesecalendar` holds the notices with make-up working days, year by year, and nothing for a year whose notice was not
out when it was released. `holidays` computes what laws say.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from chinese_calendar import constants as notices
from django.conf import settings
from django.utils.translation import get_language, override, to_locale
from django.utils.translation import gettext as _

from zhichi.calendars.choices import DayKind
from zhichi.calendars.sources.reading import Reading
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from types import ModuleType

CHINA = "CN"
Country = tuple[str, str]


@cache
def published_years() -> frozenset[int]:
    """Years whose notice the installed data holds."""
    return frozenset(day.year for day in notices.holidays)


def statutory(years: Sequence[int], *, by_law: bool = False) -> Reading:
    """Days off and make-up days of Chinese years. Raises DomainError when there is nothing to propose.

    For a year that is not published, `by_law` proposes the days the law itself fixes, marked as expected; which
    neighbouring days are swapped, only the notice says.
    """
    reading, names = Reading(), _notice_names()
    for year in years:
        if year in published_years():
            for kind, days in ((DayKind.HOLIDAY, notices.holidays), (DayKind.MAKE_UP, notices.workdays)):
                for day, name in sorted(days.items()):
                    if day.year == year:
                        reading.add(year, [day], kind, names.get(name, name))
        elif by_law:
            for day, name in _of(CHINA, "", year):
                reading.add(year, [day], DayKind.HOLIDAY, _("%s (expected)") % name, is_expected=True)
    if not reading.days:
        message = _("Not yet published: %s.") % ", ".join(map(str, years))
        hint = _("The notice comes out late in the year before. Update the product then, or paste its text.")
        raise DomainError("not-published", message, hint, fields={"years": f"{message} {hint}"})
    return reading.settled()


def _notice_names() -> dict[str, str]:
    chinese = (get_language() or "").startswith("zh")
    return {item.value: item.chinese if chinese else item.value for item in notices.Holiday}


def day_name(name: str) -> str:
    """The name of a day off in the reader's language, where it is one of the State Council's; any other as it is.

    Also that of a day which is expected by law before the notice is out.
    """
    for mark in _expected_marks():
        if name.endswith(mark):
            return _("%s (expected)") % day_name(name.removesuffix(mark))
    chinese = (get_language() or "").startswith("zh")
    for item in notices.Holiday:
        if name in {item.value, item.chinese}:
            return str(item.chinese if chinese else item.value)
    return name


@cache
def _expected_marks() -> tuple[str, ...]:
    """What follows the name of an expected day, in each language of the product."""
    marks = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            marks.append(_("%s (expected)") % "")
    return tuple(marks)


def public_holidays(country: str, region: str, years: Sequence[int]) -> Reading:
    """Public holidays by law. Raises DomainError for a country, region or year the data does not know."""
    if country not in supported():
        raise DomainError("country", _("Choose a country."), fields={"country": _("Choose a country.")})
    regions = supported()[country]
    if region and region not in regions:
        known = ", ".join(regions) or _("none")
        message = _("“%(region)s” is no region of this country. Known: %(known)s") % {"region": region, "known": known}
        raise DomainError("region", message, fields={"region": message})
    reading = Reading()
    for year in years:
        for day, name in _of(country, region, year):
            reading.add(year, [day], DayKind.HOLIDAY, name)
    if not reading.days:
        message = _("There are no days for these years.")
        raise DomainError("no-days", message, fields={"years": message})
    return reading.settled()


def _law() -> ModuleType:
    """The holidays that laws name."""
    import holidays  # noqa: PLC0415 – three megabytes, for people who fill a calendar

    return holidays


def _of(country: str, region: str, year: int) -> list[tuple[date, str]]:
    try:
        found = _law().country_holidays(
            country, subdiv=region or None, years=year, observed=country != CHINA, language=_language(country)
        )
    except NotImplementedError:
        return []
    return sorted(found.items())


def _language(country: str) -> str | None:
    """The reader's language where the data has it, else the country's own."""
    known = _law().list_localized_countries(include_aliases=False).get(country, [])
    wanted = ("zh_CN",) if (get_language() or "").startswith("zh") else ("en_US", "en_GB")
    return next((name for name in wanted if name in known), None)


@cache
def supported() -> dict[str, list[str]]:
    """Two-letter countries with their regions."""
    return {
        code: regions
        for code, regions in _law().list_supported_countries(include_aliases=False).items()
        if len(code) == 2
    }


@cache
def countries(language: str) -> tuple[Country, ...]:
    """Codes with names in the language, sorted by name."""
    names = Locale.parse(to_locale(language)).territories
    return tuple(sorted(((code, names.get(code, code)) for code in supported()), key=lambda pair: pair[1]))
