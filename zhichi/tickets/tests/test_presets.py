"""Times that a snooze offers, by the working calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from zhichi.sla import selectors as sla
from zhichi.tickets.presets import presets
from zhichi.worktime import WorkCalendar

if TYPE_CHECKING:
    from zhichi.tickets.tests.conftest import Desk

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = [(time(9), time(12)), (time(13, 30), time(18))]
OFFICE = WorkCalendar("Asia/Shanghai", dict.fromkeys(range(5), HOURS), holidays=[date(2026, 11, 27)])
NEVER = WorkCalendar("Asia/Shanghai", {})


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-23 10:03", {"later": "23 13:30", "tomorrow": "24 09:00", "week": "30 09:00"}),  # Monday; lunch at 12
        ("2026-11-23 11:47", {"later": "23 13:45", "tomorrow": "24 09:00", "week": "30 09:00"}),
        ("2026-11-23 17:00", {"tomorrow": "24 09:00", "week": "30 09:00"}),
        ("2026-11-24 03:00", {"later": "24 09:00", "tomorrow": "25 09:00", "week": "30 09:00"}),
        ("2026-11-26 16:30", {"workday": "30 09:00"}),  # the Friday is a holiday
    ],
)
def test_offers_working_times(desk: Desk, monkeypatch: pytest.MonkeyPatch, now: str, offered: dict[str, str]) -> None:
    monkeypatch.setattr(sla, "calendar_of", lambda _key: OFFICE)
    at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI).astimezone(UTC)
    found = {item.code: f"{item.until.astimezone(SHANGHAI):%d %H:%M}" for item in presets(desk.ticket(), at=at)}
    assert found == offered


def test_offers_no_time_on_a_calendar_that_never_opens(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sla, "calendar_of", lambda _key: NEVER)
    assert presets(desk.ticket(), at=desk.at) == []


def test_a_desk_around_the_clock_has_mornings(desk: Desk) -> None:
    found = {item.code: item.until for item in presets(desk.ticket(), at=datetime(2026, 11, 23, 15, tzinfo=UTC))}
    assert (found["tomorrow"].hour, found["week"].day) == (9, 30)
