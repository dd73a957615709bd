"""Markdown to HTML (CommonMark with tables), and its front matter."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml
from markdown_it import MarkdownIt

LONGEST_FRONT = 64 * 1024
RAW = "{=html}"  # a fence with this name holds HTML as it is
_BLOCK = r"</?(?:p|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|hr|pre|div|aside|figure|figcaption)\b[^>]*>"
_BETWEEN = re.compile(rf"\n+(?={_BLOCK}|\Z)|\A\n+")
_EDGE = "\x01"  # around HTML that stays as it is, until the end
_KEPT = re.compile(rf"(<pre>.*?</pre>|{_EDGE}[^{_EDGE}]*{_EDGE})", re.DOTALL)


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    made.add_render_rule("fence", _fence)
    return made


def _fence(self: Any, tokens: Any, number: int, options: Any, env: Any) -> str:
    token = tokens[number]
    if token.info.strip() == RAW:
        return f"{_EDGE}{token.content.removesuffix(chr(10))}{_EDGE}"
    return str(type(self).fence(self, tokens, number, options, env))


def to_html(text: str) -> str:
    """The HTML of a text in Markdown, without line ends between its blocks; HTML in it stays as it is."""
    pieces = _KEPT.split(str(_renderer().render(text.replace(_EDGE, ""))))
    pieces[::2] = [_BETWEEN.sub("", piece) for piece in pieces[::2]]
    return "".join(
        piece.strip(_EDGE) if piece.startswith(_EDGE) else piece.replace("\n</code></pre>", "</code></pre>")
        for piece in pieces
    )


def tokens_of(text: str) -> list[Any]:
    """The blocks of a text, each with its lines."""
    return list(_renderer().parse(text))


def split_front(text: str) -> tuple[dict[str, Any], str]:
    """The front matter and the text behind it. Front matter that is no list of names counts as none."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.startswith("---\n"):
        return {}, text
    end = text.find("\n---\n", 3)
    if end < 0 or end > LONGEST_FRONT:
        return {}, text
    try:
        front = yaml.safe_load(text[4 : end + 1])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, text
    return (front, text[end + 5 :]) if isinstance(front, dict) else ({}, text)


def words_of(front: dict[str, Any], *names: str) -> str:
    """The first of these entries that is a text or a number, on one line."""
    for name in names:
        if isinstance(front.get(name), str | int | float) and not isinstance(front[name], bool):
            return " ".join(str(front[name]).split())
    return ""


def list_of(front: dict[str, Any], name: str) -> tuple[str, ...]:
    """An entry that is a list of words, or words with commas."""
    value = front.get(name)
    if isinstance(value, str):
        value = value.split(",")
    rows = value if isinstance(value, list) else []
    return tuple(" ".join(str(one).split()) for one in rows if isinstance(one, str | int | float) and str(one).strip())
