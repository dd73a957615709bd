"""HTML as it comes from elsewhere: the main text of a page, in the few elements that articles have.

It is not made harmless here: the services of knowledge do that with everything they store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from lxml import etree
from lxml import html as parser

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST_TEXT = 200  # characters from which a <main> is believed to be the main text
LONGEST_SUMMARY = 180
DROPPED = "script|style|noscript|template|iframe|object|embed|svg|canvas|form|nav|button|select|textarea|input|dialog"
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h5": "h4", "h6": "h4"}
RENAMED = {
    "b": "strong", "i": "em", "del": "s", "strike": "s", "kbd": "code", "samp": "code", "tt": "code", "dt": "h4",
    "dd": "p", "section": "div", "article": "div", "main": "div", "aside": "div", "header": "div", "footer": "div",
}  # fmt: skip
_CHROME = re.compile(r"breadcrumb|cookie|share|sidebar|toc\b|pagination|advert|headerlink", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """What a page says. `links` are absolute, without fragments; `asks_to_sign_in` when it is nothing but a log-in."""

    title: str
    summary: str
    html: str
    canonical: str
    links: tuple[str, ...]
    asks_to_sign_in: bool
    may_be_taken: bool
    may_be_followed: bool


def read_page(text: str, url: str, selector: str = "") -> Page:
    """The main text of a page. `selector` (CSS) names it where the guess is wrong; an empty page gives empty texts."""
    tree = _document(text)
    base = urljoin(url, _attribute(tree, "//base[@href]", "href"))
    links = tuple(dict.fromkeys(_links(tree, base)))
    robots = _attribute(tree, "//meta[translate(@name,'ROBTS','robts')='robots']", "content").lower()
    canonical = _attribute(tree, "//link[@rel='canonical'][@href]", "href")
    heading = _title(tree)
    asks = bool(tree.xpath("//input[translate(@type,'PASWORD','pasword')='password']"))
    said = _attribute(tree, "//meta[@name='description']", "content")
    main = _main(tree, text, selector)
    title, html = tidy(main, base, heading) if main is not None else (heading, "")
    holder = parser.fromstring(f"<div>{html}</div>") if html else None
    words = _words(holder) if holder is not None else ""
    return Page(
        title=title,
        summary=_short(said or _opening(holder)),
        html=html if words or "<img" in html else "",
        canonical=urldefrag(urljoin(base, canonical)).url if canonical else "",
        links=links,
        asks_to_sign_in=asks and len(words) < SHORTEST_TEXT,
        may_be_taken="noindex" not in robots,
        may_be_followed="nofollow" not in robots,
    )


def read_fragment(html: str, base: str = "", title: str = "", *, keeps_asides: bool = False) -> tuple[str, str, str]:
    """Title, summary and text of HTML without a page around it (Markdown, Word, an entry of a feed)."""
    if not html.strip():
        return title, "", ""
    holder = parser.fragment_fromstring(_parsable(html), create_parent="div")
    found, tidied = tidy(holder, base, title, keeps_asides=keeps_asides)
    return found, _short(_opening(holder) or found), tidied


def tidy(root: Any, base: str, title: str, *, keeps_asides: bool = False) -> tuple[str, str]:
    """The title and the inner HTML of an element, with absolute addresses and only two levels of headings."""
    found = title or _first_heading(root)
    for element in list(root.iter()):
        if element is not root:
            _tidy_one(element, base, found, keeps_asides=keeps_asides)
    inner = [_escaped(root.text or ""), *(etree.tostring(one, encoding="unicode", method="html") for one in root)]
    return " ".join(found.split()), "".join(inner).strip()


def _tidy_one(element: Any, base: str, title: str, *, keeps_asides: bool) -> None:
    if element.getparent() is None:
        return  # its parent was dropped
    tag = element.tag if isinstance(element.tag, str) else ""
    marks = f"{element.get('class', '')} {element.get('id', '')}" if tag else ""
    if not tag or re.fullmatch(DROPPED, tag) or (_CHROME.search(marks) and tag in {"div", "ul", "ol", "a", "aside"}):
        element.drop_tree() if tag else _drop_comment(element)
        return
    if tag in HEADINGS:
        if " ".join(element.text_content().split()) == " ".join(title.split()) and tag in {"h1", "h2"}:
            element.drop_tree()
            return
        element.tag = HEADINGS[tag]
    elif tag in RENAMED and not (tag == "aside" and keeps_asides):
        element.tag = RENAMED[tag]
    _absolute(element, tag, base)


def _drop_comment(element: Any) -> None:
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _absolute(element: Any, tag: str, base: str) -> None:
    if tag == "img":
        source = element.get("data-src") or element.get("data-original") or element.get("src") or ""
        element.set("src", _joined(base, source))
    elif tag == "a" and element.get("href"):
        href = element.get("href").strip()
        element.set("href", href if href.startswith("#") else _joined(base, href))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip()) if base else address.strip()
    except ValueError:
        return ""


def _document(text: str) -> Any:
    try:
        return parser.document_fromstring(_parsable(text) or "<p></p>")
    except etree.ParserError:
        return parser.document_fromstring("<p></p>")


def _parsable(text: str) -> str:
    """Without what lxml refuses: a declaration of an encoding, characters that XML lacks."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _main(tree: Any, text: str, selector: str) -> Any:
    if selector:
        found = tree.cssselect(selector)
        return _together(found) if found else None
    for path in ("//main", "//*[@role='main']", "//article"):
        found = tree.xpath(path)
        if len(found) == 1 and len(_words(found[0])) >= SHORTEST_TEXT:
            return found[0]
    from readability import Document  # noqa: PLC0415 - only for pages without a marked main text

    try:
        summary = Document(_parsable(text)).summary(html_partial=True)
    except (ValueError, TypeError, AttributeError, IndexError, etree.LxmlError):  # a page without a text
        summary = ""
    best = _fragment(summary)
    if best is not None and _words(best):
        return best
    found = tree.xpath("//main") or tree.xpath("//article") or tree.xpath("//body")
    return found[0] if found else None


