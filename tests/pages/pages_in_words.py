"""What a page says, text by text, and which of its texts are the product's own words in the wrong language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

from tools.messages import CATALOG, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN = re.compile(r"[\u4e00-\u9fff]{2}")
LATIN = re.compile(r"[A-Za-z]{3}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNREAD = {"script", "style", "template", "code", "pre", "textarea"}
SPOKEN = ("title", "aria-label", "placeholder", "alt")
SHORTEST = 6  # letters beside what is filled in; fewer are found in anybody's words


@dataclass
class PageText(HTMLParser):
    """Reads a page: its texts in the page's own language, its links, its main headings."""

    texts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []
        self._language = ""

    @classmethod
    def read(cls, page: str) -> PageText:
        """The page, read."""
        reader = cls()
        reader.feed(page)
        return reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element: a link, a heading, or a part that is in another language or no text at all."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self._language = given.get("lang", "")
        self.headings += tag == "h1"
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(given["href"].partition("#")[0])
        hidden = self._is_hidden or tag in UNREAD or given.get("lang", self._language) != self._language
        if not hidden:
            self.texts += [given[name] for name in SPOKEN if given.get(name, "").strip()]
        if tag not in VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        """The nearest open element of that name ends, and what was left open inside it."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """A text."""
        words = " ".join(data.split())
        if words and not self._is_hidden:
            self.texts.append(words)

    @property
    def _is_hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]


@dataclass(frozen=True)
class Words:
    """The product's own sentences in one language: whole ones, and those with something filled in."""

    whole: frozenset[str]
    filled: tuple[re.Pattern[str], ...]

    def hold(self, text: str) -> bool:
        """Whether the text is one of them."""
        return text in self.whole or any(pattern.fullmatch(text) for pattern in self.filled)


@cache
def own_words(language: str) -> Words:
    """What the product says in a language and says otherwise in the other one."""
    whole, filled = set(), []
    for source, translation in _pairs():
        words = translation if language == "zh-hans" else source
        if not PLACEHOLDER.search(words):
            whole.add(" ".join(words.split()))
        elif sum(len(part.strip()) for part in PLACEHOLDER.split(words)) >= SHORTEST:
            filled.append(re.compile(".+?".join(re.escape(part) for part in PLACEHOLDER.split(words))))
    return Words(frozenset(whole), tuple(filled))


def in_the_wrong_language(page: PageText, language: str) -> Iterator[str]:
    """Texts of a page in `language` that are the product's own words in the other one."""
    other, own = own_words("en" if language == "zh-hans" else "zh-hans"), own_words(language)
    for text in page.texts:
        foreign = bool(HAN.search(text)) if language == "en" else bool(LATIN.search(text) and not HAN.search(text))
        if foreign and other.hold(text) and text not in own.whole:
            yield text


def _pairs() -> Iterator[tuple[str, str]]:
    for part in parts():
        with (part / CATALOG).open("rb") as lines:
            for message in read_po(lines, locale="zh_Hans"):
                sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
                string = message.string[0] if isinstance(message.string, tuple | list) else message.string
                yield from ((source, string) for source in sources if source and string and source != string)
