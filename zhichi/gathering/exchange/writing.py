"""HTML of articles as Markdown that gives the same HTML again; what Markdown cannot say stands as HTML in a fence.

Nothing is trusted: each block is turned back, and one that comes out otherwise is written as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml import html as parser

from zhichi.gathering.formats.markdown import RAW, to_html
from zhichi.knowledge import selectors as knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_AT_START = re.compile(r"^(\s*)(#|\+|-|=|>|\d{1,9}[.)])", re.MULTILINE)
_TICKS = re.compile(r"`+")
MARKS = {"strong": "**", "em": "*", "s": "~~"}


def to_markdown(html: str) -> str:
    """The text in Markdown. `back(to_markdown(html)) == html` for whatever articles hold."""
    blocks = [_block(block) for block in _blocks(html)]
    text = "\n\n".join(blocks) + "\n" if blocks else ""
    return text if back(text) == html else f"{_raw(html)}\n"


def back(text: str) -> str:
    """The HTML that a text stands for, made harmless as articles are."""
    return knowledge.sanitise(to_html(text))


def _blocks(html: str) -> Iterator[str]:
    """The outermost elements one by one, with what stands between them."""
    holder = parser.fragment_fromstring(html, create_parent="div")
    if holder.text:
        yield _escaped(holder.text)
    for element in holder:
        yield etree.tostring(element, encoding="unicode", method="html")


def _block(html: str) -> str:
    holder = parser.fragment_fromstring(html, create_parent="div")
    clean = len(holder) == 1 and not holder.text and not holder[0].tail
    written = _element(holder[0]) if clean else None
    return written if written is not None and _same(written, html) else _raw(html)


def _same(written: str, html: str) -> bool:
    return back(written) == knowledge.sanitise(html)


def _raw(html: str) -> str:
    """HTML in a fence that is longer than any in it."""
    ticks = "`" * max(3, 1 + max((len(found) for found in _TICKS.findall(html)), default=0))
    held = html.replace("\r", "&#13;")
    return f"{ticks}{RAW}\n{held}\n{ticks}"


def _element(element: Any) -> str | None:
    write = WRITERS.get(element.tag)
    return write(element) if write is not None else None


def _paragraph(element: Any) -> str | None:
    words = _inline(element)
    return words if words.strip() else None


def _heading(element: Any) -> str:
    return f"{'#' * int(element.tag[1])} {_inline(element)}"


def _quote(element: Any) -> str | None:
    inner = [_element(child) for child in element]
    if None in inner or (element.text or "").strip():
        return None
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(map(str, inner)).split("\n"))


def _code(element: Any) -> str | None:
    if len(element) != 1 or element[0].tag != "code" or element.text or len(element[0]):
        return None
    text = element[0].text or ""
    ticks = "`" * max(3, 1 + max((len(found) for found in _TICKS.findall(text)), default=0))
    return f"{ticks}{(element[0].get('class') or '').removeprefix('language-')}\n{text}\n{ticks}"


def _list(element: Any) -> str | None:
    rows = []
    number = int(element.get("start") or 1) if element.tag == "ol" else None
    is_loose = any(child.tag == "p" for item in element for child in item)
    for place, item in enumerate(element):
        mark = "- " if number is None else f"{number + place}. "
        inner = _item(item)
        if inner is None:
            return None
        lines = inner.split("\n")
        rest = (f"{' ' * len(mark)}{line}".rstrip() for line in lines[1:])
        rows.append("\n".join([f"{mark}{lines[0]}", *rest]))
    return ("\n\n" if is_loose else "\n").join(rows)


def _item(item: Any) -> str | None:
    if item.tag != "li":
        return None
    if not len(item) or item[0].tag not in WRITERS:
        nested = [child for child in item if child.tag in {"ul", "ol"}]
        words = _inline(item, leave_out=nested)
        inner = [_element(child) for child in nested]
        return None if None in inner else "\n".join([words.strip(), *map(str, inner)])
    inner = [_element(child) for child in item]
    return None if None in inner else "\n\n".join(map(str, inner))


def _table(element: Any) -> str | None:
    rows = element.xpath("./thead/tr | ./tbody/tr")
    if not element.xpath("./thead/tr") or any(cell.attrib for row in rows for cell in row):
        return None
    lines = ["| " + " | ".join(_inline(cell).replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _inline(element: Any, leave_out: list[Any] | None = None) -> str:
    pieces = [_escape(element.text or "")]
    for child in element:
        if child not in (leave_out or []):
            pieces.append(_span(child))
        pieces.append(_escape(child.tail or ""))
    return "".join(pieces)


def _span(element: Any) -> str:
    if element.tag in MARKS:
        return f"{MARKS[element.tag]}{_inline(element)}{MARKS[element.tag]}"
    if element.tag == "br":
        return "\\\n"
    if element.tag == "code" and not len(element) and not element.attrib:
        text = element.text or ""
        ticks = "`" * (1 + max((len(found) for found in _TICKS.findall(text)), default=0))
        gap = " " if text.startswith("`") or text.endswith("`") else ""
        return f"{ticks}{gap}{text}{gap}{ticks}"
    if element.tag == "img" and not set(element.attrib) - {"src", "alt"}:
        return f"![{_escape(element.get('alt') or '')}](<{element.get('src') or ''}>)"
    if element.tag == "a" and not set(element.attrib) - {"href", "rel"}:
        return f"[{_inline(element)}](<{element.get('href') or ''}>)"
    copied = parser.fromstring(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
    return str(etree.tostring(copied, encoding="unicode", method="html"))


def _escape(text: str) -> str:
    marked = _SPECIAL.sub(r"\\\1", _escaped(text))
    return _AT_START.sub(lambda match: f"{match[1]}{_started(match[2])}", marked)


def _started(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}" if mark != ">" else "&gt;"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


WRITERS: dict[str, Any] = {
    "p": _paragraph, "h3": _heading, "h4": _heading, "blockquote": _quote, "pre": _code, "ul": _list, "ol": _list,
    "table": _table, "hr": lambda _element: "---",
}  # fmt: skip
