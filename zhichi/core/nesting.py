"""Markup as strangers send it, made well nested in one linear pass.

A parser that follows the HTML standard must repair what is nested wrongly, and on hostile markup that costs without
bound: 4,000 tags of 35 KB become minutes, 14 KB become 6 MB. So markup with many tags goes through here first: every
tag that is opened is closed in order, nothing lies deeper than MAX_DEPTH, tags and attributes that nobody shows are
left out. What stands between the tags stays.
"""

from __future__ import annotations

import re

MAX_DEPTH = 200
_MAX_TAG = 20_000  # characters of one tag
_MAX_STEPS = 2_000_000  # in looking for what an end tag ends; after so many, ends are no longer looked for
_MAX_STRAY = 2_000  # quotes in tags that never end; after so many, quotes count for nothing
_NAME = r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})(?=[\s/>])"
_TAG = re.compile(_NAME + r"""((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_BROKEN_TAG = re.compile(_NAME + r"([^<>]*+)>")
_DECLARATION = re.compile(r"<[!?][^<>]*+>")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'<>]++))?+""")
_MAX_ATTRIBUTES = 30  # of one tag
_VOID = frozenset(("br", "hr", "img", "wbr"))
_SILENT = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "noscript", "template", "iframe", "object")
}
_BLOCKS = frozenset("blockquote center dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table ul".split())
# What an opening tag ends that was left open, and where the search for it stops.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "table"))),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl", "table"))),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl", "table"))),
    "td": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "th": (frozenset(("td", "th")), frozenset(("tr", "table"))),
    "tr": (frozenset(("tr",)), frozenset(("table",))),
    "tbody": (frozenset(("thead", "tbody", "tfoot")), frozenset(("table",))),
    "thead": (frozenset(("thead", "tbody", "tfoot")), frozenset(("table",))),
    "tfoot": (frozenset(("thead", "tbody", "tfoot")), frozenset(("table",))),
    "a": (frozenset(("a",)), frozenset(("td", "th", "table"))),
}
_PARAGRAPH = frozenset(("p",))
_CELLS = frozenset(("td", "th", "table"))
_TABLE = frozenset(("table",))
_TABLE_PARTS = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "table"))
_GRID = frozenset(("tr", "tbody", "thead", "tfoot", "table"))  # what stands right in these belongs into a cell
_ROWS = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot"))


def well_nested(html: str, *, tags: set[str]) -> str:
    """The markup with the tags in `tags` alone, each closed in order. Linear in time."""
    return _Pass(html, tags).run()


class _Pass:
    """The state of one pass: what was written, and which tags are open."""

    def __init__(self, html: str, tags: set[str]) -> None:
        self.html = html
        self.tags = tags
        self.out: list[str] = []
        self.open: list[str] = []
        self.count: dict[str, int] = {}  # how many of each name are open
        self.skipped: dict[str, int] = {}  # opened too deep, by name: their ends are skipped as well
        self.endless: set[str] = set()
        self.steps = _MAX_STEPS
        self.stray = _MAX_STRAY

    def run(self) -> str:
        html, position = self.html, 0
        while (lt := html.find("<", position)) >= 0:
            self._text(html[position:lt])
            position = self._at(lt)
        self._text(html[position:])
        self._close_to(0)
        return "".join(self.out)

    def _text(self, text: str) -> None:
        if self.open and self.open[-1] in _GRID and not text.isspace() and text:
            self._into_cell()
        self.out.append(text)

    def _at(self, lt: int) -> int:
        """Do what stands at `lt` and return the position behind it."""
        html = self.html
        if html.startswith("<!--", lt):
            return self._behind_comment(lt)
        match = self._tag(lt)
        if match is None:
            declaration = _DECLARATION.match(html, lt)
            if declaration is None:
                self._text("&lt;")
            return declaration.end() if declaration else lt + 1
        name = match[2].lower()
        if name in _SILENT and not match[1] and not match[3].endswith("/"):
            return self._behind_silent(name, match.end())
        if name in self.tags:
            self._end(name) if match[1] else self._start(name, match[3])
        return match.end()

    def _tag(self, lt: int) -> re.Match[str] | None:
        """The tag at `lt`; a quote that never ends counts for nothing."""
        match = _TAG.match(self.html, lt, lt + _MAX_TAG) if self.stray else None
        if match is None and (match := _BROKEN_TAG.match(self.html, lt, lt + _MAX_TAG)) and self.stray:
            self.stray -= 1
        return match

    def _behind_comment(self, lt: int) -> int:
        found = -1 if "--" in self.endless else self.html.find("-->", lt + 2)
        if found >= 0:
            return found + 3
        self.endless.add("--")
        return lt + 4

    def _behind_silent(self, name: str, position: int) -> int:
        """The position of the end tag; right behind the start where there is none."""
        found = None if name in self.endless else _SILENT[name].search(self.html, position)
        if found is None:
            self.endless.add(name)
        return found.start() if found else position

    def _start(self, name: str, attributes: str) -> None:
        if name in _ROWS and not self.count.get("table"):
            return  # no cell without a table
        if name in _BLOCKS:
            self._end_left_open(_PARAGRAPH, _CELLS)
        if name in _ENDS:
            self._end_left_open(*_ENDS[name])
        if self.open and self.open[-1] in _GRID and name not in _ROWS:
            self._into_cell()
        attributes = _rewritten(attributes)
        if name in _VOID:
            self.out.append(f"<{name}{attributes}>")
        elif len(self.open) >= MAX_DEPTH:
            self.skipped[name] = self.skipped.get(name, 0) + 1
        else:
            self._open(name, attributes)

    def _open(self, name: str, attributes: str = "") -> None:
        self.open.append(name)
        self.count[name] = self.count.get(name, 0) + 1
        self.out.append(f"<{name}{attributes}>")

    def _into_cell(self) -> None:
        """What stands between the cells of a table gets a cell of its own; a parser would move it before the table."""
        if len(self.open) + 2 >= MAX_DEPTH:
            return
        if self.open[-1] != "tr":
            self._open("tr")
        self._open("td")

    def _end(self, name: str) -> None:
        if self.skipped.get(name):
            self.skipped[name] -= 1
        elif name not in _VOID:
            self._end_left_open(frozenset((name,)), _STOPS.get(name, _CELLS))

    def _end_left_open(self, names: frozenset[str], stops: frozenset[str]) -> None:
        """Close the innermost open tag among `names`, and what is open inside it; not across one of `stops`."""
        if self.steps < 0 or not any(self.count.get(name) for name in names):
            return
        for place in range(len(self.open) - 1, -1, -1):
            self.steps -= 1
            if self.open[place] in names:
                self._close_to(place)
                return
            if self.open[place] in stops:
                return

    def _close_to(self, place: int) -> None:
        for name in reversed(self.open[place:]):
            self.count[name] -= 1
            self.out.append(f"</{name}>")
        del self.open[place:]


def _rewritten(attributes: str) -> str:
    """Attributes in the one form that every parser reads alike: ` name="value"`; the first of each name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        name, value = match[1].lower(), match[2]
        if value is None or not name.isalpha() or name in found:
            continue
        found[name] = value if value[0] == '"' else '"' + value.strip("'").replace('"', "&quot;") + '"'
        if len(found) == _MAX_ATTRIBUTES:
            break
    return "".join(f" {name}={value}" for name, value in found.items())


_STOPS = {name: _TABLE - {name} for name in _TABLE_PARTS}
