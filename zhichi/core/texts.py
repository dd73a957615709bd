"""Text as people write it: cleaning, sort keys for Chinese names, folding for comparison."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

LAST_PLAIN = 0x2E7F  # no character up to this one has a traditional form
MOST_KNOWN = 100_000  # characters; a text of all there are must not fill the memory
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Forms that Taiwan and Hong Kong write and the tables leave apart, because outside of matching they may differ.
_ALIKE = str.maketrans("妳著衹祇祂牠", "你着只只他它")


def clean(text: str) -> str:
    """Drop what no database stores (NUL, lone surrogates); everything else stays as it was typed."""
    return text if text.isprintable() else _UNSTORABLE.sub("", text)  # neither is printable, and asking is quicker


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


class _Simpler(dict[int, str]):
    """A table for `str.translate` that fills itself: each character is looked up once in a process."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        found = char
        if code > LAST_PLAIN:
            changed = _converter().convert(char)
            found = (changed if len(changed) == 1 else char).translate(_ALIKE)
        if len(self) < MOST_KNOWN:
            self[code] = found
        return found


_simpler = _Simpler()


def simplified(text: str) -> str:
    """Traditional forms as simplified ones, a character at a time, so that places in the text stay what they are."""
    return text if text.isascii() else text.translate(_simpler)


@lru_cache(1)
def _converter() -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415 - reading its tables takes a moment; done at first use

    return OpenCC("t2s")
