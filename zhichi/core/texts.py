"""Text as people write it: cleaning, sort keys for Chinese names, folding for comparison."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Drop what no database stores (NUL, lone surrogates); everything else stays as it was typed."""
    return _UNSTORABLE.sub("", text)


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC (full width → half width), case folded, white space squeezed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=4096)
def pinyin_key(name: str) -> str:
    """Sort key of a name: toneless pinyin for Han, folded letters for the rest ("林晓" → "lin xiao")."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - loads a large dictionary; only who sorts names pays for it

    return " ".join(lazy_pinyin(fold(name)))[:200]


@lru_cache(maxsize=4096)
def pinyin_initials(name: str) -> str:
    """First letters of a name's pinyin ("林晓" → "lx"), for pickers and the palette."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - see above

    return "".join(lazy_pinyin(fold(name), style=Style.FIRST_LETTER)).replace(" ", "")[:80]
