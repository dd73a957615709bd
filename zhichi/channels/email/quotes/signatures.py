"""Signatures at the end of what somebody wrote: "-- ", a rule above an address, "Sent from my phone"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.channels.email.quotes.page import Mark
from zhichi.channels.email.quotes.words import CONTACT, DELIMITERS, DEVICE, RULE, RULE_CHARS, YEAR

if TYPE_CHECKING:
    from zhichi.channels.email.quotes.page import Page

MOST_LINES = 15
MOST_CHARS = 120  # of a line under a rule; longer ones are sentences
MOST_DELIMITERS = 2  # more of them divide a text


def without_signature(page: Page, end: int) -> int:
    """Where the text ends when signatures above `end` are left out."""
    whole = end
    while True:
        last = page.before(end)
        if last < 0 or page.depth[last]:
            return end
        if page.marks[last] == Mark.SIGNATURE or _is_device(page.lines[last]):
            end = last
            continue
        start = _delimiter(page, last, whole)
        if start is None:
            return last + 1
        end = start


def _is_device(line: str) -> bool:
    return len(line) <= 2 * MOST_CHARS and DEVICE.match(line) is not None


def _delimiter(page: Page, last: int, end: int) -> int | None:
    """Where the signature begins that ends at line `last`: at "-- ", or at a rule above an address."""
    lines, depth = page.lines, page.depth
    for index in range(last, max(-1, last - MOST_LINES - 1), -1):
        line = lines[index]
        if depth[index] or len(line) > MOST_CHARS:
            return None
        if not line or line[0] not in RULE_CHARS:
            continue
        if line in DELIMITERS:
            return None if sum(map(lines[:end].count, DELIMITERS)) > MOST_DELIMITERS else index
        if RULE.match(line):
            above = page.before(index)
            is_announced = above >= 0 and lines[above][-1] in ":："
            return None if is_announced or not any(map(_is_contact, lines[index + 1 : last + 1])) else index
    return None


def _is_contact(line: str) -> bool:
    """An address, a number to ring; a dated line is one of a log."""
    return CONTACT.search(line) is not None and not YEAR.search(line)
