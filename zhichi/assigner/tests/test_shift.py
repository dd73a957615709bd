"""A duty roster goes before the hours of a person's week, and only for those whom it plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.assigner import registry
from zhichi.assigner.selectors.shift import on_shift
from zhichi.core.registry import Registry
from zhichi.roster import selectors as roster

if TYPE_CHECKING:
    from zhichi.assigner.registry import ShiftFinder
    from zhichi.assigner.tests.conftest import Desk

pytestmark = pytest.mark.django_db


def test_goes_by_the_working_hours_without_a_roster(desk: Desk) -> None:
    people = desk.people
    ids = [people.senior.pk, people.assistant.pk]
    assert on_shift(ids, desk.at) == {people.senior.pk: True, people.assistant.pk: None}


def test_a_roster_decides_for_those_it_plans(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    people = desk.people
    planned = {people.senior.pk: False}
    finders: Registry[ShiftFinder] = Registry("shift finder of the test")
    finders.add("planned", lambda _ids, _at: planned)
    monkeypatch.setattr("zhichi.assigner.selectors.shift.shift_finders", finders)
    ids = [people.senior.pk, people.junior.pk]
    assert on_shift(ids, desk.at) == {people.senior.pk: False, people.junior.pk: True}
    desk.switch()
    ticket = desk.ticket()
    desk.work_off()
    assert desk.owner(ticket) == people.junior


def test_the_duty_roster_is_asked() -> None:
    assert registry.shift_finders.get("roster") is roster.shifts_at
