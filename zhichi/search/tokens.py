"""Text into tokens, the same for documents and questions, so that a word of any length is found where it stands.

Han characters become overlapping pairs, and each run of them ends with its last character alone: 打印机 gives 打印,
印机, 机. A word of two or more characters is the phrase of its pairs; a single character is the beginning of a pair or
that last token. Latin words and numbers stay whole, English ones are followed by their stem (printing: printing,
print); what holds signs or mixes letters and digits (2.3.1, E-1024, report_final.docx, ipv6) is kept whole and followed
by its pieces, so that either finds it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zhichi.core.texts import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
JOINERS = "._:/+#@-"
LONGEST = 64  # characters of one kept token; a longer run is found by its pieces
ABOUT = "^"  # before a token that a document is about: it stands in the title, or often in the text
OFTEN = 3  # times
FACET = "="  # before a facet, as in "=state:open"

RUN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>[^\\W_{HAN}]+(?:[{re.escape(JOINERS)}]+[^\\W_{HAN}]+)*)")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_BRITISH = re.compile("(?<=[a-z]{4})is(?=ation|ing|ed|er|es?s?$)")  # synchronising: synchronizing
_FACET = re.compile(r"[a-z0-9_]{1,30}:[\w.-]{1,60}", re.ASCII)


@dataclass(frozen=True)
class Analysed:
    """A text as the index knows it: its tokens in order, and its normal form, in which occurrences are counted.

    In the normal form each run of Han characters and each other token stands between blanks of its own.
    """

    tokens: tuple[str, ...]
    normal: str


def folded(text: str) -> str:
    """The form in which texts are compared: full width → half width, lower case, traditional → simplified.

    One character may become several.
    """
    if text.isascii():
        return text.lower()
    return simplified(unicodedata.normalize("NFKC", text).casefold())


def analyse(text: str) -> Analysed:
    """Take a text apart."""
    tokens: list[str] = []
    normal: list[str] = []
    for han, word in runs(folded(text)):
        if han:
            tokens.extend(pairs(han))
            normal.append(han)
        else:
            found = word_tokens(word)
            tokens.extend(found)
            normal.extend(found)
    return Analysed(tuple(tokens), "".join(f" {one} " for one in normal))


def tokens_of(text: str) -> list[str]:
    """The tokens of a text in order; their places matter to phrases."""
    return list(analyse(text).tokens)


def about(title: Sequence[str], text: Sequence[str]) -> list[str]:
    """The tokens that a document is about: those of its title, and those that stand in it often."""
    times: dict[str, int] = {}
    for token in text:
        times[token] = times.get(token, 0) + 1
    often = (token for token, count in times.items() if count >= OFTEN)
    return [ABOUT + token for token in dict.fromkeys((*title, *often))]


def facet(name: str, value: str) -> str:
    """The token of a facet. Raises ValueError when name or value is more than a short code."""
    text = f"{name}:{value}"
    if not _FACET.fullmatch(text):
        raise ValueError(f"{text!r} cannot be a facet")
    return FACET + text


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The runs of a folded text, one after the other: (Han characters, "") or ("", word)."""
    for match in RUN.finditer(text):
        yield match["han"] or "", match["word"] or ""


def pairs(han: str) -> list[str]:
    """The overlapping pairs of a run, its last character alone at the end."""
    return [han[place : place + 2] for place in range(len(han))]


def pieces(word: str) -> list[str]:
    """The letters and the numbers in a word that holds both, or signs."""
    return [piece[:LONGEST] for piece in _PIECE.findall(word)]


@lru_cache(50_000)
def word_tokens(word: str) -> tuple[str, ...]:
    """A word, and what else it is found by: its stem, or its pieces when it is no plain word."""
    parts = _PIECE.findall(word)
    if parts == [word]:
        stem = stem_of(word)
        return (word[:LONGEST],) if stem == word[:LONGEST] else (word[:LONGEST], stem)
    kept = [word] if len(word) <= LONGEST else []
    return (*kept, *(piece[:LONGEST] for piece in parts))


def stem_of(word: str) -> str:
    """The stem of an English word, everything else as it is: printing → print, Straße stays."""
    if len(word) < 4 or len(word) > LONGEST or not (word.isascii() and word.isalpha()):
        return word[:LONGEST]
    return str(_stemmer().stemWord(_BRITISH.sub("iz", word)))


@lru_cache(1)
def _stemmer() -> Any:
    from snowballstemmer import stemmer  # noqa: PLC0415 - loads at first use; most processes never stem

    return stemmer("english")