def _fragment(html: str) -> Any:
    """A piece of HTML in an element of its own; None for one without a body, over which lxml stumbles."""
    try:
        return parser.fragment_fromstring(_parsable(html), create_parent="div") if html.strip() else None
    except (AssertionError, etree.LxmlError):
        return None


def _together(found: list[Any]) -> Any:
    if len(found) == 1:
        return found[0]
    holder = parser.Element("div")
    for one in found:
        holder.append(one)
    return holder


def _title(tree: Any) -> str:
    headings = [" ".join(one.text_content().split()) for one in tree.xpath("//h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    named = _attribute(tree, "//meta[@property='og:title']", "content")
    titles = tree.xpath("//title")
    return " ".join((named or (titles[0].text_content() if titles else "") or next(iter(headings), "")).split())


def _first_heading(root: Any) -> str:
    found = root.xpath(".//h1") or root.xpath(".//h2")
    return " ".join(found[0].text_content().split()) if found else ""


def _attribute(tree: Any, path: str, name: str) -> str:
    found = tree.xpath(path)
    return str(found[0].get(name) or "").strip() if found else ""


def _links(tree: Any, base: str) -> Iterator[str]:
    for link in tree.xpath("//a[@href]"):
        if "nofollow" in (link.get("rel") or ""):
            continue
        address = urldefrag(_joined(base, link.get("href"))).url
        if address.startswith(("http://", "https://")):
            yield address


def _words(element: Any) -> str:
    return " ".join(" ".join(str(piece) for piece in element.itertext() if isinstance(piece, str)).split())


def _opening(element: Any) -> str:
    """The first words of a text that make a summary: its first paragraph, else whatever it begins with."""
    if element is None:
        return ""
    first = (words for one in element.iter("p") if (words := _words(one)))
    return next(first, "") or _words(element)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST_SUMMARY else plain[: LONGEST_SUMMARY - 1].rstrip() + "…"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
