"""Readable text from HTML, in one linear pass.

Not `html.parser`: before its fix of 2025 it goes quadratic on broken markup, and it is several times slower.
"""

from __future__ import annotations

import html
import re

_SPACES = re.compile(r"[ \t\r\n\f]+")
_START = re.compile(r"<(?:(/?)([a-zA-Z][a-zA-Z0-9:-]*)|[/!?])")
_HREF = re.compile(r"""(?:^|[\s"'])href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_ALT = re.compile(r"""(?:^|[\s"'])alt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")
_HIDDEN = {name: re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE) for name in ("script", "style", "title", "template")}
_LINE_NAMES = (
    "address article aside caption center dd dir div dl dt fieldset figcaption figure footer form header hr legend "
    "li main nav option section select tbody tfoot thead tr"
)
_PARAGRAPH_NAMES = "h1 h2 h3 h4 h5 h6 ol p pre table ul blockquote"
_NEW_LINE = frozenset(_LINE_NAMES.split())
_NEW_PARAGRAPH = frozenset(_PARAGRAPH_NAMES.split())
_INLINE = frozenset(("a", "img", "td", "th"))
_MAX_QUOTE_DEPTH = 20
_MAX_TAG_CHARS = 10_000
_INVISIBLE = str.maketrans({"\xa0": " ", "\u200b": None, "\ufeff": None, "\xad": None})


def html_to_text(source: str) -> str:
    """Text of an HTML body: blocks on lines, links with their address, quotes marked with '> '. Linear in time."""
    return _Extraction(source).run()


class _Extraction:
    """The state of one pass."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.last_gt = source.rfind(">")
        self.last_comment_end = source.rfind("-->")
        self.endless: set[str] = set()
        self.lines: list[str] = []
        self.line: list[str] = []
        self.wants_space = False
        self.depth = 0
        self.pre = 0
        self.link = ""
        self.link_start = (0, 0)

    def run(self) -> str:
        source, position = self.source, 0
        while (match := _START.search(source, position)) and (lt := match.start()) <= self.last_gt:
            if lt > position:
                self._text(source[position:lt])
            position = self._tag(match[2].lower(), lt, match) if match[2] else self._declaration(lt)
        self._text(source[position:])
        self._break()
        text = "\n".join(line.rstrip() for line in self.lines).translate(_INVISIBLE)
        return _BLANK_LINES.sub("\n\n", text).strip("\n")

    def _declaration(self, lt: int) -> int:
        """Step over a comment, a doctype or the like and return the position behind it."""
        if self.source.startswith("<!--", lt):
            return self.source.find("-->", lt) + 3 if lt <= self.last_comment_end else lt + 4
        return self.source.find(">", lt) + 1

    def _tag(self, name: str, lt: int, match: re.Match[str]) -> int:
        """Do what the tag means for the text and return the position behind it."""
        gt = self._tag_end(lt)
        is_end = bool(match[1])
        if name == "br":
            self._break()
        elif name in _NEW_PARAGRAPH:
            self._paragraph(name, is_end=is_end)
        elif name in _NEW_LINE:
            self._end_line()
            if name == "li" and not is_end:
                self.line.append("- ")
        elif name in _INLINE:
            self._inline(name, self.source[match.end() : gt], is_end=is_end)
        elif name in _HIDDEN and not is_end and self.source[gt - 1] != "/":
            return self._skip(name, gt + 1)
        return gt + 1

    def _tag_end(self, lt: int) -> int:
        """The '>' that ends the tag: not one inside a quoted attribute, unless the quote never ends."""
        first = gt = self.source.find(">", lt)
        while self.source.count('"', lt, gt) % 2:
            gt = self.source.find(">", gt + 1)
            if gt < 0 or gt - lt > _MAX_TAG_CHARS:
                return first
        return gt

    def _skip(self, name: str, position: int) -> int:
        if name in self.endless:
            return position
        closing = _HIDDEN[name].search(self.source, position)
        if closing is None:
            self.endless.add(name)
            return position
        return closing.end()

    def _inline(self, name: str, attributes: str, *, is_end: bool) -> None:
        if name == "a":
            self._anchor(attributes, is_end=is_end)
        elif name == "img":
            if alt := _attribute(_ALT, attributes):
                self._text(f"[{alt}]")
        elif not is_end and self.line:
            self.line.append("\t")
            self.wants_space = False

    def _paragraph(self, name: str, *, is_end: bool) -> None:
        self._end_line()
        step = -1 if is_end else 1
        outer = self.depth
        if name == "blockquote":
            self.depth = min(max(self.depth + step, 0), _MAX_QUOTE_DEPTH)
        elif name == "pre":
            self.pre = max(self.pre + step, 0)
        blank = "> " * min(outer, self.depth)
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(blank)
        elif self.lines and len(blank) < len(self.lines[-1]):
            self.lines[-1] = blank

    def _anchor(self, attributes: str, *, is_end: bool) -> None:
        if not is_end:
            self.link = _attribute(_HREF, attributes).strip() if attributes else ""
            self.link_start = (len(self.lines), len(self.line))
            return
        link, self.link = self.link, ""
        if not link.lower().startswith(("http://", "https://")):
            return
        lines, pieces = self.link_start
        shown = "".join(self.line[pieces:]).strip() if lines == len(self.lines) else "\n"
        if shown and shown.rstrip("/") not in (link.rstrip("/"), link.partition("://")[2].rstrip("/")):
            self.line.append(f" ({link})")

    def _text(self, raw: str) -> None:
        text = _unescape(raw)
        if self.pre:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self.line.append(first)
            for other in others:
                self._break()
                self.line.append(other)
            return
        collapsed = _SPACES.sub(" ", text)
        if not collapsed:
            return
        starts = collapsed[0] == " "
        body = collapsed.strip(" ")
        if body:
            if (starts or self.wants_space) and self.line:
                self.line.append(" ")
            self.line.append(body)
            self.wants_space = collapsed[-1] == " "
        else:
            self.wants_space = True

    def _end_line(self) -> None:
        if self.line:
            self._break()
        self.wants_space = False

    def _break(self) -> None:
        self.lines.append("> " * self.depth + "".join(self.line))
        self.line = []
        self.wants_space = False


def _attribute(pattern: re.Pattern[str], attributes: str) -> str:
    match = pattern.search(attributes)
    return _unescape(next((group for group in match.groups() if group), "")) if match else ""


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits
        return text
