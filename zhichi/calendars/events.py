"""What happens to calendars. Times are written 09:00-12:00, dates as ISO."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("calendars.calendar_created", gettext_noop("%(actor)s created the calendar %(name)s"))
class CalendarCreated(Event):
    """A new calendar. `weekly` is its week, Monday first."""

    name: str
    time_zone: str
    weekly: list[list[str]]


@event("calendars.calendar_updated", gettext_noop("%(actor)s changed the calendar: %(fields)s"))
class CalendarUpdated(Event):
    """A calendar has another name, zone or state. `changes` maps each field to its value before and after."""

    fields: list[str]
    changes: dict[str, list[str]]


@event("calendars.weekly_set", gettext_noop("%(actor)s changed the weekly hours: %(days)s"))
class WeeklySet(Event):
    """The week is another. `days` are the weekdays that changed; 0 is Monday."""

    days: list[int]
    before: list[list[str]]
    after: list[list[str]]


@event("calendars.default_chosen", gettext_noop("%(actor)s made this the company's calendar"))
class DefaultChosen(Event):
    """Whoever names no calendar of their own works by this one. `before` is the calendar that was it; 0: none."""

    before: int


@event("calendars.team_calendar_set", gettext_noop("%(actor)s let the team %(team)s work by this calendar"))
class TeamCalendarSet(Event):
    """A team has a calendar of its own. `before` is the one it had; 0: the company's."""

    team: str
    team_id: int
    before: int


@event(
    "calendars.team_calendar_dropped",
    gettext_noop("%(actor)s let the team %(team)s work by the company's calendar again"),
)
class TeamCalendarDropped(Event):
    """A team gave its own calendar up."""

    team: str
    team_id: int


@event("calendars.date_set", gettext_noop("%(actor)s set %(day)s: %(kind)s %(name)s %(hours)s"))
class DateSet(Event):
    """A date got an entry; `replaced` is the entry that stood there before, 0: none."""

    day: str
    kind: str
    name: str
    hours: str
    source: str
    entry_id: int
    replaced: int


@event("calendars.date_dropped", gettext_noop("%(actor)s took %(day)s back: %(kind)s %(name)s"))
class DateDropped(Event):
    """An entry no longer counts; `restored` is the entry that counts again instead, 0: the week does."""

    day: str
    kind: str
    name: str
    entry_id: int
    restored: int


@event("calendars.days_proposed", gettext_noop("%(actor)s proposed %(count)s days: %(label)s"))
class DaysProposed(Event):
    """An import waits for review; it changes nothing yet. `digest` is SHA-256 of the file, or empty."""

    import_id: int
    label: str
    count: int
    problems: int
    digest: str


@event(
    "calendars.days_decided",
    gettext_noop("%(actor)s reviewed %(label)s: %(accepted)s days put in force, %(rejected)s rejected"),
)
class DaysDecided(Event):
    """Some or all days of an import were decided; `days` names those now in force, `replaced` what they replaced."""

    import_id: int
    label: str
    accepted: int
    rejected: int
    days: list[str]
    replaced: list[int]


@event("calendars.decision_undone", gettext_noop("%(actor)s took the review of %(label)s back: %(count)s days"))
class DecisionUndone(Event):
    """The days of an import are proposals again, and what they had replaced counts again."""

    import_id: int
    label: str
    count: int
