"""How quotes are introduced: header blocks, separators, "… wrote:"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhichi.channels.email.quotes.page import Mark
from zhichi.channels.email.quotes.words import (
    ADDRESS,
    ADDRESS_END,
    FIELD_NAME_CHARS,
    FIELD_NAMES,
    FORWARD_BEGINS,
    FORWARDED,
    ORIGINAL,
    RULE,
    TIME,
    VERB,
    VERB_ALONE,
    YEAR,
)

if TYPE_CHECKING:
    from zhichi.channels.email.quotes.page import Page

MOST_CHARS = 400  # of a line that introduces a quote
WRAPPED_OVER = 3  # lines
BLOCK_LINES = 24  # of a header block with its folded recipients
STRAY_LINES = 4  # lines of a block in a row that are no field: folded recipients
NAMELESS_FIELDS = 3  # fields that a block of an unknown language must have
FIELD_HEAD = 60  # characters in which the name of a field ends
DASHES = "-—–=_*"
_RULE_CHARS = DASHES + " "
_LATE_OPENING = re.compile(r"(?<!\w)On\s(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d)")
_FIELD = re.compile(r"[*|_\s]{0,6}([^:：|\t]{1,40}?)[*_\s]{0,4}[:：|\t][*|\s]{0,4}(.*)")


def is_forward(line: str) -> bool:
    """Whether the line introduces forwarded mail: "----- Forwarded message -----", "Begin forwarded message:"."""
    if line[-1] in ":：":
        return FORWARD_BEGINS.match(line) is not None
    return FORWARDED.search(_between_dashes(line)) is not None


def is_separator(line: str) -> bool:
    """Whether the line is "----- Original message -----" in one of its languages."""
    return ORIGINAL.match(_between_dashes(line)) is not None


def _between_dashes(line: str) -> str:
    """What stands between two dashes or more on either side; "" for other lines."""
    if line[0] not in DASHES or line[-1] not in DASHES or len(line) > MOST_CHARS:
        return ""
    words = line.strip(_RULE_CHARS)
    return words if words and line[1] in _RULE_CHARS and line[-2] in _RULE_CHARS else ""


def field_of(line: str) -> tuple[str, str] | None:
    """The kind and value of a header field shown as a line; the kind is "" for a name we do not know."""
    head = line[:FIELD_HEAD]
    if ":" not in head and "：" not in head and "|" not in head and "\t" not in head:
        return None
    match = _FIELD.match(line)
    if match is None:
        return None
    name = "".join(match[1].split()).lower()
    return (FIELD_NAMES.get(name, "") if len(name) <= FIELD_NAME_CHARS else "", match[2])


def is_block(page: Page, start: int, end: int) -> bool:
    """Whether a header block begins at the line: who wrote, when, and to whom or about what.

    Under a rule, and in any language: three fields in a row of which one is dated and one has an address.
    """
    lines = page.lines
    first = field_of(lines[start])
    if first is None or (not first[0] and not _is_ruled(page, start)):
        return False
    kinds: set[str] = set()
    strays = unknown = 0
    has_address = has_date = False
    for index in range(start, min(end, start + BLOCK_LINES)):
        line = lines[index]
        if index > start and page.marks[index]:
            break
        field = field_of(line) if line else None
        if field is None or (not field[0] and kinds - {""}):
            strays += bool(line) or index > start + BLOCK_LINES // 2
            if strays > STRAY_LINES:
                break
            continue
        kind, value = field
        if kind == "date" and not any(letter.isdigit() for letter in value[:60]):
            continue
        kinds.add(kind)
        unknown += not kind
        has_address = has_address or "@" in value
        has_date = has_date or YEAR.search(value) is not None
        if {"from", "date"} <= kinds and kinds & {"to", "subject"}:
            return True
        if unknown >= NAMELESS_FIELDS and has_address and has_date and _is_ruled(page, start):
            return True
    return page.marks[start] == Mark.BORDER and len(kinds - {"other", ""}) > 1


def _is_ruled(page: Page, start: int) -> bool:
    """Whether the markup or a line of underscores stands above."""
    above = page.before(start)
    return page.marks[start] == Mark.BORDER or (above >= 0 and page.lines[above].startswith("_" * 20))


def head_start(page: Page, last: int) -> int | None:
    """Where "On … somebody wrote:" begins that ends at line `last`; None when it is no such thing."""
    line = page.lines[last]
    if line[-1] not in ":：-—" and not line.endswith(VERB_ALONE):
        return None
    joined = ""
    found = None
    for index in range(last, max(-1, last - WRAPPED_OVER), -1):
        piece = page.lines[index]
        if not piece or page.depth[index] != page.depth[last] or len(joined) + len(piece) > MOST_CHARS:
            break
        joined = f"{piece} {joined}".strip()
        if found is None and not _says_who(joined):
            continue
        if YEAR.search(joined) or (TIME.search(joined) and ADDRESS.search(joined)):
            return _with_name(page, index)
        found = index if found is None and ADDRESS.search(joined) else found
    return found


def _follows_words(text: str) -> bool:
    """Whether "On Monday …" stands behind words of the writer's own on the same line."""
    opening = _LATE_OPENING.search(text)
    return opening is not None and any(letter.isalnum() for letter in text[: opening.start()])


def _with_name(page: Page, start: int) -> int:
    """`start`, or the line above when a long name was broken off there before its address."""
    above = start - 1
    is_broken = above >= 0 and page.lines[above].endswith("<") and page.depth[above] == page.depth[start]
    return above if is_broken else start


def _says_who(text: str) -> bool:
    """A verb of writing with date and time or with an address, or an address at the end; no words of one's own before
    it on the line."""
    if _follows_words(text):
        return False
    if VERB.search(text):
        return bool(ADDRESS.search(text) or (YEAR.search(text) and TIME.search(text)))
    return bool(ADDRESS_END.search(text) and (YEAR.search(text) or TIME.search(text)))


def may_introduce(line: str) -> bool:
    """Whether a line right above marked quotes introduces them, in whatever language: it ends in a colon and is dated
    or names an address, or is nothing but a date and an address."""
    if not line or len(line) > MOST_CHARS or _follows_words(line):
        return False
    if line[-1] not in ":：":
        is_address = line[-1] == ">" and ADDRESS.search(line) is not None
        return _is_notes_head(line) or (is_address and YEAR.search(line) is not None)
    return bool(YEAR.search(line) or ADDRESS.search(line) or TIME.search(line) or VERB.search(line))


def with_rules(page: Page, start: int) -> int:
    """`start` moved up over blank lines, rules and separators that belong to the quote below."""
    lines = page.lines
    while True:
        above = page.before(start)
        if above < 0 or page.depth[above] or len(lines[above]) > MOST_CHARS:
            return start
        line = lines[above]
        if not (RULE.match(line) or ORIGINAL.match(line) or is_separator(line) or _is_notes_head(line)):
            return start
        start = above


def _is_notes_head(line: str) -> bool:
    """ "-----Somebody/Company wrote: -----" above a header block, as Lotus Notes has it."""
    return line.startswith("---") and line.endswith("--") and VERB.search(line) is not None
