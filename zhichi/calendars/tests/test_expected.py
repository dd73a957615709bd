"""A year whose notice is not out is provisional, says so, and is reviewed again (1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.calendars import selectors, services, tasks
from zhichi.calendars.choices import DayKind, EntryState, SourceKind
from zhichi.calendars.definitions import OFFICIAL, STILL_EXPECTED
from zhichi.calendars.models import Calendar, DateEntry, DayImport
from zhichi.calendars.services.expected import ask_for_reviews
from zhichi.calendars.sources import published
from zhichi.calendars.tests.conftest import SETUP, Desk, events
from zhichi.notices.models import OPEN, Notice

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client

    from tests.people import People

# A year whose notice the data holds plays the one that is not out yet, so that its official days are true ones.
YEAR = 2026
NOVEMBER = datetime(YEAR - 1, 11, 3, 4, tzinfo=UTC)
MAKE_UP = {
    date(YEAR, 1, 4),
    date(YEAR, 2, 14),
    date(YEAR, 2, 28),
    date(YEAR, 5, 9),
    date(YEAR, 9, 20),
    date(YEAR, 10, 10),
}


@dataclass
class Notices:
    """Whether the notice of the year is in the data."""

    is_out: bool = False

    def years(self) -> frozenset[int]:
        """As sources.published says."""
        return frozenset({YEAR - 1, YEAR} if self.is_out else {YEAR - 1})


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Notices:
    """Nothing is out yet."""
    found = Notices()
    monkeypatch.setattr(published, "published_years", found.years)
    return found


@pytest.fixture
def leaders(people: People) -> list[int]:
    """Whoever may change calendars."""
    return sorted([people.manager.pk, people.supervisor.pk])


@pytest.fixture
def expected(state: Notices, desk: Desk, leaders: list[int]) -> Calendar:
    """A calendar whose next year was proposed by law in November, and put in force."""
    desk.at = NOVEMBER
    row = desk.calendar()
    desk.accept(propose(row, NOVEMBER))
    return row


def propose(row: Calendar, at: datetime) -> DayImport:
    reading = published.statutory([YEAR], by_law=True)
    return services.propose(
        calendar_id=row.pk, kind=SourceKind.STATUTORY, label=f"{YEAR}", reading=reading, by=SETUP, at=at
    )


def years(row: Calendar, at: datetime) -> list[int]:
    return [each.year for each in selectors.expected_years(row, at=at)]


def open_notices(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(OPEN, kind=kind).order_by("person_id"))


def test_what_the_law_fixes_is_provisional_from_the_proposal_on(state: Notices, desk: Desk) -> None:
    desk.at = NOVEMBER
    row = desk.calendar()
    made = propose(row, NOVEMBER)
    assert years(row, NOVEMBER) == [YEAR]
    desk.accept(made)
    assert years(row, NOVEMBER) == [YEAR]
    assert years(row, NOVEMBER.replace(year=YEAR + 1)) == [], "what is over is no question any more"


def test_a_published_year_is_not_provisional(desk: Desk) -> None:
    row = desk.calendar()
    reading = published.statutory([YEAR])
    services.propose(calendar_id=row.pk, kind=SourceKind.STATUTORY, label="", reading=reading, by=SETUP, at=NOVEMBER)
    assert years(row, NOVEMBER) == []
    assert ask_for_reviews(at=NOVEMBER) == 0


def test_nobody_is_asked_while_there_is_nothing_to_do(expected: Calendar) -> None:
    assert ask_for_reviews(at=NOVEMBER) == 0
    assert not Notice.objects.exists()


def test_leaders_are_reminded_by_a_fixed_day_once(expected: Calendar, leaders: list[int]) -> None:
    midnight = datetime(YEAR - 1, 11, 30, 16, tzinfo=UTC)  # the first of December in Shanghai
    assert ask_for_reviews(at=midnight.replace(minute=0, hour=15)) == 0
    assert ask_for_reviews(at=midnight) == len(leaders)
    assert ask_for_reviews(at=midnight) == 0
    told = open_notices(STILL_EXPECTED)
    assert [(each.person_id, each.needs_acknowledgement, each.data) for each in told] == [
        (key, True, {"year": str(YEAR)}) for key in leaders
    ]
    assert ask_for_reviews(at=datetime(YEAR - 1, 12, 21, tzinfo=UTC)) == len(leaders), "once more before the year"


def test_whoever_proposes_after_such_a_day_is_not_reminded_of_it(
    state: Notices, desk: Desk, leaders: list[int]
) -> None:
    desk.at = datetime(YEAR - 1, 12, 5, tzinfo=UTC)
    propose(desk.calendar(), desk.at)
    assert ask_for_reviews(at=desk.at) == 0
    assert ask_for_reviews(at=datetime(YEAR - 1, 12, 20, tzinfo=UTC)) > 0


def test_official_days_are_proposed_and_reviewed_before_they_count(
    expected: Calendar, state: Notices, desk: Desk
) -> None:
    ask_for_reviews(at=datetime(YEAR - 1, 12, 2, tzinfo=UTC))
    state.is_out, desk.at = True, datetime(YEAR - 1, 12, 3, tzinfo=UTC)
    version = Calendar.objects.get(pk=expected.pk).version
    assert ask_for_reviews(at=desk.at) > 0
    assert open_notices(STILL_EXPECTED) == [], "one question is enough"
    assert open_notices(OFFICIAL)
    made = DayImport.objects.latest("pk")
    assert {item.day for item in made.entries.filter(kind=DayKind.MAKE_UP)} == MAKE_UP
    assert {item.state for item in made.entries.all()} == {EntryState.PROPOSED}
    assert Calendar.objects.get(pk=expected.pk).version == version, "nothing counts yet"
    assert (ask_for_reviews(at=desk.at), DayImport.objects.latest("pk")) == (0, made)
    desk.accept(made)
    assert years(expected, desk.at) == []
    assert open_notices(OFFICIAL) == [], "the review was what they waited for"
    assert all(desk.hours(expected, day) for day in MAKE_UP)
    assert not DateEntry.objects.filter(is_expected=True, state=EntryState.IN_FORCE).exists()
    services.undo_decision(import_id=made.pk, by=SETUP, at=desk.at)
    assert years(expected, desk.at) == [YEAR], "taken back, it is provisional again"


def test_official_days_that_were_rejected_are_not_proposed_again(
    expected: Calendar, state: Notices, desk: Desk
) -> None:
    state.is_out = True
    ask_for_reviews(at=desk.at)
    made = DayImport.objects.latest("pk")
    everything = services.Decision(reject=list(made.entries.values_list("pk", flat=True)))
    services.decide(import_id=made.pk, decision=everything, by=SETUP, at=desk.at)
    ask_for_reviews(at=desk.at)
    assert DayImport.objects.latest("pk") == made
    assert events(expected).count("days_proposed") == 2


def test_a_calendar_out_of_use_asks_nobody(expected: Calendar, state: Notices) -> None:
    Calendar.objects.filter(pk=expected.pk).update(is_active=False)
    state.is_out = True
    assert ask_for_reviews(at=NOVEMBER) == 0


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "暂定"), ("en", "is provisional")])
def test_pages_say_it_before_anything_counts(
    state: Notices, desk: Desk, people: People, client: Client, time_machine: Any, language: str, words: str
) -> None:
    time_machine.move_to(NOVEMBER, tick=False)
    type(people.supervisor).objects.filter(pk=people.supervisor.pk).update(language=language)
    client.force_login(people.supervisor)
    row = desk.calendar()
    page = reverse("calendars:calendar", args=[row.pk])
    assert words not in client.get(page).content.decode()
    client.post(reverse("calendars:propose", args=[row.pk, "statutory"]), {"years": [str(YEAR)], "by_law": "on"})
    made = DayImport.objects.get()
    assert made.entries.filter(state=EntryState.PROPOSED).count() == made.entries.count()
    review, again = reverse("calendars:review", args=[made.pk]), reverse("calendars:import", args=[row.pk])
    day = "2025 年 12 月 1 日" if language == "zh-hans" else "1 Dec 2025"
    for address in (page, review, again):
        shown = client.get(address).content.decode()
        assert words in shown
        assert day in shown
    assert f"?year={YEAR}" in client.get(page).content.decode()
    state.is_out = True
    tasks.ask_for_reviews()
    official = "官方安排已到" if language == "zh-hans" else "The official days are here"
    assert official in client.get(page).content.decode()
