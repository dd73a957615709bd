"""Reads of clocks: those of one object, the nearest of them, figures for the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from zhichi.sla import in_force
from zhichi.sla.choices import ClockState
from zhichi.sla.foreseeing import OBJECTS_LOOKED_AT, foresee_prospects
from zhichi.sla.level_reads import Words, current_number, rollouts, target_of
from zhichi.sla.levels import Facts, Held, Rule, contract_facts, decide, facts_of
from zhichi.sla.models import Clock
from zhichi.sla.office import calendar_id_for, calendar_of
from zhichi.sla.plain import OpenClock
from zhichi.sla.plain import open_of as plain_clocks_of
from zhichi.sla.promised import (
    NO_FIGURES,
    PARTS,
    Figures,
    figures_of,
    promise_rows,
    promised,
    with_object,
    with_overrun,
)
from zhichi.sla.reckoning import Reading, read, runs_out, used_at
from zhichi.sla.supposed import Supposed, Supposition, changing_sides, reached, suppose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

__all__ = [
    "NO_FIGURES",
    "OBJECTS_LOOKED_AT",
    "PARTS",
    "Facts",
    "Figures",
    "Held",
    "OpenClock",
    "Reading",
    "Rule",
    "Supposed",
    "Supposition",
    "Words",
    "calendar_id_for",
    "calendar_of",
    "changing_sides",
    "clocks_by_id",
    "clocks_of",
    "contract_facts",
    "current_number",
    "decide",
    "facts_of",
    "figures",
    "figures_of",
    "foresee_prospects",
    "late_streams",
    "level_words",
    "nearest",
    "newest_clock",
    "open_clocks",
    "plain_clocks_of",
    "promise_rows",
    "promised",
    "reached",
    "read",
    "reading_of",
    "rollouts",
    "rules_of_version",
    "runs_out",
    "suppose",
    "target_of",
    "used_at",
    "when_used",
    "with_object",
    "with_overrun",
]

OneClock = TypeVar("OneClock", bound=OpenClock)


def level_words(name: str) -> str:
    """A level's kept name in the reader's language, by the table in force; itself when no level is called so."""
    table = in_force.current() if name else None
    rule = next((rule for rule in table.rules if rule.name == name), None) if table else None
    return rule.said if rule else name


def rules_of_version(number: int | None) -> tuple[Rule, ...]:
    """The rules of a published version, remembered in this process; none for None."""
    return () if number is None else in_force.table(number).rules


def clocks_of(stream: str) -> list[Clock]:
    """All clocks of an object with their pauses, the oldest first. Two queries."""
    return list(Clock.objects.filter(stream=stream).prefetch_related("pauses").order_by("started_at", "pk"))


def open_clocks(stream: str) -> list[Clock]:
    """The clocks of an object that run or are paused. One query."""
    return list(Clock.objects.filter(stream=stream, ended_at=None))


def open_clocks_of(streams: Sequence[str]) -> dict[str, list[Clock]]:
    """The same for many objects, by stream; without those that have none. One query."""
    found: dict[str, list[Clock]] = {}
    for clock in Clock.objects.filter(stream__in=streams, ended_at=None).order_by("pk"):
        found.setdefault(clock.stream, []).append(clock)
    return found


def clocks_by_id(ids: Iterable[int]) -> dict[int, Clock]:
    """Clocks by their keys. One query."""
    return Clock.objects.in_bulk(list(ids))


def newest_clock(stream: str, kind: str) -> Clock | None:
    """The newest clock of a kind of an object, running or not. One query."""
    return Clock.objects.filter(stream=stream, kind=kind).order_by("-started_at").first()


def when_used(clock: Clock, length: timedelta) -> datetime | None:
    """When `length` of working time is used up, by the clock's calendar, pauses left out; None while it stands."""
    if clock.state != ClockState.RUNNING:
        return None
    if clock.used >= length:
        return clock.since
    return runs_out(calendar_of(clock.calendar_id), clock.since, length - clock.used)


def reading_of(clock: Clock, *, at: datetime) -> Reading:
    """What an open clock shows at `at`."""
    return read(
        kind=clock.kind, state=clock.state, due_at=clock.due_at, target=clock.target, calendar_id=clock.calendar_id,
        at=at,
    )  # fmt: skip


def nearest(clocks: Iterable[OneClock]) -> OneClock | None:
    """The open clock that is due first; a paused one only when none runs."""
    rows = list(clocks)
    running = [clock for clock in rows if clock.state == ClockState.RUNNING and clock.due_at is not None]
    if running:
        return min(running, key=lambda clock: (clock.due_at, clock.pk))
    return next((clock for clock in rows if clock.state == ClockState.PAUSED), None)


def late_streams(streams: Iterable[str]) -> set[str]:
    """Those of the named objects of which a promise was missed. One query."""
    late = Clock.objects.filter(stream__in=list(streams), breached_at__isnull=False)
    return set(late.values_list("stream", flat=True))


def figures(start: datetime, end: datetime) -> dict[tuple[str, str], Figures]:
    """Promises that came to an end in the period, or were missed in it and are still open (3.1), by kind and group.

    The group "" holds all of a kind. One query; a kind without promises is not in it.
    """
    return figures_of(promise_rows(start, end))
