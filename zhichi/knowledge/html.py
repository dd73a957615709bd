"""Rich text of articles: made harmless on the way in, cut to what a reader may see on the way out (6.4.1).

An `aside` is a block for staff only, and nothing else is an `aside`: cutting it needs no look at attributes.
"""

from __future__ import annotations

import html as entities
import re
from functools import lru_cache

import nh3

from zhichi.core.nesting import well_nested
from zhichi.core.texts import clean

MANY_TAGS = 500  # from here on a parser that repairs nesting could take minutes
INTERNAL = "aside"
TAGS = set(
    "a aside blockquote br code div em figcaption figure h3 h4 hr img li mark ol p pre s strong sub sup table tbody td"
    " th thead tr u ul".split()
)
_SILENT = {"script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math", "textarea"}
CALLOUTS = ("callout-info", "callout-warn", "callout-bad", "callout-ok")
_CLASSES = {
    "div": re.compile(r"callout callout-(info|warn|bad|ok)"),
    "figure": re.compile(r"picture|video"),
    "code": re.compile(r"language-[a-z0-9+#-]{1,20}"),
}
_OWN_FILE = re.compile(r"/files/([A-Za-z0-9_-]{1,32})/[^/?#\s]*")
_ADDRESS = re.compile(r"(https?:|mailto:|tel:|#|/(?!/))[^\s]*", re.IGNORECASE)
_ENDS = re.compile(
    r"</(?:p|li|h3|h4|td|th|tr|div|figure|figcaption|pre|blockquote|aside|table|ul|ol)>|<br ?/?>|<hr ?/?>"
)
_HOLLOW = re.compile(r"<(aside|div)(?: class=\"callout [a-z-]{1,20}\")?>(?:\s|</?p>|<br ?/?>)*</\1>")
_EMPTY = re.compile(r"(?:<p>(?:\s|<br ?/?>)*</p>\s*)+\Z")


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=_SILENT,
        attributes={
            "a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"},
            "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
            "div": {"class"}, "figure": {"class"}, "code": {"class"},
        },
        attribute_filter=_keep,
        url_relative="pass_through",
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )  # fmt: skip


def _keep(element: str, attribute: str, value: str) -> str | None:
    """Called for each attribute: pictures are files of ours, classes come from a closed list."""
    if attribute == "class":
        return value if _CLASSES[element].fullmatch(value) else None
    if attribute == "src":
        return value if _OWN_FILE.fullmatch(value) else None
    if attribute == "href":
        return value if _ADDRESS.fullmatch(value) else None
    return value


def sanitise(html: str) -> str:
    """HTML reduced to what an article may hold; empty paragraphs at the end are dropped. Linear in time."""
    html = clean(html)
    if html.count("<") > MANY_TAGS:
        html = well_nested(html, tags=TAGS)
    return _EMPTY.sub("", str(_cleaner().clean(html))).strip()


@lru_cache(maxsize=1)
def _cutter() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS - {INTERNAL},
        clean_content_tags=_SILENT | {INTERNAL},
        attributes={
            "a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"},
            "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
            "div": {"class"}, "figure": {"class"}, "code": {"class"},
        },
        url_relative="pass_through",
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )  # fmt: skip


def without_internal(html: str) -> str:
    """Sanitised HTML without its blocks for staff; what a customer gets, in pages, search, API and print alike."""
    return str(_cutter().clean(html)).strip() if f"<{INTERNAL}" in html else html


def without_hollow(html: str) -> str:
    """Sanitised HTML without the boxes that hold nothing: a reader would see a bare frame. Inner ones go first."""
    before = ""
    while before != html:
        before, html = html, _HOLLOW.sub("", html)
    return _EMPTY.sub("", html).strip()


def plain(html: str) -> str:
    """The words of sanitised HTML, a line for each block."""
    spaced = _ENDS.sub(lambda match: match[0] + "\n", html)
    lines = entities.unescape(str(nh3.clean(spaced, tags=set()))).splitlines()
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def as_letter(html: str) -> str:
    """The words of sanitised HTML for a plain letter: numbered steps keep their numbers, other items get a dash."""
    counts: list[int | None] = []

    def mark(match: re.Match[str]) -> str:
        if match["end"]:
            if counts and match["tag"] != "li":
                counts.pop()
            return match[0]
        if match["tag"] != "li":
            start = re.search(r'start="(\d{1,6})"', match[0])
            counts.append((int(start[1]) if start else 1) if match["tag"] == "ol" else None)
            return match[0]
        number = counts[-1] if counts else None
        if number is None:
            return f"{match[0]}- "
        counts[-1] = number + 1
        return f"{match[0]}{number}. "

    return plain(re.sub(r"<(?P<end>/?)(?P<tag>ol|ul|li)\b[^>]*>", mark, html))


def files_in(html: str) -> list[str]:
    """The public ids of our own files that sanitised HTML shows or links, each once."""
    return list(dict.fromkeys(re.findall(r'(?:src|href)="/files/([A-Za-z0-9_-]{1,32})/', html)))


def is_blank(html: str) -> bool:
    """Whether a reader would see nothing: no word, no picture."""
    return "<img" not in html and not plain(html)
