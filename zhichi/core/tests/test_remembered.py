"""What a process remembers is read once, grows old by a clock that nobody sets, and is forgotten at once."""

from __future__ import annotations

import threading
from itertools import count
from typing import TYPE_CHECKING

import pytest

from zhichi.core import clock
from zhichi.core.remembered import Remembered, forget_everything

if TYPE_CHECKING:
    from collections.abc import Iterator


class Ticks:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Ticks:
    moved = Ticks()
    monkeypatch.setattr(clock, "ticks", moved)
    return moved


@pytest.fixture
def numbers() -> Iterator[int]:
    return count(1)


def test_is_read_once_until_it_is_old(ticks: Ticks, numbers: Iterator[int]) -> None:
    number = Remembered(lambda: next(numbers), seconds=2)
    assert (number(), number()) == (1, 1)
    ticks.seconds += 1.9
    assert number() == 1
    ticks.seconds += 0.1
    assert (number(), number()) == (2, 2)


def test_nothing_found_is_remembered_too(ticks: Ticks) -> None:
    reads = []
    nothing = Remembered(lambda: reads.append(1), seconds=2)
    assert nothing() is None
    assert nothing() is None
    assert len(reads) == 1


def test_who_takes_an_older_value_gets_it_and_leaves_it_to_the_others(ticks: Ticks, numbers: Iterator[int]) -> None:
    number = Remembered(lambda: next(numbers), seconds=2)
    assert number() == 1
    ticks.seconds += 20
    assert number(within=30) == 1
    assert number() == 2
    assert number(within=30) == 2


def test_a_value_that_holds_for_good_is_never_read_again(ticks: Ticks) -> None:
    answers = iter([False, True])
    exists = Remembered(lambda: next(answers), seconds=5, holds=bool)
    assert not exists()
    ticks.seconds += 5
    assert exists()
    ticks.seconds += 1e9
    assert exists()


def test_forgetting_one_or_all_reads_anew(ticks: Ticks, numbers: Iterator[int]) -> None:
    number, other = (Remembered(lambda: next(numbers), seconds=9, holds=bool) for _ in range(2))
    assert (number(), other()) == (1, 2)
    number.forget()
    assert (number(), other()) == (3, 2)
    forget_everything()
    assert (number(), other()) == (4, 5)


def test_an_error_is_raised_and_not_remembered(ticks: Ticks) -> None:
    divisors = iter([0, 1])
    number = Remembered(lambda: 7 // next(divisors), seconds=9)
    with pytest.raises(ZeroDivisionError):
        number()
    assert number() == 7


def test_what_one_thread_forgets_is_not_kept_by_another_that_began_to_read_before() -> None:
    """A change is committed while somebody reads what was before: that answer may not live on for seconds."""
    stored = ["before"]
    has_read, is_changed = threading.Event(), threading.Event()
    answers: list[str] = []

    def read() -> str:
        value = stored[0]
        if threading.current_thread() is slow:
            has_read.set()
            is_changed.wait(30)
        return value

    word = Remembered(read, seconds=3600)
    slow = threading.Thread(target=lambda: answers.append(word()))
    slow.start()
    assert has_read.wait(30)
    stored[0] = "after"
    word.forget()
    is_changed.set()
    slow.join(30)
    assert answers == ["before"]
    assert word() == "after"


def test_age_counts_from_when_reading_began(ticks: Ticks, numbers: Iterator[int]) -> None:
    def read() -> int:
        ticks.seconds += 5  # a database that is slow to answer
        return next(numbers)

    number = Remembered(read, seconds=6)
    assert number() == 1
    ticks.seconds += 1
    assert number() == 2
