"""Trimming HTML: the markup becomes lines with their place in it, and what is left out is cut at those places."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from zhichi.channels.email.quotes.page import INDENTED, QUOTED, UNQUOTED, Mark, Page
from zhichi.channels.email.quotes.plain import MAX_LINE, settled, unmarked, with_plain_spaces, without_odd_spaces
from zhichi.channels.email.quotes.plan import to_leave_out
from zhichi.channels.email.quotes.signs import Sign, sign_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TAGS = 20_000  # more than that no person writes: such mail stays whole
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})([^>]*)>")
_TAG_OR_COMMENT = re.compile(rf"<!--.*?-->|{_TAG.pattern}", re.DOTALL)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_END_ITSELF = frozenset(("p", "li", "dt", "dd"))  # where the next one begins
_HIDDEN = frozenset("script style title template head".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header html legend li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_INLINE = frozenset("a abbr b code em font i ins kbd o:p s small strong sub sup u".split())
_PICTURE = "□x"  # counts as something said


def trim_html(html: str) -> str:
    """What is new in an answer's HTML, as sent or sanitised. Trimming twice changes nothing more."""
    return settled(html, _once) if html.count("<") <= MAX_TAGS else html


def _once(html: str) -> str:
    reading = _Reading(html)
    reading.run()
    spans = to_leave_out(reading.page)
    if not spans:
        return html
    starts = [*reading.starts, len(html)]
    starts[0] = 0
    kept: list[str] = []
    position = 0
    for start, stop in spans:
        kept.append(html[position : starts[start]])
        kept.append(_unpaired(html[starts[start] : starts[stop]], is_last=starts[stop] == len(html)))
        position = starts[stop]
    kept.append(html[position:])
    return "".join(kept)


def _tags(html: str) -> Iterator[re.Match[str]]:
    """Every tag, comments stepped over. No pattern looks further than the last '>' or '-->', so this is linear."""
    last = html.rfind("-->") + 3
    if last > 2:
        position = 0
        for match in _TAG_OR_COMMENT.finditer(html, 0, last):
            position = match.end()
            if match[2]:
                yield match
        last = max(position, last)
    else:
        last = 0
    yield from _TAG.finditer(html, last, html.rfind(">") + 1)


def _unpaired(piece: str, *, is_last: bool) -> str:
    """The tags of a piece that is left out which its surroundings need: those without a partner in it.

    Of the last piece only those that end something.
    """
    kept: list[str | None] = []
    waiting: dict[str, list[int]] = {}
    for match in _tags(piece):
        name = match[2].lower()
        if name in _VOID or match[3].endswith("/"):
            continue
        if match[1]:
            partners = waiting.get(name)
            if partners:
                kept[partners.pop()] = None
            else:
                kept.append(f"</{name}>")
        else:
            waiting.setdefault(name, []).append(len(kept))
            kept.append(None if is_last or name in _END_ITSELF else match[0])
    return "".join(item for item in kept if item)


class _Reading:
    """One pass over the markup."""

    def __init__(self, html: str) -> None:
        self.html = with_plain_spaces(html)
        self.page = Page([], [], [])
        self.starts: list[int] = []
        self.begin = 0  # where the current line begins in the source
        self.words: list[str] = []
        self.mark = Mark.NONE
        self.open: list[tuple[str, Sign]] = []
        self.counts: dict[str, int] = {}
        self.quotes = self.indents = self.signatures = self.pre = 0
        self.state = (UNQUOTED, 0)

    def run(self) -> None:
        """Fill the page."""
        html, position, hidden = self.html, 0, ""
        for match in _tags(html):
            end, name, attributes = match.groups()
            name = name.lower()
            if hidden:
                if end and name == hidden:
                    hidden, position = "", match.end()
                continue
            if match.start() > position:
                self._text(position, match.start())
            position = match.end()
            if name in _INLINE:
                continue
            if name in _HIDDEN and not end:
                hidden = name
            elif end:
                self._end(name, position)
            else:
                self._start(name, attributes, match.start(), position)
        if not hidden:
            self._text(position, len(html))
        self._flush(len(html))

    def _text(self, start: int, end: int) -> None:
        text = self.html[start:end]
        if "<!" in text:
            text = text.rpartition("-->")[2]
        if self.pre and "\n" in text:
            for piece in text.splitlines(keepends=True):
                self._say(piece)
                start += len(piece)
                if piece[-1] == "\n":
                    self._flush(start)
        elif not text.isspace():
            self._say(text)
        elif self.words:
            self.words.append(" ")

    def _say(self, text: str) -> None:
        if not self.words:
            depth = QUOTED if self.quotes else INDENTED if self.indents else UNQUOTED
            self.state = (depth, self.signatures)
        self.words.append(text)

    def _start(self, name: str, attributes: str, start: int, end: int) -> None:
        if name in _VOID:
            self._void(name, attributes, end)
            return
        if name in _BLOCKS:
            self._flush(start)
        elif name in ("td", "th") and self.words:
            self.words.append("\t")
        sign = sign_of(name, attributes) if attributes else Sign.INDENT if name == "blockquote" else Sign.NONE
        if attributes.endswith("/"):
            return
        self.open.append((name, sign))
        self.counts[name] = self.counts.get(name, 0) + 1
        self._count(name, sign, 1)
        if sign in MARK_OF:
            self.mark = MARK_OF[sign]

    def _void(self, name: str, attributes: str, end: int) -> None:
        if name == "br":
            self._flush(end)
        elif name == "img":
            self._say(_PICTURE)
        elif name == "hr":
            self._flush(end)
            self._say("--" if "foxsignsep" in attributes.lower() else "_" * 32)
            self._flush(end)

    def _end(self, name: str, end: int) -> None:
        if self.counts.get(name):
            while True:
                open_name, sign = self.open.pop()
                self.counts[open_name] -= 1
                self._count(open_name, sign, -1)
                if open_name == name:
                    break
        if name in _BLOCKS:
            self._flush(end)

    def _count(self, name: str, sign: Sign, step: int) -> None:
        if sign == Sign.QUOTE:
            self.quotes += step
        elif sign == Sign.INDENT:
            self.indents += step
        elif sign == Sign.SIGNATURE:
            self.signatures += step
        if name == "pre":
            self.pre += step

    def _flush(self, end: int) -> None:
        """End the line at `end`. Markup without words belongs to the line that follows."""
        if not self.words:
            return
        line = "".join(self.words)
        line = " ".join((without_odd_spaces(unescape(line)) if "&" in line else line).split())
        self.words = []
        if not line:
            return
        depth, signature = self.state
        bare, marked = unmarked(line)
        self.page.lines.append(bare if len(bare) <= MAX_LINE else bare[:MAX_LINE] + "…")
        self.page.depth.append(max(depth, marked))
        self.page.marks.append(self.mark or (Mark.SIGNATURE if signature else Mark.NONE))
        self.starts.append(self.begin)
        self.mark, self.begin = Mark.NONE, end


MARK_OF = {Sign.HEAD: Mark.HEAD, Sign.CUT: Mark.CUT, Sign.FORWARD: Mark.FORWARD, Sign.BORDER: Mark.BORDER}
