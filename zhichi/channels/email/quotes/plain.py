"""Trimming plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.channels.email.quotes.page import MARKED, UNQUOTED, Mark, Page
from zhichi.channels.email.quotes.plan import to_leave_out

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LINES = 50_000  # longer texts are logs: they stay whole
PASSES = 6  # what is left after trimming may show another quote; a text that does not come to rest stays whole
MARKS = ">＞"
MAX_LINE = 500  # characters of a line that are looked at
_LIKE_SPACES = "\xa0\u3000\u202f\u200b\ufeff\ufffc"
_DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def trim_reply(text: str) -> str:
    """What is new in an answer's plain text. Trimming twice changes nothing more."""
    return settled(text, _once) if text.count("\n") < MAX_LINES else text


def settled(text: str, once: Callable[[str], str]) -> str:
    """`once` again and again until nothing changes; `text` itself when that does not happen soon."""
    current = text
    for _number in range(PASSES):
        shorter = once(current)
        if shorter == current:
            return current
        current = shorter
    return text


def unmarked(line: str) -> tuple[str, int]:
    """The line without quote marks and surrounding space, and how far it is quoted."""
    if not line or line[0] not in MARKS:
        return line, UNQUOTED
    bare = line.lstrip(">＞ ")
    return (bare or ">"), MARKED


def without_odd_spaces(text: str) -> str:
    """Spaces of other kinds as spaces, signs of direction left out. Lines stay lines."""
    if text.isascii():
        return text
    for letter in _LIKE_SPACES:
        if letter in text:
            text = text.replace(letter, " ")
    for letter in _DIRECTIONS:
        if letter in text:
            text = text.replace(letter, "")
    return text


def with_plain_spaces(text: str) -> str:
    """Like `without_odd_spaces`, every letter in its place: signs of direction become spaces."""
    if text.isascii():
        return text
    for letter in _LIKE_SPACES + _DIRECTIONS:
        if letter in text:
            text = text.replace(letter, " ")
    return text


def _once(text: str) -> str:
    page = Page([], [], [])
    lines = text.split("\n")
    for line in without_odd_spaces(text).split("\n"):
        bare, depth = unmarked(line.strip())
        page.lines.append(bare if len(bare) <= MAX_LINE else bare[:MAX_LINE] + "…")
        page.depth.append(depth)
    page.marks = [Mark.NONE] * len(lines)
    spans = to_leave_out(page)
    if not spans:
        return text
    kept: list[str] = []
    position = 0
    for start, stop in [*spans, (len(lines), 0)]:
        kept += lines[position:start]
        position = stop
    return "\n".join(kept).strip("\n").rstrip()
