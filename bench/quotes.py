"""Trimming beside the libraries for it: `python -m bench.quotes [--rounds N]`.

Every reader trims the mails of the corpus. "right": exactly what is new is left; "lost": something that is new was cut
away; "left": a quote or signature stays. Libraries that are not installed are left out; decision 11 names them.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import re
import time
from collections.abc import Callable
from typing import Any

from zhichi.channels.email.mime.html_text import html_to_text
from zhichi.channels.email.quotes import trim_html, trim_reply
from zhichi.channels.email.tests.quotes.cases import MARKUPS, PICTURE, TEXTS, Case

Reader = Callable[[str], str]


def main() -> int:
    """Print a row for each reader and kind of mail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for title, cases, readers in (("text", TEXTS, _text_readers()), ("html", MARKUPS, _html_readers())):
        print(f"{title}: {len(cases)} mails{'':14} right  lost  left   µs")
        for name, reader in readers.items():
            right, lost, left, failed = _judge(cases, reader, is_html=title == "html")
            print(f"  {name:28} {right:5} {lost:5} {left:5} {_cost(cases, reader, options.rounds):5.0f}{failed}")
    return 0


def _judge(cases: list[Case], reader: Reader, *, is_html: bool) -> tuple[int, int, int, str]:
    right = lost = left = failed = 0
    for case in cases:
        try:
            got = reader(case.given)
        except Exception:  # noqa: BLE001 - a library that raises is part of what is measured
            failed += 1
            continue
        expected = case.given if case.expected is None else "" if case.expected == PICTURE else case.expected
        if is_html:
            got = html_to_text(got)
            expected = html_to_text(expected) if case.expected is None else expected
        have, want = _words(got), _words(expected)
        right += have == want
        lost += bool(want - have)
        left += bool(have - want)
    return right, lost, left, f"  ({failed} raised)" if failed else ""


def _words(text: str) -> set[tuple[int, str]]:
    """Every word with how often it came before, so that two texts are compared word for word, space aside."""
    seen: dict[str, int] = {}
    found = set()
    for word in re.findall(r"\w+|[^\w\s]", text):
        seen[word] = seen.get(word, 0) + 1
        found.add((seen[word], word))
    return found


def _cost(cases: list[Case], reader: Reader, rounds: int) -> float:
    best = float("inf")
    for _number in range(rounds):
        start = time.process_time()
        for case in cases:
            with contextlib.suppress(Exception):
                reader(case.given)
        best = min(best, time.process_time() - start)
    return best / len(cases) * 1e6


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _text_readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"own rules": trim_reply}
    if quotequail := _module("quotequail"):
        readers["quotequail"] = lambda text: _shown(quotequail.quote(text, quote_intro_line=True))
    if replies := _module("mailparser_reply"):
        languages = ["en", "de", "fr", "it", "es", "pl", "nl", "ja", "zh", "ko", "sv", "da", "cs", "no"]
        known = [name for name in languages if name in _module("mailparser_reply.constants").MAIL_LANGUAGES]
        parser = replies.EmailReplyParser(languages=known)
        readers["mail-parser-reply"] = lambda text: str(parser.parse_reply(text=text) or "")
    if parser_of_old := _module("email_reply_parser"):
        readers["email-reply-parser"] = lambda text: str(parser_of_old.EmailReplyParser.parse_reply(text))
    if talon := _module("talon.quotations"):
        readers["talon"] = lambda text: str(talon.extract_from_plain(text))
    return readers


def _html_readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"own rules": trim_html}
    if quotequail := _module("quotequail"):
        readers["quotequail"] = lambda html: _shown(quotequail.quote_html(html, quote_intro_line=True))
    if talon := _module("talon.quotations"):
        readers["talon"] = lambda html: str(talon.extract_from_html(html))
    return readers


def _shown(parts: list[tuple[bool, str]]) -> str:
    return "\n".join(text for is_shown, text in parts if is_shown)


if __name__ == "__main__":
    raise SystemExit(main())
