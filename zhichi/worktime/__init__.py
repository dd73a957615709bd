"""Business time: when work is done, how much of it lies between two instants, when an amount of it is used up.

Pure arithmetic without Django, policies or rows. Clauses 1.3 and 3.1 rest on it.
"""

from zhichi.worktime.calendar import WorkCalendar
from zhichi.worktime.clock import deadline, elapsed
from zhichi.worktime.errors import (
    InvalidDate,
    InvalidHours,
    NaiveDatetime,
    NegativeDuration,
    NeverCloses,
    NoWorkingTime,
    OutOfRange,
    OverlappingHours,
    ReversedPeriod,
    UnknownZone,
    WorkTimeError,
)

__all__ = [
    "InvalidDate",
    "InvalidHours",
    "NaiveDatetime",
    "NegativeDuration",
    "NeverCloses",
    "NoWorkingTime",
    "OutOfRange",
    "OverlappingHours",
    "ReversedPeriod",
    "UnknownZone",
    "WorkCalendar",
    "WorkTimeError",
    "deadline",
    "elapsed",
]
