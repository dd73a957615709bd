"""Links between the files of a source become links between the articles that they became here (6.1.3, 6.2.2)."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

from zhichi.core.canonical import sha256
from zhichi.core.texts import clean
from zhichi.gathering.choices import ItemState
from zhichi.gathering.models import Item
from zhichi.gathering.parting import anchor_of
from zhichi.knowledge import selectors as knowledge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.gathering.models import Source
    from zhichi.gathering.registry import Found

SHOWN = 5  # addresses in a note
_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass
class Linked:
    """The text with its links set; `waits_for` are the identities at the source that have no article here (yet).

    A link that leads to no article stays as its words; `left` are the addresses of those.
    """

    html: str = ""
    waits_for: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def link(source: Source, found: Found, html: str) -> Linked:
    """Set the links of what came. The number of an article never changes, so neither do they. One query."""
    targets = {address: _target(found, address) for address, _words in _LINK.findall(html)}
    known = articles_of(source, {one for one in targets.values() if one})
    linked = Linked()

    def swap(match: re.Match[str]) -> str:
        target = targets[match[1]]
        if target is None:  # it leads elsewhere, and stays
            return match[0]
        fragment = unquote(urldefrag(entities.unescape(match[1])).fragment)
        anchor = anchor_of(source.article_type, fragment)
        if target == found.external_id:
            return f'<a href="#{anchor}">{match[2]}</a>' if anchor else match[2]
        if target in known:
            return f'<a href="{knowledge.reader_path(known[target])}{f"#{anchor}" if anchor else ""}">{match[2]}</a>'
        linked.left.append(clean(unquote(entities.unescape(match[1]))))
        if target and target not in linked.waits_for:
            linked.waits_for.append(target)
        return match[2]

    linked.html = _LINK.sub(swap, html)
    return linked


def _target(found: Found, address: str) -> str | None:
    """The identity that is meant; one with characters that no database stores is nobody's."""
    target = found.target(entities.unescape(address))
    return target if target is None or clean(target) == target else ""


def articles_of(source: Source, identities: Iterable[str]) -> dict[str, int]:
    """The articles of those files that have one and are wanted here."""
    keys = [sha256(one.encode()) for one in identities]
    if not keys:
        return {}
    rows = Item.objects.filter(source=source, key__in=keys, article__isnull=False).exclude(state=ItemState.IGNORED)
    return {identity: article for identity, article in rows.values_list("external_id", "article_id") if article}


def have_come(item: Item) -> bool:
    """Whether a file that it links to has become an article since it was read."""
    return bool(item.waits_for) and bool(articles_of(item.source, item.waits_for))
