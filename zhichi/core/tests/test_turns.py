"""Long work in small transactions lets others write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from zhichi.core import turns

if TYPE_CHECKING:
    import pytest


def test_who_works_long_stands_back_once_a_second_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, rests = iter((100.0, 100.2, 100.9, 101.1, 101.1, 101.5, 102.2, 102.2)), list[float]()
    monkeypatch.setattr(turns, "monotonic", lambda: next(looks))
    monkeypatch.setattr(turns, "sleep", rests.append)
    work = turns.Turns()
    for _turn in range(5):
        work.give_way()
    assert rests == ([turns.TURN] * 2 if connection.vendor == "sqlite" else [])
