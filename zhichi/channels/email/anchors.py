"""Links of a letter, as a reader should see them: what their text says, and where they lead. Linear in time."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST = 60  # links that are told apart
TRIED = 500  # beginnings that are looked at
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_BEGIN = re.compile(r"<a\s", re.IGNORECASE)
_END = re.compile(r"</a\s{0,9}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_PLAIN = re.compile(r"\bhttps?://[^\s<>\"'）)】」，。；]{3,500}", re.IGNORECASE)
_LABEL = r"[a-z0-9\u0080-\uffff](?:[a-z0-9\u0080-\uffff-]{0,61}[a-z0-9\u0080-\uffff])?"
_HOST = re.compile(rf"((?:{_LABEL}\.){{1,8}}{_LABEL})(?![\w.@-])", re.IGNORECASE)


@dataclass(frozen=True)
class Anchor:
    """One link: its text, its address, and the host that the address names (lower case, "" for none)."""

    text: str
    url: str
    host: str

    @property
    def shown_host(self) -> str:
        """The host that the text itself names, "" where it reads like no address."""
        text = self.text.strip()
        if not text or any(letter.isspace() for letter in text):
            return ""
        found = _HOST.match(text.partition("://")[2] or text)
        return found[1].lower() if found else ""


def anchors_of(source: str, text: str = "") -> tuple[Anchor, ...]:
    """The links of an HTML body; without one, the addresses in the text. Each once, in order."""
    found: dict[Anchor, None] = {}
    if source:
        for each in _from_html(source):
            found.setdefault(each)
            if len(found) >= MOST:
                break
    else:
        for match in _PLAIN.finditer(text):
            found.setdefault(Anchor("", match[0], host_of(match[0])))
            if len(found) >= MOST:
                break
    return tuple(found)


def host_of(url: str) -> str:
    """The host that an address leads to, lower case; "" where it names none."""
    try:
        return (urlsplit(url.strip()).hostname or "").lower().strip(".")
    except ValueError:
        return ""


def _from_html(source: str) -> list[Anchor]:
    found: list[Anchor] = []
    position = 0
    for _try in range(TRIED):
        begin = _BEGIN.search(source, position)
        if begin is None:
            break
        opened = source.find(">", begin.end(), begin.end() + 4000)
        position = begin.end() if opened < 0 else opened + 1
        href = _HREF.search(source, begin.start(), opened) if opened >= 0 else None
        if href is None:
            continue
        url = html.unescape(href[1] or href[2] or href[3] or "").strip()
        end = _END.search(source, position, position + 2000)
        words = html.unescape(_TAG.sub(" ", source[position : end.start()])) if end else ""
        if url.lower().startswith(("http://", "https://")):
            found.append(Anchor(" ".join(words.split())[:200], url[:500], host_of(url)))
    return found
