"""Which lines of a mail are left out: quotes with what introduces them, signatures; and when nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.channels.email.quotes.heads import (
    BLOCK_LINES,
    DASHES,
    field_of,
    head_start,
    is_block,
    is_forward,
    is_separator,
    may_introduce,
    with_rules,
)
from zhichi.channels.email.quotes.page import INDENTED, QUOTED, UNQUOTED, Mark
from zhichi.channels.email.quotes.signatures import without_signature
from zhichi.channels.email.quotes.words import INSIDE, RULE, VERB_ALONE

if TYPE_CHECKING:
    from zhichi.channels.email.quotes.page import Page

Span = tuple[int, int]

MOST_UNINTRODUCED = 2  # quoted lines at the end that nothing introduces stay up to here: they may be a console's
MOST_EXCERPT = 3  # a quote of so many lines above an answer was cut to it by its writer and stays
HEADS = {"from", "date", "to"}  # a header block begins with one of these


@dataclass(slots=True)
class _Run:
    """Quoted lines that belong together; `head` is where what introduces them begins, None without."""

    start: int
    end: int
    head: int | None


def to_leave_out(page: Page) -> list[Span]:
    """Ranges of lines to leave out, in order; empty when the mail stays whole."""
    end = len(page.lines)
    forward, cut = _first_cut(page, end)
    if forward or (cut < end and _answers_inside(page, cut)):
        return []
    below = without_signature(page, cut)
    runs = _runs(page, below)
    if runs is None:
        return []
    spans, tail = _quotes_to_leave_out(page, runs, below)
    tail = without_signature(page, min(tail, below))
    if tail < end:
        spans.append((tail, end))
    return spans if _says_something(page, spans) else []


def _first_cut(page: Page, end: int) -> tuple[bool, int]:
    """Whether a forward comes before any quote, and the line from which on everything is a quote without marks."""
    for index, line in enumerate(page.lines):
        if not line or (page.depth[index] and not _begins_run(page, index)):
            continue
        mark = page.marks[index]
        if mark == Mark.FORWARD or (line[0] not in ">" and is_forward(line)):
            return True, end
        if page.depth[index]:
            continue
        start = index if mark == Mark.CUT else _cut_at(page, index, end)
        if start is not None and not _is_announced(page, start):
            return False, with_rules(page, start)
    return False, end


def _is_announced(page: Page, start: int) -> bool:
    """Whether the line above ends in a colon: then somebody shows something, and no mail program quotes."""
    above = page.before(start)
    return above >= 0 and page.lines[above][-1] in ":："


def _begins_run(page: Page, index: int) -> bool:
    """Whether it is the first quoted line; a few mail programs put the head of a forward inside."""
    above = page.before(index)
    return above < 0 or not page.depth[above]


def _cut_at(page: Page, index: int, end: int) -> int | None:
    """Where a quote that carries no marks begins, if this line ends what introduces one."""
    line = page.lines[index]
    if line[0] in DASHES and is_separator(line):
        return index
    if line[-1] in ":：-—" or line.endswith(VERB_ALONE) or page.marks[index] == Mark.HEAD:
        start = index if page.marks[index] == Mark.HEAD else head_start(page, index)
        below = page.after(index, end)
        if start is not None and (below == end or not page.depth[below]):
            return start
    field = field_of(line)
    if field is None or (field[0] not in HEADS and not (page.marks[index] == Mark.BORDER or _under_rule(page, index))):
        return None
    return index if is_block(page, index, end) else None


def _under_rule(page: Page, index: int) -> bool:
    above = page.before(index)
    return above >= 0 and RULE.match(page.lines[above]) is not None


def _answers_inside(page: Page, cut: int) -> bool:
    """Whether the writer says that answers stand inside the quote."""
    return any(INSIDE.search(line) for line in page.lines[:cut])


def _runs(page: Page, end: int) -> list[_Run] | None:
    """The runs of quoted lines above `end`; None when one of them is forwarded mail. Indents become plain lines."""
    runs: list[_Run] = []
    index = page.after(-1, end)
    while index < end:
        if not page.depth[index]:
            index = page.after(index, end)
            continue
        start, last = index, index
        while index < end and page.depth[index]:
            last, index = index, page.after(index, end)
        run = _Run(start, last + 1, _head_of(page, start, last + 1))
        above = page.before(start)
        if is_forward(page.lines[start]) or (above >= 0 and is_forward(page.lines[above])):
            return None
        if run.head is None and page.depth[start] == INDENTED:
            page.depth[start : run.end] = [UNQUOTED] * (run.end - start)
        else:
            runs.append(run)
    return runs


def _head_of(page: Page, start: int, end: int) -> int | None:
    """Where what introduces the run begins: on the lines above, or as its own first lines."""
    above = page.before(start)
    if above >= 0:
        line = page.lines[above]
        found = above if page.marks[above] == Mark.HEAD else head_start(page, above)
        if found is None and (may_introduce(line) or is_separator(line)):
            found = above
        if found is not None:
            return with_rules(page, found)
    first = page.lines[start]
    if is_separator(first) or is_block(page, start, min(end, start + BLOCK_LINES)):
        return with_rules(page, start)
    for last in range(start, min(end, start + MOST_EXCERPT)):
        if page.lines[last] and head_start(page, last) is not None:
            return with_rules(page, start)
    return None


def _quotes_to_leave_out(page: Page, runs: list[_Run], end: int) -> tuple[list[Span], int]:
    """Quotes above answers that are left out, and where the text ends without the quotes that nothing follows."""
    tail = end
    is_answer = any(run.head is not None for run in runs)
    while runs and page.after(runs[-1].end - 1, tail) == tail and _is_quote(page, runs[-1], is_answer=is_answer):
        last = runs.pop()
        tail = last.start if last.head is None else last.head
    spans: list[Span] = []
    quotes = [run for run in runs if run.end <= tail]
    if len(quotes) == 1 and quotes[0].head is not None and not _is_excerpt(page, quotes[0]):
        spans.append((quotes[0].head, quotes[0].end))
    return spans, tail


def _is_quote(page: Page, run: _Run, *, is_answer: bool) -> bool:
    """Whether quoted lines at the end are a quote: introduced, marked as one, or too many to be anything else.

    `is_answer` says that another quote of the mail is introduced.
    """
    if run.head is not None:
        return True
    if _is_announced(page, run.start):
        return False
    return is_answer or page.depth[run.start] == QUOTED or _length(page, run) > MOST_UNINTRODUCED


def _is_excerpt(page: Page, run: _Run) -> bool:
    """Whether the writer cut the quote down to what is answered below it, and wrote nothing above it."""
    return _length(page, run) <= MOST_EXCERPT and page.before(run.head or 0) < 0


def _length(page: Page, run: _Run) -> int:
    return sum(1 for line in page.lines[run.start : run.end] if line)


def _says_something(page: Page, spans: list[Span]) -> bool:
    """Whether words are left outside the spans: quoted ones alone are no answer."""
    position = 0
    for start, stop in [*spans, (len(page.lines), 0)]:
        for index in range(position, start):
            if not page.depth[index] and any(letter.isalnum() for letter in page.lines[index]):
                return True
        position = stop
    return False
