"""HTML as strangers send it, made harmless; plain text made readable."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from zhichi.core.nesting import well_nested
from zhichi.tickets.styles import CLASSES, LOOKS, classes_of

MANY_TAGS = 500  # from here on a parser that repairs nesting could take minutes
TAGS = set(
    "a abbr b blockquote br center code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre s"
    " small span strike strong sub sup table tbody td tfoot th thead tr u ul".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "*": {"style", "align"},
    "font": {"color"},
} | {name: {"colspan", "rowspan", "bgcolor"} for name in ("td", "th")}
_TODAY = {"center": ("div", "m-centre"), "font": ("span", ""), "strike": ("s", "")}  # elements that HTML gave up
# A whole tag as the sanitiser writes it, so that nothing inside an attribute's value is taken for one; its attributes.
CLEAN_TAG = re.compile(r'<(/?)([a-z0-9]+)((?: [a-z]+="[^"]*")*)>')
CLEAN_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_LOOKS = tuple(f' {name}="' for name in LOOKS)
_URL = re.compile(
    r"""(?<![A-Za-z0-9])https?://[^\s<>"'，。；：！？、（）《》“”]+[^\s<>"'.,;:!?)\]}，。；：！？、（）《》“”]"""
)


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "noscript", "template", "iframe", "object"},
        attributes=ATTRIBUTES,
        attribute_filter=_looks_as_classes,
        allowed_classes={name: set(CLASSES) for name in TAGS},
        url_relative="deny",  # an address of ours in a stranger's letter was never meant for us
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def sanitise(html: str) -> str:
    """HTML reduced to harmless tags: no script, style, form, event handler or odd scheme survives.

    What styles say becomes classes of a closed list. Linear in time, whatever the markup.
    """
    if html.count("<") > MANY_TAGS:
        html = well_nested(html, tags=TAGS)
    clean = str(_cleaner().clean(html))
    has_looks = any(name in clean for name in (*_LOOKS, *(f"<{name}" for name in _TODAY)))
    return CLEAN_TAG.sub(_of_today, clean) if has_looks else clean


def _looks_as_classes(_element: str, attribute: str, value: str) -> str | None:
    """Called for each attribute: what says how something looks holds nothing but names of classes afterwards."""
    if attribute in LOOKS:
        return classes_of(attribute, value) or None
    return value


def _of_today(match: re.Match[str]) -> str:
    """A sanitised tag with its classes in `class`, and with the name that its element has today."""
    end, name, attributes = match.groups()
    name, look = _TODAY.get(name, (name, ""))
    if end:
        return f"</{name}>"
    kept: list[str] = []
    classes = look.split()
    for attribute in CLEAN_ATTRIBUTE.finditer(attributes):
        if attribute[1] in LOOKS or attribute[1] == "class":
            classes += attribute[2].split()
        else:
            kept.append(attribute[0])
    words = " ".join(sorted(set(classes)))
    shown = f' class="{words}"' if words else ""
    return f"<{name}{''.join(kept)}{shown}>"


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
