"""HTML as strangers send it, made harmless; plain text made readable."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TAGS = set(
    "a abbr b blockquote br code dd del div dl dt em h1 h2 h3 h4 hr i img ins kbd li ol p pre s small span strong sub"
    " sup table tbody td tfoot th thead tr u ul".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_URL = re.compile(
    r"""(?<![A-Za-z0-9])https?://[^\s<>"'，。；：！？、（）《》“”]+[^\s<>"'.,;:!?)\]}，。；：！？、（）《》“”]"""
)


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "noscript", "template", "iframe", "object"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def sanitise(html: str) -> str:
    """HTML reduced to harmless tags: no script, style, form, event handler or odd scheme survives."""
    return str(_cleaner().clean(html))


def readable(text: str) -> SafeString:
    """Plain text as HTML: escaped, line breaks kept, web addresses turned into links."""
    pieces: list[str] = []
    last = 0
    for match in _URL.finditer(text):
        url = escape(match[0])
        pieces.append(escape(text[last : match.start()]))
        pieces.append(f'<a href="{url}" rel="noopener noreferrer nofollow">{url}</a>')
        last = match.end()
    pieces.append(escape(text[last:]))
    return mark_safe("".join(pieces).replace("\n", "<br>"))  # noqa: S308 - every piece was escaped above
