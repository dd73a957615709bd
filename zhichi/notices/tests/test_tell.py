"""Telling people: once, only staff, counted, on the record; acknowledging, reading, and what is done by itself."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.accounts import services as accounts
from zhichi.notices import selectors, services
from zhichi.notices.models import UNREAD, WAITING, Inbox, Notice
from zhichi.notices.tests.conftest import TUESDAY, Bench
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from typing import Any


def counts(bench: Bench, name: str) -> tuple[int, int]:
    found = selectors.counts(getattr(bench.people, name).pk)
    return found.unread, found.waiting


def test_tells_each_person_and_says_so_in_the_record(bench: Bench) -> None:
    people = bench.people
    rows = bench.tell(people.junior, people.senior)
    assert {row.person_id for row in rows} == {people.junior.pk, people.senior.pk}
    assert counts(bench, "junior") == (1, 1)
    assert [item.code for item in history(f"inbox:{people.junior.pk}")] == ["notices.told"]


def test_tells_nobody_twice_with_the_same_key(bench: Bench) -> None:
    people = bench.people
    bench.tell(people.junior, dedupe_key="clock:1:late")
    again = bench.tell(people.junior, people.senior, dedupe_key="clock:1:late")
    assert [row.person_id for row in again] == [people.senior.pk]
    assert counts(bench, "junior") == (1, 1)
    bench.tell(people.junior, dedupe_key="clock:1:later")
    assert counts(bench, "junior") == (2, 2)


def test_leaves_out_who_is_no_active_member_of_staff(bench: Bench) -> None:
    people = bench.people
    accounts.deactivate(person_id=people.rival.pk, reason="走了", by=people.actor("manager"), at=TUESDAY)
    assert services.tell([people.rival.pk, 10**6], kind="tests.word", at=TUESDAY, data={"what": "x"}) == []
    assert services.tell([], kind="tests.word", at=TUESDAY) == []


def test_refuses_a_kind_that_nobody_registered(bench: Bench) -> None:
    with pytest.raises(KeyError, match=r"tests\.unknown"):
        bench.tell(bench.people.junior, kind="tests.unknown")


def test_acknowledging_says_so_where_it_belongs(bench: Bench) -> None:
    junior = bench.people.junior
    (row,) = bench.tell(junior)
    at = TUESDAY + timedelta(minutes=3)
    assert services.acknowledge(notice_id=row.pk, by=bench.people.actor("junior"), at=at) == 1
    row.refresh_from_db()
    assert (row.acknowledged_at, row.acknowledged_by, row.read_at) == (at, junior, at)
    assert counts(bench, "junior") == (0, 0)
    assert [item.code for item in history("thing:1")] == ["notices.acknowledged"]
    assert services.acknowledge(notice_id=row.pk, by=bench.people.actor("junior"), at=at) == 0


def test_nobody_acknowledges_for_others(bench: Bench) -> None:
    (row,) = bench.tell(bench.people.junior)
    assert services.acknowledge(notice_id=row.pk, by=bench.people.actor("senior"), at=TUESDAY) == 0
    assert counts(bench, "junior") == (1, 1)


def test_reading_is_not_acknowledging(bench: Bench) -> None:
    bench.tell(bench.people.junior)
    services.read_all(by=bench.people.actor("junior"), at=TUESDAY)
    assert counts(bench, "junior") == (0, 1)


def test_what_is_done_asks_for_nothing_more(bench: Bench) -> None:
    people = bench.people
    bench.tell(people.junior, people.senior)
    bench.tell(people.junior, kind="tests.word")
    assert services.settle(stream="thing:1", kinds=["tests.late"], at=TUESDAY) == 2
    assert (counts(bench, "junior"), counts(bench, "senior")) == ((1, 0), (0, 0))
    assert services.settle(stream="thing:1", kinds=["tests.late"], at=TUESDAY) == 0


def test_counts_agree_with_the_rows_after_any_history(bench: Bench) -> None:
    people, dice = bench.people, random.Random(7)
    who = ("junior", "senior", "manager")
    for step in range(120):
        name = dice.choice(who)
        by = people.actor(name)
        deeds: list[Any] = [
            lambda name=name, step=step: bench.tell(
                getattr(people, name), kind=dice.choice(("tests.late", "tests.word")), stream=f"thing:{step % 7}"
            ),
            lambda by=by: services.acknowledge_matter(stream=f"thing:{dice.randint(0, 6)}", by=by, at=TUESDAY),
            lambda by=by: services.read_all(by=by, at=TUESDAY),
            lambda: services.settle(stream=f"thing:{dice.randint(0, 6)}", kinds=["tests.late"], at=TUESDAY),
        ]
        dice.choices(deeds, weights=(8, 2, 1, 1))[0]()
    for inbox in Inbox.objects.all():
        rows = Notice.objects.filter(person=inbox.person_id)
        assert (inbox.unread, inbox.waiting) == (rows.filter(UNREAD).count(), rows.filter(WAITING).count())
