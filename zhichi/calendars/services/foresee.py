"""What a change of a calendar would move: done, looked at, and undone before anybody sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.calendars import registry, selectors

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from zhichi.worktime import WorkCalendar


class _Enough(Exception):
    """The change was looked at."""


def foresee(*, calendar_id: int, change: Callable[[], object], at: datetime) -> list[registry.Foreseen]:
    """What `change` – a call of a service of calendars – would move, one answer for each part that reckons by them.

    The services themselves make the change, in a transaction that is rolled back: nothing is written, and what they
    refuse they refuse here too (DomainError).
    """
    after = _after(calendar_id, change)
    return [ask(calendar_id, after, at) for ask in registry.foreseers.values()]


def _after(calendar_id: int, change: Callable[[], object]) -> WorkCalendar:
    found: list[WorkCalendar] = []
    try:
        with transaction.atomic():
            change()
            found.append(selectors.unsaved_work_calendar(calendar_id))
            raise _Enough
    except _Enough:
        return found[0]
