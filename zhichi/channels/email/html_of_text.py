"""The HTML of a letter, made from its plain text: every style inline, no colour that a dark reader cannot turn (5.2.1).

Mail programs drop style sheets and classes, load nothing from outside without asking, and repaint for the night; so
there is none of either, the only colour is a grey that stands on black and on white, and the text stays the letter.
"""

from __future__ import annotations

import html
import re

_LINK = re.compile(r"https?://[^\s<>\"'，。；：！？、（）【】《》“”]+[^\s<>\"'.,;:!?，。；：！？、（）【】《》“”)\]]")
_SPACES = re.compile(r"^ +| {2,}|\t", re.MULTILINE)
_QUOTED = re.compile(r"> ?")
_DEEPEST = 6  # quotes in quotes
_GREY = "#8a94a6"
_FONT = "font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
_BODY = f"{_FONT};font-size:14px;line-height:1.6;overflow-wrap:anywhere"
_PARAGRAPH = "margin:0 0 1em"
_QUOTE = f"margin:0 0 1em;padding:0 0 0 12px;border-left:3px solid {_GREY}"
_TABLE = f"margin:0 0 1em;border-collapse:collapse;border:1px solid {_GREY};font-size:14px;line-height:1.6"
_CELL = f"padding:4px 8px;border:1px solid {_GREY};text-align:left;vertical-align:top"
_HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
)


def text_to_html(text: str, language: str = "") -> str:
    """The HTML of a text: paragraphs, line breaks, links, quotes (“> …”) and tables. Everything in it is escaped.

    Rows that are pasted from a spreadsheet (tabs) or drawn with “|” become a table when two follow each other with the
    same number of cells.
    """
    lang = f' lang="{html.escape(language)}"' if language else ""
    lines = re.sub(r"\r\n?", "\n", text).strip("\n").split("\n")
    body = "\n".join(_blocks(lines, 0))
    return (
        f"<!DOCTYPE html>\n<html{lang}>\n<head>{_HEAD}</head>\n"
        f'<body style="{html.escape(_BODY)}">\n{body}\n</body>\n</html>\n'
    )


def _blocks(lines: list[str], depth: int) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(lines):
        kind = _kind(lines, place, depth)
        end = place + 1
        while end < len(lines) and _kind(lines, end, depth) == kind:
            end += 1
        found += _block(kind, lines[place:end], depth)
        place = end
    return found


def _kind(lines: list[str], place: int, depth: int) -> str:
    """What a line belongs to: nothing, a quote, a table of so many cells, or a paragraph."""
    line = lines[place]
    if not line.strip():
        return ""
    if line.startswith(">") and depth < _DEEPEST:
        return "quote"
    count = len(_cells(line))
    around = (lines[other] for other in (place - 1, place + 1) if 0 <= other < len(lines))
    return f"table {count}" if count > 1 and any(len(_cells(other)) == count for other in around) else "text"


def _block(kind: str, lines: list[str], depth: int) -> list[str]:
    if not kind:
        return []
    if kind == "quote":
        inner = "\n".join(_blocks([_QUOTED.sub("", line, count=1) for line in lines], depth + 1))
        return [f'<blockquote style="{_QUOTE}">\n{inner}\n</blockquote>']
    if kind == "text":
        words = _linked("\n".join(lines))
        return [f'<p style="{_PARAGRAPH}">{words}</p>']
    rows = [_cells(line) for line in lines]
    return [_table([row for row in rows if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in row)])]


def _table(rows: list[list[str]]) -> str:
    cells = ("".join(f'<td style="{_CELL}">{_linked(cell)}</td>' for cell in row) for row in rows)
    body = "\n".join(f"<tr>{row}</tr>" for row in cells)
    return f'<table style="{_TABLE}">\n{body}\n</table>'


def _cells(line: str) -> list[str]:
    """The cells of a row; one for a line that is none."""
    bare = line.strip(" ")
    if len(bare) > 2 and bare.startswith("|") and bare.endswith("|"):
        return [cell.strip() for cell in bare[1:-1].split("|")]
    return [cell.strip() for cell in line.split("\t")] if "\t" in line.strip() else [line]


def _linked(block: str) -> str:
    out, position = [], 0
    for match in _LINK.finditer(block):
        out.append(_escaped(block[position : match.start()]))
        out.append(f'<a href="{html.escape(match[0])}">{html.escape(match[0])}</a>')
        position = match.end()
    out.append(_escaped(block[position:]))
    return "".join(out).replace("\n", "<br>\n")


def _escaped(text: str) -> str:
    """Indents and gaps stay as they were typed: HTML would close them up."""
    return _SPACES.sub(lambda gap: "\u00a0" * (4 if gap[0] == "\t" else len(gap[0])), html.escape(text))
