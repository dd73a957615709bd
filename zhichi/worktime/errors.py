"""What business time refuses, each reason with a name of its own. All are `ValueError`s."""

from __future__ import annotations


class WorkTimeError(ValueError):
    """The question or the calendar makes no sense; the message says why."""


class UnknownZone(WorkTimeError):
    """The IANA data knows no such time zone."""


class InvalidHours(WorkTimeError):
    """An interval is not a pair of plain times, or a weekday is not 0 (Monday) to 6."""


class OverlappingHours(InvalidHours):
    """Two intervals of one day cover the same time."""


class InvalidDate(WorkTimeError):
    """A holiday, override or break is not keyed by a plain date."""


class OutOfRange(WorkTimeError):
    """A date or an instant before 1970 or after 2100, by the calendar's own clock."""


class NaiveDatetime(WorkTimeError):
    """A datetime without a zone, or no datetime at all: nobody can say which instant is meant."""


class NegativeDuration(WorkTimeError):
    """Time cannot be used up backwards; `subtract` counts back."""


class ReversedPeriod(WorkTimeError):
    """A period or a pause ends before it begins."""


class NoWorkingTime(WorkTimeError):
    """The calendar has not enough working time left in that direction; where it has none at all, always."""


class NeverCloses(WorkTimeError):
    """The calendar works without a break in that direction: there is no opening to come, or no closing gone by."""
