"""One file as an article: Markdown, HTML, Word, PDF or plain text, by the end of its name."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from zhichi.gathering.formats.decode import text_of

if TYPE_CHECKING:
    from zhichi.gathering.registry import Picture


@dataclass(frozen=True)
class Document:
    """What a file says. `pictures` are those that lie inside the file itself, by the address in its HTML."""

    title: str
    summary: str
    html: str
    tags: tuple[str, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def is_readable(name: str) -> bool:
    """Whether files with this name are read."""
    return PurePosixPath(name).suffix.lower() in READERS


def read(name: str, content: bytes, base: str = "") -> Document:
    """The document. Raises DomainError with words for what cannot be read, KeyError for an unknown kind of file."""
    found = READERS[PurePosixPath(name).suffix.lower()](content, base)
    return found if found.title else Document(_title_of(name), found.summary, found.html, found.tags, found.pictures)


def _title_of(name: str) -> str:
    return PurePosixPath(name).stem.replace("_", " ").replace("-", " ").strip()


def _format(name: str) -> Any:
    return import_module(f"zhichi.gathering.formats.{name}")


def _markdown(content: bytes, base: str) -> Document:
    markdown = _format("markdown")
    front, text = markdown.split_front(text_of(content))
    title = markdown.words_of(front, "title")
    title, summary, made = _format("html").read_fragment(markdown.to_html(text), base, title)
    summary = markdown.words_of(front, "summary", "description") or summary
    return Document(title, summary, made, markdown.list_of(front, "tags"))


def _html(content: bytes, base: str) -> Document:
    page = _format("html").read_page(text_of(content), base)
    return Document(page.title, page.summary, page.html)


def _word(content: bytes, base: str) -> Document:
    made, pictures = _format("word").to_html(content)
    title, summary, html_of_it = _format("html").read_fragment(made, base)
    return Document(title, summary, html_of_it, pictures=pictures)


def _pdf(content: bytes, base: str) -> Document:
    title, made = _format("pdf").to_html(content)
    return Document(*_format("html").read_fragment(made, base, title))


def plain_html(text: str) -> str:
    """Plain text as paragraphs; single line ends stay."""
    blocks = [block.strip("\n") for block in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{html.escape(one, quote=False).replace(chr(10), '<br>')}</p>" for one in blocks if one.strip())


def _plain(content: bytes, base: str) -> Document:
    return Document(*_format("html").read_fragment(plain_html(text_of(content)), base, ""))


READERS: dict[str, Callable[[bytes, str], Document]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".docx": _word,
    ".pdf": _pdf,
    ".txt": _plain,
}
