"""Which backups are kept: the newest of each of the last so many days, weeks and months that have one. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALWAYS = 3  # one made by hand before an upgrade must not give way to the next of the schedule


def kept(names: Iterable[str], *, daily: int, weekly: int, monthly: int) -> set[str]:
    """The names ("2026-11-26T191500Z", "…-2") that stay. The newest three always do, whatever the counts.

    Days, ISO weeks and months are those of UTC, as in the names.
    """
    ordered = sorted(names, key=_key, reverse=True)
    stays = set(ordered[:ALWAYS])
    for count, bucket in ((daily, _day), (weekly, _week), (monthly, _month)):
        stays |= _newest_of_each(ordered, count, bucket)
    return stays


def time_of(name: str) -> datetime:
    """The time in a backup's name, aware UTC."""
    return datetime.strptime(name[:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)


def _key(name: str) -> tuple[datetime, int]:
    return time_of(name), int(name[19:] or 1)


def _newest_of_each(ordered: list[str], count: int, bucket: Callable[[datetime], tuple[int, ...]]) -> set[str]:
    found: dict[tuple[int, ...], str] = {}
    for name in ordered:
        if len(found) >= count and bucket(time_of(name)) not in found:
            break
        found.setdefault(bucket(time_of(name)), name)
    return set(list(found.values())[: max(count, 0)])


def _day(at: datetime) -> tuple[int, ...]:
    return at.year, at.month, at.day


def _week(at: datetime) -> tuple[int, ...]:
    return tuple(at.isocalendar()[:2])


def _month(at: datetime) -> tuple[int, ...]:
    return at.year, at.month
