"""What reading one message costs beside the bare standard library: `python -m bench.parse [--rounds N]`.

Three readers take turns over the same messages in one run, so that a busy machine weighs on all of them alike: ours,
which gives everything a ticket needs; `policy.default` and `compat32`, which only read the headers and walk the parts.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.header import decode_header, make_header
from pathlib import Path
from typing import TYPE_CHECKING

import zhichi.channels.email.tests
from zhichi.channels.email.composing import Address, OutgoingMail, compose
from zhichi.channels.email.parsing import parse

if TYPE_CHECKING:
    from email.message import Message

HEADERS = ("Subject", "From", "To", "Cc", "Reply-To", "Date", "Message-ID", "In-Reply-To", "References")
CORPUS = Path(zhichi.channels.email.tests.__file__).parent / "corpus"

Reader = Callable[[bytes], object]


def main() -> int:
    """Print microseconds of CPU a message, and the ratios to our own reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, µs of CPU a message, median of {options.rounds} rounds")
    corpus = [path.read_bytes() for path in sorted(CORPUS.glob("*.eml"))]
    kinds = {"plain text": [_plain()] * 50, "text and HTML": [_both()] * 50, f"corpus of {len(corpus)}": corpus}
    for name, messages in kinds.items():
        _compare(name, messages, options.rounds)
    return 0


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
