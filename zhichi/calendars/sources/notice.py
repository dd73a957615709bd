"""Days from the text of the State Council's yearly notice, as it is pasted from the announcement.

Reads its well-known sentences: "春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）上班。"
What it says twice is compared: the weekday beside a date and the number of days of a holiday.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.calendars.choices import DayKind
from zhichi.calendars.sources.reading import LONGEST, Reading
from zhichi.calendars.sources.table import days_between
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 20_000  # characters
_TITLE = re.compile(r"(\d{4})\s*年\s*(?:部分)?\s*(?:法定)?\s*节\s*假\s*日")
_ASIDE = re.compile(r"\(([^()]*)\)")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_ORDINAL = r"(?:[一二三四五六七八九十]+|\d{1,2})[、.]"
_NAME = re.compile(rf"(?:^(?:{_ORDINAL})?|{_ORDINAL})([^:\d]{{1,20}}):")
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:<(\d)>)?"
_SPAN = re.compile(rf"{_DAY}(?:(?:至|到|[-–—~]){_DAY})?")
_COUNT = re.compile(r"共(\d{1,2})天")
_OFF = ("放假", "休息", "休假")
_ON = ("上班", "补班")
_WEEKDAYS = "一二三四五六日"


@dataclass
class _Place:
    """Where the reader is: the line, what the holiday is called, and how many days were last said to be off."""

    line: int = 0
    name: str = ""
    days: int | None = None
    said: str = ""


def read(text: str, year: int) -> Reading:
    """All days off and make-up days of the notice. Its own title goes before `year`.

    Raises DomainError when no sentence of the known kind is in the text.
    """
    plain = unicodedata.normalize("NFKC", text)
    title = _TITLE.search(plain)
    year = int(title[1]) if title else year
    reading, place = Reading(), _Place()
    for place.line, line in enumerate(plain.splitlines(), 1):
        for sentence in re.split(r"[。;]", _ASIDE.sub(_aside, line).replace(" ", "")):
            _read_sentence(reading, place, sentence, year)
    if not reading.days and not reading.problems:
        message = _("There is no sentence of the notice in this text.")
        hint = _("It needs sentences such as: 春节：2月15日至23日放假调休，共9天。2月14日、2月28日上班。")
        raise DomainError("notice", message, hint, fields={"text": f"{message} {hint}"})
    return reading.settled()


def _aside(match: re.Match[str]) -> str:
    """Of what stands in brackets only the weekday is kept, as a number."""
    found = _WEEKDAY.search(match[1])
    return f"<{_number_of(found[1])}>" if found else ""


def _number_of(character: str) -> int:
    return _WEEKDAYS.index("日" if character == "天" else character)


def _read_sentence(reading: Reading, place: _Place, sentence: str, year: int) -> None:
    """Each part up to a verb: what stands before it is off, or worked."""
    named = _NAME.search(sentence)
    if named:
        place.name, place.days, sentence = named[1], None, sentence[named.end() :]
    waiting = ""
    for part in re.split(r",|\.{2,}", sentence):
        waiting += part
        kind = _kind_of(part)
        if kind is not None and _SPAN.search(waiting):
            _read_days(reading, place, waiting, kind, year)
            waiting = ""
        elif place.days is not None and (told := _COUNT.search(part)):
            if int(told[1]) != place.days:
                reading.refuse(place.line, "count", f"{place.said} {told[0]}")
            place.days, waiting = None, ""
    if _SPAN.search(waiting):
        reading.refuse(place.line, "sentence", _shown(waiting))


def _shown(words: str) -> str:
    """Without what stands for the weekdays."""
    return re.sub(r"<\d>", "", words)


def _kind_of(part: str) -> DayKind | None:
    if any(word in part for word in _ON):
        return DayKind.MAKE_UP
    return DayKind.HOLIDAY if any(word in part for word in _OFF) else None


def _read_days(reading: Reading, place: _Place, words: str, kind: DayKind, year: int) -> None:
    """The dates before a verb; one that cannot be is a problem of its line."""
    place.days, place.said = 0, _shown(words)
    for match in _SPAN.finditer(words):
        try:
            first, last = _dates(match, place.name, year)
        except ValueError:
            reading.refuse(place.line, "date", _shown(match[0]))
            continue
        wrong = [
            day for day, weekday in ((first, match[4]), (last, match[8])) if weekday and day.weekday() != int(weekday)
        ]
        if wrong:
            reading.refuse(place.line, "weekday", wrong[0].isoformat())
        elif not 0 <= (last - first).days < LONGEST:
            reading.refuse(place.line, "span", _shown(match[0]))
        else:
            place.days += (last - first).days + 1
            reading.add(place.line, days_between(first, last), kind, place.name)
    if kind == DayKind.MAKE_UP or "连休" in words:
        place.days = None  # nothing to compare a number with


def _dates(match: re.Match[str], name: str, year: int) -> tuple[date, date]:
    """First and last day of one span. Raises ValueError for a date that does not exist."""
    parts = list(_parts(match))
    first_year, first_month, first_day = parts[0]
    if first_month is None:
        raise ValueError("a day without its month")
    turn = year - 1 if first_month == 12 and "元旦" in name else year
    first = date(first_year or turn, first_month, first_day)
    if len(parts) == 1:
        return first, first
    last_year, last_month, last_day = parts[1]
    month = last_month or first_month
    return first, date(last_year or (first.year + (month < first_month)), month, last_day)


def _parts(match: re.Match[str]) -> Iterator[tuple[int | None, int | None, int]]:
    for start in (1, 5):
        if match[start + 2]:
            given = [match[start], match[start + 1]]
            of_year, of_month = (int(value) if value else None for value in given)
            yield of_year, of_month, int(match[start + 2])
