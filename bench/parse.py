"""What reading one message costs beside the bare standard library: `python -m bench.parse [--rounds N] [--mixed N]`.

Three readers take turns over the same messages in one run, so that a busy machine weighs on all of them alike: ours,
which gives everything a ticket needs; `policy.default` and `compat32`, which only read the headers and walk the parts.
Then a crowd of mixed messages, a large one with its peak of memory, and messages made to take long.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.policy
import os
import platform
import statistics
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from email.header import decode_header, make_header
from pathlib import Path
from typing import TYPE_CHECKING

import zhichi.channels.email.tests
from zhichi.channels.email.composing import Address, OutgoingMail, compose
from zhichi.channels.email.parsing import parse
from zhichi.channels.email.tests.reading.test_reading import CASES
from zhichi.channels.email.tests.test_parse_hostile import HOSTILE

if TYPE_CHECKING:
    from email.message import Message

HEADERS = ("Subject", "From", "To", "Cc", "Reply-To", "Date", "Message-ID", "In-Reply-To", "References")
CORPUS = Path(zhichi.channels.email.tests.__file__).parent / "corpus"

Reader = Callable[[bytes], object]


def main() -> int:
    """Print microseconds of CPU a message, and the ratios to our own reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--mixed", type=int, default=10_000, help="messages of the crowd")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, µs of CPU a message, median of {options.rounds} rounds")
    corpus = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))]
    kinds = {"plain text": [_plain()] * 50, "text and HTML": [_both()] * 50, f"corpus of {len(corpus)}": corpus}
    for name, messages in kinds.items():
        _compare(name, messages, options.rounds)
    _compare(f"mixed {options.mixed:,}", _mixed(options.mixed), 1)
    _large()
    _long()
    return 0


def _mixed(count: int) -> list[bytes]:
    """Messages of the corpus and of the tables in turn, those left out on which the standard library fails."""
    rows = [*(path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))), *(each.raw for each in CASES)]
    readable = [raw for raw in rows if _survives(raw)]
    print(f"  {len(readable)} of {len(rows)} different messages are read by all three")
    return [readable[number % len(readable)] for number in range(count)]


def _survives(raw: bytes) -> bool:
    try:
        _modern(raw)
        _old(raw)
    except (AttributeError, IndexError, TypeError, ValueError, LookupError, RecursionError):
        return False
    return True


def _large(size: int = 25 * 1024 * 1024) -> None:
    """A message of 25 MB with one file: time, and the peak of memory, the message itself counted."""
    head = b"From: a@b.example\nContent-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n"
    raw = head + base64.encodebytes(os.urandom(size * 57 // 78))
    started = time.process_time()
    parse(raw)
    taken = time.process_time() - started
    tracemalloc.start()
    parse(raw)
    peak = tracemalloc.get_traced_memory()[1] + len(raw)
    tracemalloc.stop()
    print(f"  {len(raw) / 1e6:.1f} MB: {taken:.2f} s, peak of memory {peak / len(raw):.2f} x its size")


def _long() -> None:
    """Messages made to take long: the slowest, and those that are asked for by name."""
    taken = {}
    for name, make in HOSTILE.items():
        raw = make()
        started = time.process_time()
        parse(raw)
        taken[name] = time.process_time() - started
    for name in ("ten_thousand_parts", "depth_of_a_thousand", "quotes_in_from", "encoded_words"):
        print(f"  {name:24} {taken[name]:.2f} s")
    slowest = max(taken, key=lambda name: taken[name])
    print(f"  slowest of {len(taken)}: {slowest}, {taken[slowest]:.2f} s")


def _compare(name: str, messages: list[bytes], rounds: int) -> None:
    readers: dict[str, Reader] = {"zhichi": parse, "policy.default": _modern, "compat32": _old}
    taken: dict[str, list[float]] = {each: [] for each in readers}
    for _ in range(rounds):
        for each, reader in readers.items():
            started = time.process_time()
            for raw in messages:
                reader(raw)
            taken[each].append((time.process_time() - started) / len(messages) * 1e6)
    ours = statistics.median(taken["zhichi"])
    for each, figures in taken.items():
        median = statistics.median(figures)
        print(f"  {name:16} {each:15} {median:8.0f} µs   {median / ours:5.2f} x zhichi   (least {min(figures):.0f})")


def _plain() -> bytes:
    head, _, _ = _both().partition(b"\r\nContent-Type:")
    text = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n打印机连不上。\r\n"
    return head + b"\r\n" + text.encode()


def _both() -> bytes:
    return compose(
        OutgoingMail(
            sender=Address("王小明", "wang@client.example"),
            to=(Address("技术支持", "support@zhichi.example"),),
            subject="三楼的打印机无法连接，请尽快处理",
            text="您好，\n\n三楼的打印机今天早上开始连不上。\n" * 8,
            html="<p>您好，</p><p>三楼的打印机今天早上开始连不上。</p>" * 8,
            message_id="<bench.1@client.example>",
            in_reply_to="<t17.a9@zhichi.example>",
            references=("<t17.a8@zhichi.example>",),
            date=datetime(2026, 6, 2, 1, 12, 33, tzinfo=UTC),
        )
    )


def _modern(raw: bytes) -> object:
    """Headers by the header registry, contents by the content manager; what it cannot decode is left as bytes."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    found: list[object] = [str(message[name]) for name in HEADERS if _has(message, name)]
    found.extend(part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    return found


def _old(raw: bytes) -> object:
    """Headers by `decode_header`, contents by `get_payload`."""
    message = email.message_from_bytes(raw)
    found: list[object] = [_decoded(message[name]) for name in HEADERS if name in message]
    found.extend(part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    return found


def _has(message: Message, name: str) -> bool:
    try:
        return message[name] is not None
    except (AttributeError, IndexError, TypeError, ValueError, LookupError):  # its parsers fail on some of the corpus
        return False


def _decoded(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value))))
    except (LookupError, UnicodeError, ValueError):
        return str(value)


if __name__ == "__main__":
    raise SystemExit(main())
