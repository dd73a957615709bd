"""Names that look like others: letters of other scripts, a digit for a letter, two letters for one. Pure.

The table is our own and holds what passes for a Latin letter in the fonts of mail programs; Unicode's own list is far
longer and mostly about signs that no domain may hold.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Each group: what looks like the letter in front of it.
_GROUPS = {
    "a": "аαɑàáâãäåāăąạảấầẩẫậắằẳẵặ", "b": "Ььƅв", "c": "сϲçćĉċčᴄ", "d": "ԁɗđď", "e": "еєέεèéêëēĕėęěẹẻẽếềểễệ", "f": "ϝƒ",
    "g": "ɡցğĝġģ", "h": "һнհĥħ", "j": "јϳĵ", "k": "кκķĸ", "l": "ӏıⅼļľłĺ|",
    "l of i": "iіїιíìîïĩīĭįıɩ", "m": "мⅿ",
    "n": "пηոñńņňŋ", "o": "оοσօòóôõöøōŏőơọỏốồổỗộớờởỡợ", "p": "рρþ", "q": "ԛզ", "r": "гɾŕŗř",
    "s": "ѕśŝşšș", "t": "тτţťŧț",
    "u": "υսùúûüũūŭůűųưụủứừửữự", "v": "νѵⅴ", "w": "ԝωшѡŵ", "x": "хχⅹ", "y": "уүγýÿŷ", "z": "ᴢźżž", "o0": "0", "l1": "1",
}  # fmt: skip
_LETTERS = str.maketrans({sign: group[0] for group, signs in _GROUPS.items() for sign in signs})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_FOREIGN = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


@lru_cache(maxsize=20_000)
def skeleton(name: str) -> str:
    """What a name looks like: two names with one skeleton are easily taken for each other."""
    text = unicodedata.normalize("NFKC", name).lower().translate(_LETTERS)
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text.replace("-", "")


def readable(domain: str) -> str:
    """A domain as people see it: punycode (xn--…) as its letters."""
    return ".".join(_label(label) for label in domain.split("."))


def mixes_scripts(domain: str) -> bool:
    """Whether a label of a readable domain mixes Latin letters with those of an alphabet that looks like it."""
    for label in domain.split("."):
        scripts = {_script(letter) for letter in label if letter.isalpha()}
        if "LATIN" in scripts and scripts & set(_FOREIGN):
            return True
    return False


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
