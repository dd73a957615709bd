"""Which parts are the text a person reads, which are files, and the text itself."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhichi.channels.email.mime import charsets, uu
from zhichi.channels.email.mime.boxes import file_part
from zhichi.channels.email.mime.content import content_of
from zhichi.channels.email.mime.html_text import html_to_text
from zhichi.channels.email.mime.notes import MAX_BODY_CHARS, MAX_BODY_PARTS, MAX_HTML_CHARS_READ_AS_TEXT, Notes, Problem
from zhichi.channels.email.mime.params import parse_parameters
from zhichi.channels.email.mime.protection import Protection, without_armour

if TYPE_CHECKING:
    from zhichi.channels.email.mime.structure import Part, Tree

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTE_MARKS = re.compile(r"(>*) ?")
# Copies of the same text for other readers: neither body nor file.
_OTHER_VERSIONS = frozenset(("text/x-amp-html", "text/watch-html", "text/enriched"))


@dataclass(slots=True)
class Bodies:
    """Text and HTML of a message, and the leaves that are files."""

    text: str
    html: str
    files: list[Part]


@dataclass(slots=True)
class _Slot:
    """One piece of the letter: what stands in one multipart/alternative, or one lone text part."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)


def read_bodies(tree: Tree, protection: Protection, notes: Notes) -> Bodies:
    """Join all text parts in order; HTML-only pieces are turned into text as well.

    What the words show of signatures and encryption is added to `protection`.
    """
    slots: dict[int, _Slot] = {}
    files: list[Part] = []
    count = 0
    for index, part in enumerate(tree.parts):
        if count < MAX_BODY_PARTS and _is_body(part, notes):
            count += 1
            slot = slots.setdefault(part.alternative or -1 - index, _Slot())
            if part.content_type == "text/html":
                slot.htmls.append(_html_of(part, notes))
            else:
                words, packed = uu.cut_out(without_armour(_text_of(part, notes), protection))
                slot.texts.append(words.strip("\n") if packed else words)
                files += [file_part(name, content) for name, content in packed]
        elif not (part.alternative and part.content_type in _OTHER_VERSIONS):
            files.append(part)
    pieces = list(slots.values())
    text = "\n\n".join(filter(None, _texts(pieces, notes)))
    has_html = any(slot.htmls for slot in pieces)
    markup = "\n".join(_slot_html(slot) for slot in pieces) if has_html else ""
    return Bodies(_bounded(text, notes), _bounded(markup, notes), files)


def _is_body(part: Part, notes: Notes) -> bool:
    is_text = part.content_type in ("text/plain", "text/html")
    if part.is_root and (is_text or part.content_type.startswith("multipart/")):
        return not part.headers.first("content-disposition").lower().startswith(b"attachment")
    if not is_text or "name" in part.params:
        return False
    value = part.headers.first("content-disposition")
    if not value:
        return True
    disposition, params = parse_parameters(value, notes)
    return disposition != "attachment" and "filename" not in params


def _text_of(part: Part, notes: Notes) -> str:
    text = _clean(charsets.decode(content_of(part, notes), part.params.get("charset", ""), notes))
    if part.params.get("format", "").lower() == "flowed":
        text = _unflowed(text, deletes_space=part.params.get("delsp", "").lower() == "yes")
    return text.strip("\n")


def _html_of(part: Part, notes: Notes) -> str:
    data = content_of(part, notes)
    declared = part.params.get("charset", "")
    if not declared and (match := _META_CHARSET.search(data[:2_048])):
        declared = match[1].decode("ascii")
    return _clean(charsets.decode(data, declared, notes))


def _clean(text: str) -> str:
    """Line feeds only, and no control characters: PostgreSQL refuses NUL, terminals obey the others."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text)


def _unflowed(text: str, *, deletes_space: bool) -> str:
    """RFC 3676: lines that end in a space go on, within the same quote depth; '-- ' never does."""
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0
    for line in text.split("\n"):
        marks = _QUOTE_MARKS.match(line)
        quotes, content = (len(marks[1]), line[marks.end() :]) if marks else (0, line)
        goes_on = content.endswith(" ") and content != "-- "
        if paragraph and (quotes != depth or content == "-- "):
            out.append(_marked("".join(paragraph), depth))
            paragraph = []
        depth = quotes
        paragraph.append(content[:-1] if goes_on and deletes_space else content)
        if not goes_on:
            out.append(_marked("".join(paragraph), depth))
            paragraph = []
    if paragraph:
        out.append(_marked("".join(paragraph), depth))
    return "\n".join(out)


def _marked(text: str, depth: int) -> str:
    return f"{'>' * depth} {text}" if depth else text


def _texts(slots: list[_Slot], notes: Notes) -> list[str]:
    """The text of each slot: its plain one, or what its HTML says; the HTML read this way is bounded in all."""
    found = []
    budget = MAX_HTML_CHARS_READ_AS_TEXT
    for slot in slots:
        text = "\n\n".join(filter(None, slot.texts))
        # Some senders put a blank plain part beside the real HTML one.
        if not text.strip():
            markup = "\n".join(slot.htmls)
            if len(markup) > budget:
                notes.add(Problem.BODY_CUT)
            text = html_to_text(markup[:budget])
            budget -= min(len(markup), budget)
        found.append(text)
    return found


def _slot_html(slot: _Slot) -> str:
    if slot.htmls:
        return "\n".join(slot.htmls)
    return "\n".join(f"<pre>{html.escape(text)}</pre>" for text in slot.texts if text)


def _bounded(text: str, notes: Notes) -> str:
    if len(text) <= MAX_BODY_CHARS:
        return text
    notes.add(Problem.BODY_CUT)
    return text[:MAX_BODY_CHARS]
