"""Long work in small transactions lets others write."""

from __future__ import annotations

import pytest
from django.db import connection

from zhichi.core import turns


def test_who_works_long_stands_back_once_a_second_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    now, rests = 100.0, list[float]()
    monkeypatch.setattr(turns, "monotonic", lambda: now)
    monkeypatch.setattr(turns, "sleep", rests.append)
    work = turns.Turns()
    for now in (100.2, 100.9, 101.1, 101.5, 102.2):
        work.give_way()
    assert rests == ([turns.TURN] * 2 if connection.vendor == "sqlite" else [])
