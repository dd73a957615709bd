"""Words for codes of service times: problems of a file, fields of a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from zhichi.calendars.selectors import ExpectedYear

FIELDS = {
    "name": pgettext_lazy("calendar", "name"),
    "name_en": gettext_lazy("name in English"),
    "time_zone": gettext_lazy("time zone"),
    "is_active": gettext_lazy("use"),
}
PROBLEMS = {
    "date": gettext_lazy("“%(text)s” is no date. Write it like 2026-10-01."),
    "range": gettext_lazy("%(text)s is before 1970 or after 2100."),
    "span": gettext_lazy("“%(text)s”: it must end after it begins, within 31 days."),
    "hours": gettext_lazy("“%(text)s” are no hours. Write them like 09:00-12:00, 13:30-18:00."),
    "no-hours": gettext_lazy("%(text)s: hours of its own and breaks need hours."),
    "kind": gettext_lazy("“%(text)s” is no kind of day. Use holiday, workday, hours or break."),
    "table": gettext_lazy("from here on this is no table: look for a quotation mark that is not closed."),
    "weekday": gettext_lazy("%(text)s is another weekday than the text says; it is not proposed."),
    "count": gettext_lazy("“%(text)s”: the number of days is another one. Please compare."),
    "sentence": gettext_lazy("“%(text)s” does not say whether these days are off or worked."),
    "conflict": gettext_lazy("%(text)s: the file says two different things about this day; neither is proposed."),
    "repeats": gettext_lazy("“%(text)s” repeats. Only single days are read."),
    "timed": gettext_lazy("“%(text)s” has a time of day. Only whole days are read."),
}


def problem_words(problem: Mapping[str, Any]) -> str:
    """What could not be read, and why."""
    words = PROBLEMS.get(str(problem["code"]))
    told = str(words) % {"text": problem["text"]} if words else str(problem["text"])
    return _("Row %(row)s: %(told)s") % {"row": problem["row"], "told": told}


def expected_words(each: ExpectedYear, *, today: date) -> str:
    """That a year is provisional, what is missing of it, and when a review is asked for."""
    what = _(
        "%(year)s is provisional: so far it holds only the days off that the law itself fixes. Days swapped with "
        "weekends and make-up working days come with the State Council's notice."
    ) % {"year": each.year}
    both = {"first": what, "second": _asked_words(each, today)}
    return pgettext("two sentences", "%(first)s %(second)s") % both


def _asked_words(each: ExpectedYear, today: date) -> str:
    if each.is_published:
        return _("The official days are here: please review them.")
    day = each.next_asked(today)
    if day is None:
        return _("Managers and supervisors are asked for a review when the official days are here.")
    told = _(
        "Managers and supervisors are asked for a review when the official days are here, and on %(day)s in any case."
    )
    return told % {"day": date_format(day, pgettext("date format", "j M Y"))}


def some_of(names: Sequence[str], most: int = 3) -> str:
    """The first names in one line, and how many more there are; empty for none."""
    line = _(", ").join(names[:most])
    rest = len(names) - most
    return _("%(names)s and %(count)s more") % {"names": line, "count": rest} if rest > 0 else line
