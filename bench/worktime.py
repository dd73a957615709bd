"""How many questions about business time one core answers in a second: `python -m bench.worktime [--calls N]`.

The calendar is a Chinese desk's: Monday to Friday with a lunch break, statutory holidays, make-up working days. Spans
reach up to a year. The aim is 200,000 a second each of `add` and `between`.
"""

from __future__ import annotations

import argparse
import platform
import random
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING

from zhichi.worktime import WorkCalendar, deadline, elapsed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DAY = ((clock(9), clock(12)), (clock(13, 30), clock(18)))
# 2026: days off of the State Council's notice, first and last, and the days worked instead.
HOLIDAYS = ("0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927", "1001-1007")
MAKE_UP = ("0104", "0214", "0228", "0509", "0920", "1010")


def main() -> int:
    """Print calls a second, the best of several rounds: other work on the machine only ever slows a round down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {options.calls} calls, best of {options.rounds} rounds on one core")
    calendar, dice = _calendar(), random.Random(7)
    starts = [datetime(2026, 1, 1, tzinfo=UTC) + dice.random() * timedelta(days=365) for _ in range(options.calls)]
    spans = [(at, at + dice.random() * timedelta(days=365)) for at in starts]
    lengths = [(since, calendar.between(since, until)) for since, until in spans]
    pause = [(datetime(2026, 6, 1, 2, tzinfo=UTC), datetime(2026, 6, 3, 2, tzinfo=UTC))]
    _print("add", calendar.add, lengths, options.rounds)
    _print("between", calendar.between, spans, options.rounds)
    backwards = [(until, length) for (_, until), (_, length) in zip(spans, lengths, strict=True)]
    _print("subtract", calendar.subtract, backwards, options.rounds)
    _print("is_working", calendar.is_working, [(at,) for at in starts], options.rounds)
    _print("deadline, a pause", lambda at, length: deadline(calendar, at, length, pause), lengths, options.rounds)
    _print("elapsed, a pause", lambda at, end: elapsed(calendar, at, end, pause), spans, options.rounds)
    for years, name in ((1, "a year"), (70, "70 years")):
        _print_first(name, timedelta(days=365 * years))
    return 0


def _print(name: str, ask: Callable[..., object], questions: Sequence[tuple[object, ...]], rounds: int) -> None:
    best = min(_seconds(ask, questions) for _ in range(rounds))
    print(f"  {name:18} {len(questions) / best:9,.0f}/s   {best / len(questions) * 1e6:5.2f} µs")


def _seconds(ask: Callable[..., object], questions: Sequence[tuple[object, ...]]) -> float:
    started = time.process_time()
    for question in questions:
        ask(*question)
    return time.process_time() - started


def _print_first(name: str, span: timedelta) -> None:
    calendar = _calendar()
    at = datetime(2026, 1, 5, tzinfo=UTC)
    started = time.process_time()
    calendar.between(at, at + span)
    print(f"  first question of a new calendar over {name}: {(time.process_time() - started) * 1e3:.1f} ms")


def _calendar() -> WorkCalendar:
    off = [day for stretch in HOLIDAYS for day in _days(*stretch.split("-"))]
    return WorkCalendar(
        "Asia/Shanghai",
        dict.fromkeys(range(5), DAY),
        holidays=off,
        overrides={_day(text): DAY for text in MAKE_UP},
    )


def _days(first: str, last: str) -> list[date]:
    count = (_day(last) - _day(first)).days + 1
    return [_day(first) + timedelta(days=number) for number in range(count)]


def _day(text: str) -> date:
    return date(2026, int(text[:2]), int(text[2:]))


if __name__ == "__main__":
    raise SystemExit(main())
