"""Language variants of one thing as one hit: in the language of the question, else in that of the reader (6.3.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhichi.search import registry
from zhichi.search.tokens import HAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.hits import Hit

CHINESE, ENGLISH = "zh-hans", "en"
MORE = 10  # hits that are looked for beyond those wanted, since some fold into others
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"(?<![\w.:/+#@-])[A-Za-z][a-z]*(?![.-]?[\w:/+#@])")  # neither a code nor a file name
LONG, MANY = 4, 3  # letters of a word, or words, that make a question English: "vpn" and "csv" do not


def language_of(query: str) -> str:
    """The language that a question is written in; "" for what both use: codes, numbers, "VPN", "csv"."""
    if _HAN.search(query):
        return CHINESE
    words = _WORD.findall(query)
    return ENGLISH if len(words) >= MANY or any(len(word) >= LONG for word in words) else ""


def room(kinds: Sequence[str], limit: int) -> int:
    """How many hits to look for, so that `limit` are left."""
    chosen = [kind for name, kind in registry.kinds.items() if not kinds or name in kinds]
    return limit + min(limit, MORE) if any(kind.variants for kind in chosen) else limit


def folded_hits(hits: Sequence[Hit], language: str) -> list[Hit]:
    """Each family of variants once, where the best of it stood.

    What holds every word goes before what does not; of equal ones the variant in `language` is taken, else the best.
    """
    families = _families(hits)
    chosen: dict[object, Hit] = {}
    for hit in hits:
        key = (hit.kind, hit.object_id)
        family, spoken = families.get(key, (key, ""))
        first = chosen.setdefault(family, hit)
        if first is not hit and spoken == language and hit.is_whole == first.is_whole:
            chosen[family] = hit
    return list(chosen.values())


def _families(hits: Sequence[Hit]) -> dict[tuple[str, int], tuple[object, str]]:
    """The family and the language of each hit that may have variants. One query for each such kind."""
    found: dict[tuple[str, int], tuple[object, str]] = {}
    for name in dict.fromkeys(hit.kind for hit in hits):
        variants = registry.kinds.get(name).variants
        ids = list(dict.fromkeys(hit.object_id for hit in hits if hit.kind == name))
        if variants is not None and len(ids) > 1:
            found |= {(name, key): ((name, family), spoken) for key, (family, spoken) in variants(ids).items()}
    return found
